/**
 * Shows that nothing typed in a form is lost: when two people change one trend at once, when the server cannot be
 * reached, and when the session has ended.
 */
import type { Locator, Page } from '@playwright/test';
import { expect, goAndFollow, goAndSettle, test } from '../kit.ts';

const study = '/studies/eu-china-2013';

const text = (of: Page | Locator, group: string, language: string): Locator =>
  of.getByRole('group', { name: group, exact: true }).getByRole('textbox', { name: language });

async function addTrend(page: Page): Promise<string> {
  await goAndSettle(page, `${study}/themes`);
  await page.getByText('Write a trend or challenge', { exact: true }).click();
  await text(page, 'Statement', 'English').fill('Cities share their data.');
  await text(page, 'Statement', 'Chinese').fill('各城市共享数据。');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cities share their data.');
  return page.url();
}

async function openForm(page: Page): Promise<Locator> {
  const form = page.locator('form[action="?/change"]');
  await page.locator('summary', { hasText: /^Change/ }).click();
  await expect(form).toBeVisible();
  return form;
}

test('two people change one trend at once: the second learns what the first changed, and keeps what is typed', async ({
  person
}) => {
  const eu = (await person('expert1.eu', { locale: 'en' })).page;
  const cn = (await person('expert1.cn', { locale: 'en' })).page;
  const trend = await addTrend(eu);
  await goAndFollow(cn, trend);
  await goAndFollow(eu, trend);
  const [first, second] = [await openForm(eu), await openForm(cn)];

  await text(second, 'Explanation', 'Chinese').fill('门户网站已开放。');
  await text(second, 'Statement', 'English').fill('Cities share some data.');
  await text(first, 'Statement', 'English').fill('Cities share most of their data.');
  await text(first, 'Explanation', 'English').fill('Portals are open.');
  await first.getByRole('combobox', { name: 'Concerns' }).selectOption({ index: 1 });
  await first.getByRole('button', { name: 'Save' }).click();
  await expect(eu.getByRole('heading', { level: 1 })).toHaveText('Cities share most of their data.');

  await second.getByRole('button', { name: 'Save' }).click();
  await expect(second).toContainText('Somebody else has saved this in the meantime.');
  const [note, notice] = await Promise.all([
    cn.getByText('A change voids both validations.', { exact: true }).boundingBox(),
    second.locator('[data-conflict] .notice').boundingBox()
  ]);
  expect(notice?.y ?? 0).toBeGreaterThanOrEqual((note?.y ?? 0) + (note?.height ?? 0) + 8);
  await expect(second.locator('[data-conflict] dt')).toHaveText([
    'Concerns',
    'Statement – English',
    'Explanation – English'
  ]);
  await expect(second.locator('[data-conflict] dd').nth(1)).toContainText('Cities share most of their data.');
  await expect(second.locator('[data-conflict] dd').nth(1)).toContainText('You changed this as well.');
  await expect(second.locator('[data-conflict] dd').nth(2)).toContainText('Taken over into the form.');
  await expect(text(second, 'Statement', 'English')).toHaveValue('Cities share some data.');
  await expect(text(second, 'Explanation', 'English')).toHaveValue('Portals are open.');
  await expect(text(second, 'Explanation', 'Chinese')).toHaveValue('门户网站已开放。');
  // Nothing is stored before the second has chosen between the two statements.
  await second.getByRole('button', { name: 'Save' }).click();
  await expect(second.getByRole('radio').first()).toBeFocused();
  await second.getByLabel('Theirs', { exact: true }).check();
  await expect(text(second, 'Statement', 'English')).toHaveValue('Cities share most of their data.');
  await second.getByLabel('Mine', { exact: true }).check();
  await second.getByRole('button', { name: 'Save' }).click();
  await expect(cn.getByRole('heading', { level: 1 })).toHaveText('Cities share some data.');
  await expect(cn.getByRole('main')).toContainText('Portals are open.');
});

test('a part, a passage and the titles of a paper are changed in two places at once, and nothing that is typed is lost', async ({
  person
}) => {
  const paper = `${study}/reports/white-paper`;
  const one = (await person('secretariat', { locale: 'en' })).page;
  const other = (await person('secretariat', { locale: 'en' })).page;
  await goAndSettle(one, paper);
  await one.getByRole('button', { name: 'Begin' }).click();
  const part = (page: Page): Locator =>
    page
      .locator('ol > li')
      .filter({ has: page.getByText('Add a passage') })
      .first();
  await part(one).getByText('Add a passage').click();
  const added = part(one).locator('form[action="?/addPassage"]');
  await added.getByLabel('English').fill('Cities share data.');
  await added.getByRole('button', { name: 'Save' }).click();
  await expect(part(one).getByRole('list').getByRole('listitem')).toContainText('Cities share data.');
  for (const page of [one, other]) {
    await goAndFollow(page, paper);
    for (const disclosure of await page.locator('details').all())
      await disclosure.evaluate((element: HTMLDetailsElement) => (element.open = true));
  }
  const forms = (page: Page) => ({
    part: part(page).locator('form[action="?/changePart"]').first(),
    passage: part(page).locator('form[action="?/changePassage"]').first(),
    titles: page.locator('form[action="?/retitle"]')
  });
  const [first, second] = [forms(one), forms(other)];
  const save = (form: Locator): Promise<void> => form.getByRole('button', { name: 'Save' }).click();

  await text(second.part, 'Title of its own', 'English').fill('In brief');
  await text(second.passage, 'Text', 'Chinese').fill('各城市共享数据。');
  await text(second.titles, 'Title', 'English').fill('A paper of two sides');
  await text(first.part, 'Title of its own', 'English').fill('In short');
  await first.part.getByRole('checkbox').check();
  await save(first.part);
  await expect(part(other).locator('> .line > .title')).toHaveText('In short');
  await text(first.passage, 'Text', 'English').fill('Cities share most data.');
  await save(first.passage);
  await expect(part(other).getByRole('list').getByRole('listitem')).toContainText('Cities share most data.');
  await text(first.titles, 'Subtitle', 'English').fill('What thirty cities say');
  await save(first.titles);
  await expect(text(first.titles, 'Subtitle', 'English')).toHaveValue('What thirty cities say');

  // A version that others save meanwhile does not replace what is typed, and is not overwritten.
  await expect(text(second.part, 'Title of its own', 'English')).toHaveValue('In brief');
  await save(second.part);
  await expect(second.part.locator('[data-conflict] dt')).toHaveText([
    'Title of its own – English',
    'Publish with a visible gap for what is not approved'
  ]);
  await expect(second.part.locator('[data-conflict] dd').last()).toContainText('ticked');
  await expect(second.part.getByRole('checkbox')).toBeChecked();
  await expect(text(second.part, 'Title of its own', 'English')).toHaveValue('In brief');
  await second.part.getByLabel('Mine', { exact: true }).check();
  await save(second.part);
  await expect(part(one).locator('> .line > .title')).toHaveText('In brief');

  await save(second.passage);
  await expect(second.passage.locator('[data-conflict]')).toContainText('Cities share most data.');
  await expect(text(second.passage, 'Text', 'Chinese')).toHaveValue('各城市共享数据。');
  await save(second.passage);
  await expect(part(one).getByRole('list').getByRole('listitem').locator('p').first()).toContainText(
    'Cities share most data.'
  );
  await save(second.titles);
  await expect(second.titles.locator('[data-conflict]')).toContainText('What thirty cities say');
  await save(second.titles);
  await expect(text(first.titles, 'Title', 'English')).toHaveValue('A paper of two sides');
  await expect(text(first.titles, 'Subtitle', 'English')).toHaveValue('What thirty cities say');
});

test('a memo that is changed in two windows keeps what is typed in each', async ({ person }) => {
  const { page, context } = await person('expert1.eu', { locale: 'en' });
  await goAndSettle(page, `${study}/coding`);
  await page.getByText('Add a code', { exact: true }).click();
  await text(page, 'Label', 'English').fill('Data silos');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('table').getByRole('link', { name: 'Data silos' }).click();
  await page.getByText('Write a memo', { exact: true }).click();
  await text(page, 'Memo', 'English').fill('Seen in three cities.');
  await page.locator('form[action="?/addMemo"]').getByRole('button', { name: 'Save' }).click();
  const second = await context.newPage();
  for (const window of [page, second]) {
    await goAndFollow(window, page.url());
    await window.getByText('Change the memo', { exact: true }).click();
  }
  const [here, there] = [page, second].map((window) => window.locator('form[action="?/changeMemo"]'));
  if (!here || !there) throw new Error('There are two windows');
  await text(there, 'Memo', 'Chinese').fill('见于三个城市。');
  await text(here, 'Memo', 'English').fill('Seen in four cities.');
  await here.getByRole('button', { name: 'Save' }).click();
  await expect(second.getByRole('main').getByText('Seen in four cities.').first()).toBeVisible();
  await there.getByRole('button', { name: 'Save' }).click();
  await expect(there.locator('[data-conflict]')).toContainText('Seen in four cities.');
  await expect(text(there, 'Memo', 'English')).toHaveValue('Seen in four cities.');
  await expect(text(there, 'Memo', 'Chinese')).toHaveValue('见于三个城市。');
  await there.getByRole('button', { name: 'Save' }).click();
  await expect(text(here, 'Memo', 'Chinese')).toHaveValue('见于三个城市。');
  await expect(text(here, 'Memo', 'English')).toHaveValue('Seen in four cities.');
});

test('a form whose server cannot be reached, or whose session has ended, keeps what was typed and says so', async ({
  person
}) => {
  const { page } = await person('expert1.eu', { locale: 'en' });
  await addTrend(page);
  const form = await openForm(page);
  await text(form, 'Explanation', 'English').fill('Written on a train.');
  await page.route('**/themes/**', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue()
  );
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toContainText('the server cannot be reached');
  await expect(text(form, 'Explanation', 'English')).toHaveValue('Written on a train.');
  await page.unroute('**/themes/**');

  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toContainText('you are signed out');
  await page.context().addCookies(cookies);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('main')).toContainText('Written on a train.');
  await expect(form.getByRole('alert')).toHaveCount(0);
});
