/**
 * A report is composed by keys, built and cancelled; a shorter paper is written, built for publication, signed by
 * the chairs of both sides, and read by somebody without an account, in both languages.
 */
import type { Locator } from '@playwright/test';
import { expectNoBarrier } from '../axe.ts';
import { expect, goAndSettle, test } from '../kit.ts';

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
  // What many parts lack is said once, with all of them.
  const attention = page.locator('details', { hasText: /^Needs attention \(\d+\)/ });
  await attention.locator('summary').click();
  const unapproved = attention.getByRole('listitem').filter({ hasText: /^Not approved: / });
  await expect(unapproved).toHaveCount(1);
  await expect(unapproved.getByRole('link', { name: 'Barcelona', exact: true })).toBeVisible();
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

test('what was saved stays in its form, so that saving again takes nothing away', async ({ person }) => {
  const { page } = await person('secretariat');
  await goAndSettle(page, `${reports}/white-paper`);
  await page.getByRole('button', { name: 'Begin' }).click();
  const saved = page.getByText('Saved.', { exact: true });
  const part = page
    .locator('ol > li')
    .filter({ has: page.getByText('Add a passage') })
    .first();
  await part.getByText('Add a passage').click();
  const added = part.locator('form[action="?/addPassage"]');
  await added.getByLabel('English').fill('Cities share data.');
  await added.getByLabel('Chinese').fill('各城市共享数据。');
  await added.getByRole('button', { name: 'Save' }).click();
  const passage = part.getByRole('list').getByRole('listitem');
  await expect(passage).toContainText('Cities share data.');
  await expect(added.getByLabel('English')).toHaveValue('');

  /** Loads the page anew, changes a form of it, and saves that. */
  const save = async (form: Locator, change: () => Promise<void>): Promise<void> => {
    await goAndSettle(page, `${reports}/white-paper`);
    for (const disclosure of await page.locator('details').all())
      await disclosure.evaluate((element: HTMLDetailsElement) => (element.open = true));
    await change();
    await form.getByRole('button').last().click();
    await expect(saved).toBeVisible();
  };

  const changed = part.locator('form[action="?/changePassage"]');
  await save(changed, () => changed.getByLabel('English').fill('Cities share most data.'));
  await expect(changed.getByLabel('English')).toHaveValue('Cities share most data.');
  await expect(changed.getByLabel('Chinese')).toHaveValue('各城市共享数据。');

  const titles = page.locator('form[action="?/retitle"]');
  const title = titles.getByRole('group', { name: 'Title', exact: true });
  const chinese = await title.getByLabel('Chinese').inputValue();
  await save(titles, () => title.getByLabel('English').fill('A white paper'));
  await expect(title.getByLabel('English')).toHaveValue('A white paper');
  await expect(title.getByLabel('Chinese')).toHaveValue(chinese);

  const ofPart = part.locator('form[action="?/changePart"]').first();
  await save(ofPart, () => ofPart.getByRole('checkbox').check());
  await save(ofPart, () => ofPart.getByLabel('English').fill('In short'));
  await expect(ofPart.getByLabel('English')).toHaveValue('In short');
  await expect(ofPart.getByRole('checkbox')).toBeChecked();

  const build = page.locator('form[action="?/build"]');
  await save(build, () => build.getByRole('checkbox').last().uncheck());
  await expect(build.getByRole('checkbox').last()).not.toBeChecked();
  await expect(build.getByRole('checkbox').first()).toBeChecked();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('region', { name: 'Builds' }).getByText('Cancelled')).toBeVisible();
});

test('a paper is published by both chairs and read without an account (R205, R210)', async ({ person }) => {
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
  // Study, kind and edition, with a space on both sides of each dot.
  await expect(reader.getByRole('main').getByRole('listitem').first()).toHaveText(
    /^[^·]*\S · [^·\s][^·]*\S · [^·\s][^·]*$/
  );
  await reader.getByRole('link', { name: 'Key findings' }).click();
  await expect(reader).toHaveURL(/\/reports\/eu-china-2013\/handout-1$/);
  await expectNoBarrier(reader);
  const download = reader.waitForEvent('download');
  await reader.getByRole('link', { name: 'HTML, Chinese' }).click();
  expect((await download).suggestedFilename()).toBe('eu-china-2013-handout-1-zh.html');
  await reader.getByRole('link', { name: 'Key messages' }).click();
  await expect(reader.getByText('Thirty cities compared how they share data.')).toBeVisible();
  await expectNoBarrier(reader);
  // Next to each other both languages have the title as well.
  await reader.getByRole('link', { name: 'Both languages' }).click();
  const heading = reader.getByRole('heading', { level: 1 });
  await expect(heading.locator('[lang="en"]')).toHaveText('Key messages');
  await expect(heading.locator('[lang="zh-Hans"]')).toHaveText('核心要点');
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

  await page.locator('summary', { hasText: 'Propose an erratum' }).click();
  const correction = page.getByRole('group', { name: 'Correction' });
  await correction.getByLabel('English').fill('Read: twenty-nine cities.');
  await correction.getByLabel('Chinese').fill('应为：二十九个城市。');
  await page.getByRole('button', { name: 'Propose an erratum' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  // The chairs of both sides see it as readers will, and it is public once both have confirmed it.
  const later = (await person(null)).page;
  for (const [chair, label, button] of [
    [eu, 'Your password', 'Confirm for my side'],
    [cn, '您的密码', '代表本方确认']
  ] as const) {
    await goAndSettle(chair, `${reports}/handout`);
    await expect(chair.getByText('Read: twenty-nine cities.')).toBeVisible();
    await later.goto('/reports/eu-china-2013/handout-1');
    await expect(later.getByText('Read: twenty-nine cities.')).toHaveCount(0);
    await chair.getByLabel(label, { exact: true }).fill('meridian');
    await chair.getByRole('button', { name: button }).click();
    await expect(chair.getByText('Read: twenty-nine cities.')).toHaveCount(chair === eu ? 1 : 0);
  }
  await later.goto('/reports/eu-china-2013/handout-1');
  await expect(later.getByText('Read: twenty-nine cities.')).toBeVisible();
});
