/**
 * Tests the research of a study: a source and an entry written in both languages and seen next to a city's
 * answer as not the city's own; figures side by side with forecasts marked; talks that a city cannot open.
 */
import { expectNoBarrier, overflow } from '../axe.ts';
import { expect, goAndSettle, test } from '../kit.ts';

const study = '/studies/eu-china-2013';
const context = `${study}/context`;

// Several people and pages looked at in one test.
test.describe.configure({ timeout: 180_000 });

test('a name of one long word breaks where it is shown, and no page scrolls sideways', async ({ person }) => {
  const { page } = await person('expert1.eu');
  await page.goto(`${context}/sources`);
  await page.getByText('Add a source').click();
  const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(11);
  await page.getByRole('group', { name: 'Title' }).getByLabel('English').fill(word);
  await page.getByLabel('Date').fill('2013');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name: word })).toBeVisible();
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of [study, `${study}/activity`, `${context}/sources`]) {
      await goAndSettle(page, path);
      expect(await overflow(page)).toEqual([]);
    }
  }
});

test('an expert adds a source and an entry in both languages, and the city sees it beside its answer as a reference (R092, R101)', async ({
  person
}) => {
  const { page } = await person('expert1.eu');
  await page.goto(`${context}/sources`);
  await page.getByText('Add a source').click();
  const title = page.getByRole('group', { name: 'Title' });
  await title.getByLabel('English').fill('Broadband atlas');
  await title.getByLabel('Chinese').fill('宽带地图');
  await page.getByLabel('Author').fill('𠮷田 and others');
  await page.getByLabel('Date').fill('2013-13');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Please check: Date')).toBeVisible();
  await expect(page.getByLabel('Author')).toHaveValue('𠮷田 and others');
  await page.getByLabel('Date').fill('2013-05');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name: 'Broadband atlas' })).toBeVisible();

  await page.goto(context);
  await page.getByText('Add an entry').click();
  const form = page.locator('form[action="?/add"]');
  const entry = form.getByRole('group', { name: 'Title' });
  await entry.getByLabel('English').fill('Fibre to the home in the region');
  await entry.getByLabel('Chinese').fill('本地区光纤到户');
  await form.getByLabel('Register').selectOption('policy');
  await form.getByLabel('Source 1').selectOption({ label: '𠮷田 and others, Broadband atlas, May 2013' });
  await form.getByLabel('Page or place 1').fill('p. 12');
  await form.getByLabel('Question or characteristic 1').selectOption('ict-infrastructure/ict.rollout');
  await form.getByLabel('City 1').selectOption('florence');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name: 'Fibre to the home in the region' })).toBeVisible();
  await expectNoBarrier(page);

  const city = (await person('city.florence', { locale: 'zh' })).page;
  await city.goto(`${study}/assessments/florence/ict-infrastructure`);
  const beside = city
    .getByRole('complementary', { name: /非本市填报/ })
    .filter({ hasText: '本地区光纤到户' });
  await expect(beside).toBeVisible();
  await expect(beside.getByText('参考资料，非本市填报')).toBeVisible();
  await expect(beside.getByRole('link', { name: /宽带地图.*p\. 12/ })).toBeVisible();
  await expectNoBarrier(city);
  expect((await city.goto(`${context}/talks`))?.status()).toBe(403);

  // A source that is cited tells where, and stays.
  await page.goto(`${context}/sources`);
  await page.getByRole('link', { name: 'Broadband atlas' }).click();
  await expect(page.getByRole('link', { name: 'Fibre to the home in the region' })).toBeVisible();
  await expect(page.getByText('A source that is cited cannot be removed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove' })).toHaveCount(0);
});

test('figures of several sources stand side by side with forecasts marked, and a table is charted and saved (R102)', async ({
  person
}) => {
  const { page, context: browser } = await person('observer');
  await page.goto(`${context}/figures?topic=market-sizes`);
  const table = page.getByRole('group', { name: 'Figures on: Market size and project counts' });
  await expect(table.getByRole('row').filter({ hasText: 'Pike Research' })).toHaveCount(2);
  const forecast = table.getByRole('row').filter({ hasText: 'USD 39.5 billion' });
  await expect(forecast.getByText('Forecast')).toBeVisible();
  await expect(forecast.getByText('2018')).toBeVisible();
  await expect(forecast.getByText('Worldwide, yearly')).toBeVisible();
  // One row for each figure below the heads, and none that adds them up.
  await expect(table.getByRole('row')).toHaveCount(12);
  await expectNoBarrier(page);

  await page.goto(`${context}/tables/services-three-cities-2012`);
  await expect(page.getByRole('img', { name: /10 categories, 3 columns/ })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Education' })).toContainText('–');
  await expectNoBarrier(page);
  const file = await browser.request.get(`${context}/tables/services-three-cities-2012/export.csv`);
  expect(await file.text()).toContain('"Education","教育",2,,2');
});

test('a talk with a solution provider is recorded, and an image waits for its permission', async ({
  person
}) => {
  const { page } = await person('secretariat');
  await page.goto(`${context}/talks`);
  await page.getByText('Record a talk').click();
  await page.getByRole('group', { name: 'Party' }).getByLabel('English').fill('Example Networks');
  await page.getByLabel('Date').fill('2013-06-03');
  await page.getByRole('group', { name: 'Summary' }).getByLabel('English').fill('Costs of fibre.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Costs of fibre.').first()).toBeVisible();

  await page.goto(`${context}/images`);
  await page.getByText('Add an image').click();
  await page.getByRole('group', { name: 'What it shows' }).getByLabel('English').fill('Map of networks');
  await page.getByRole('group', { name: 'Owner' }).getByLabel('English').fill('A publisher');
  await page.getByLabel('Permission', { exact: true }).selectOption('granted');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Please check: Decided by')).toBeVisible();
  await page.getByLabel('Permission', { exact: true }).selectOption('asked');
  await page.getByRole('button', { name: 'Save' }).click();
  const item = page.getByRole('listitem').filter({ hasText: 'Map of networks' });
  await expect(item.getByText('May not enter the report')).toBeVisible();
  await item.getByText('Edit image').click();
  await item.getByLabel('Permission', { exact: true }).selectOption('granted');
  await item.getByLabel('Decided by').fill('Rights office');
  await item.getByLabel('Decided on').fill('2014-01');
  await item.getByLabel('Document').fill('Letter 12');
  await item.getByRole('button', { name: 'Save' }).click();
  await expect(item.getByText('May enter the report')).toBeVisible();
  await expectNoBarrier(page);
});
