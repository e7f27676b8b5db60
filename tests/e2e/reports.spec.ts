/**
 * A report is composed by keys, built and cancelled; a shorter paper is written, built for publication, signed by
 * the chairs of both sides, and read by somebody without an account, in both languages.
 */
import { expectNoBarrier } from './axe.ts';
import { expect, goAndSettle, test } from './kit.ts';

const reports = '/studies/eu-china-2013/reports';

test.describe.configure({ timeout: 300_000 });

test('the report is composed by keys, and a build of it is cancelled', async ({ person }) => {
  const { page } = await person('secretariat');
  await goAndSettle(page, `${reports}/report`);
  await page.getByRole('button', { name: 'Begin' }).click();
  const tree = page.getByRole('region', { name: 'Composition' });
  const titles = tree.locator('ol > li > .line > .title');
  await expect(titles.first()).toHaveText('Introduction');
  await expect(tree.getByText(/Approved, version \d/).first()).toBeAttached();
  const glossary = tree.locator('#part-glossary');
  await glossary.focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(titles.last()).toHaveText('Glossary');
  await expect(glossary).toBeFocused();
  await expectNoBarrier(page);
  // Dropped on a part, it stands before that part; on one below another, below the same.
  const titleOf = (part: string) => tree.locator(`#part-${part} > .line > .title`);
  await titleOf('glossary').dragTo(titleOf('abbreviations'));
  await expect(titles.last()).toHaveText('Abbreviations');
  await titleOf('glossary').dragTo(titleOf('waivers'));
  await expect(glossary).toHaveAttribute('style', /--depth: ?1/);
  await expect(titles.last()).toHaveText('Abbreviations');
  await glossary.focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(glossary).toHaveAttribute('style', /--depth: ?0/);

  await page.getByText('Have it built', { exact: true }).click();
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  const builds = page.getByRole('region', { name: 'Builds' });
  await expect(builds.getByText('Cancelled')).toBeVisible();
  await expect(builds.getByRole('link')).toHaveCount(0);
});

test('a paper is published by both chairs and read without an account', async ({ person }) => {
  const { page } = await person('secretariat');
  await goAndSettle(page, `${reports}/handout`);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('Add a passage').click();
  const text = page.getByRole('group', { name: 'Text' });
  await text.getByLabel('English').fill('Thirty cities compared how they share data.');
  await text.getByLabel('Chinese').fill('三十个城市比较了数据共享的做法。');
  await page.getByRole('button', { name: 'Save' }).last().click();
  await expect(page.getByText('Rests on no place of the report')).toBeVisible();
  await page.getByText('Have it built', { exact: true }).click();
  await page.getByLabel('Purpose').selectOption('edition');
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  // The page follows the build by itself. A build has the lowest priority: it gets the time that other work leaves.
  await expect(page.getByText('Waits for the chairs of both sides.')).toBeVisible({ timeout: 240_000 });

  const reader = (await person(null)).page;
  const missing = await reader.goto('/reports/eu-china-2013/handout-1');
  expect(missing?.status()).toBe(404);

  const eu = (await person('chair.eu')).page;
  await goAndSettle(eu, '/studies/eu-china-2013');
  await eu.getByRole('link', { name: 'Read and sign edition 1 of the handout' }).click();
  await eu.getByLabel('I have read the edition in both languages.').check();
  await eu.getByLabel('Your password', { exact: true }).fill('meridian');
  await eu.getByRole('button', { name: 'Sign and publish' }).click();
  await expect(eu.getByText('You have signed.')).toBeVisible();
  const cn = (await person('chair.cn', { locale: 'zh' })).page;
  await goAndSettle(cn, `${reports}/handout`);
  await expectNoBarrier(cn);
  await cn.getByLabel('我已阅读该版的中英文文本。').check();
  await cn.getByLabel('您的密码', { exact: true }).fill('meridian');
  await cn.getByRole('button', { name: '签字发布' }).click();
  await expect(cn.getByText('该版已发布。')).toBeVisible();

  await reader.goto('/reports');
  await reader.getByRole('link', { name: 'Key findings' }).click();
  await expect(reader).toHaveURL(/\/reports\/eu-china-2013\/handout-1$/);
  await expectNoBarrier(reader);
  const download = reader.waitForEvent('download');
  await reader.getByRole('link', { name: 'HTML, Chinese' }).click();
  expect((await download).suggestedFilename()).toBe('eu-china-2013-handout-1-zh.html');
  await reader.getByRole('link', { name: 'Key messages' }).click();
  await expect(reader.getByText('Thirty cities compared how they share data.')).toBeVisible();
  await expectNoBarrier(reader);

  const { request } = reader;
  const listed = await (await request.get('/api/v1/public/reports')).text();
  expect(listed).toContain('/api/v1/public/reports/eu-china-2013/handout-1');
  const data = await request.get('/api/v1/public/reports/eu-china-2013/handout-1');
  expect(await data.json()).toMatchObject({
    licence: 'https://creativecommons.org/licenses/by/4.0/',
    content: { kind: 'handout', status: 'published', number: '1' }
  });
  expect(await data.text()).toContain('三十个城市比较了数据共享的做法。');
  const tables = await request.get('/api/v1/public/reports/eu-china-2013/handout-1/tables?language=zh');
  expect(tables.headers()['content-type']).toContain('text/csv');
  const catalog = (await (await request.get('/api/v1/public/catalog')).json()) as object;
  expect(catalog).toMatchObject({
    '@type': 'dcat:Catalog',
    'dcat:dataset': [{ 'dct:identifier': 'eu-china-2013/handout-1', 'dct:license': {} }]
  });
  expect((await request.get('/api/v1/public/reports/eu-china-2013/white-paper-1')).status()).toBe(404);

  const chinese = (await person(null, { locale: 'zh', width: 360 })).page;
  await chinese.goto('/reports/eu-china-2013/handout-1/message');
  await expect(chinese.getByText('三十个城市比较了数据共享的做法。')).toBeVisible();

  await page.locator('summary', { hasText: 'Add an erratum' }).click();
  const correction = page.getByRole('group', { name: 'Correction' });
  await correction.getByLabel('English').fill('Read: twenty-nine cities.');
  await correction.getByLabel('Chinese').fill('应为：二十九个城市。');
  await page.getByRole('button', { name: 'Add an erratum' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const later = (await person(null)).page;
  await later.goto('/reports/eu-china-2013/handout-1');
  await expect(later.getByText('Read: twenty-nine cities.')).toBeVisible();
});
