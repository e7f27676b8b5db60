/**
 * Tests what an assessment shows next to the text: whose text it is, what is missing, and what a figure may
 * be used for.
 */
import { expect, test } from '../kit.ts';

const haidian = '/studies/eu-china-2013/assessments/haidian';

test('the page says whose words these are, and that nothing is ranked (R028, R111, R120)', async ({
  person
}) => {
  const { page } = await person('expert3.cn', { locale: 'zh' });
  await page.goto(`${haidian}/governance`);
  await expect(page.getByText('评估结论概括城市自行提供的情况。本框架用于比较，不用于排名。')).toBeVisible();
  await page.goto(`${haidian}/governance?text=response`);
  await expect(page.getByText('以上为城市自行填报的内容。本框架用于比较，不用于排名。')).toBeVisible();

  const city = await person('city.florence');
  await city.page.goto('/studies/eu-china-2013/assessments/florence/governance');
  await expect(
    city.page.getByText('These are the city’s own words. The framework compares; it does not rank.')
  ).toBeVisible();
});

test('a figure stands with its unit and its year, a missing year is said, and its caution goes with it (R114)', async ({
  person
}) => {
  const { page } = await person('expert3.eu');
  await page.goto('/studies/eu-china-2013/cities/haidian');
  await expect(page.getByText('China', { exact: true }).first()).toBeVisible();
  // The first cell of a row is what the figure is of.
  const row = (name: string) =>
    page
      .getByRole('row')
      .filter({ has: page.locator(':is(th, td):first-child', { hasText: new RegExp(`^${name}$`) }) });
  await expect(row('Area')).toContainText('426 km²');
  await expect(row('Area')).toContainText('not stated');
  await expect(row('Resident population')).toContainText('Caution');
  await expect(row('GDP')).toContainText('2012');
});

test('what the city was asked and did not give is listed as a gap', async ({ person }) => {
  const { page } = await person('expert3.eu');
  await page.goto(`${haidian}/value-assessment?text=response`);
  // R121: each question is there, and said to be open; so are the records that are missing.
  await expect(page.getByText('Not answered yet', { exact: true })).toHaveCount(6);
  await expect(page.getByText('The city has given no outcome or impact here.')).toBeVisible();
});
