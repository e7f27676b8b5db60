/**
 * Shows the search of a study: from every page by keyboard, in both languages, at every width, without scripts,
 * and never in the middle of a composition.
 */
import type { Locator, Page } from '@playwright/test';
import { expectNoBarrier, overflow } from '../axe.ts';
import { expect, goAndSettle, origin, test } from '../kit.ts';

const study = '/studies/eu-china-2013';

test.describe.configure({ mode: 'parallel' });

const fieldOf = (page: Page): Locator => page.getByRole('banner').getByRole('combobox');
const options = (page: Page): Locator => page.getByRole('option');

/** Types and waits until the field has shown what it found for all of it. */
async function typed(page: Page, text: string): Promise<void> {
  await fieldOf(page).pressSequentially(text);
  await expect(options(page).last()).toHaveAttribute(
    'href',
    `${study}/search?${new URLSearchParams({ q: text })}`
  );
}

for (const [locale, words, all, label] of [
  ['en', 'strategy', 'All results', 'Search the study'],
  ['zh', '战略', '查看全部结果', '搜索本研究']
] as const) {
  test(`in ${locale} the first results show as one types, and Enter opens one at its place`, async ({
    person
  }) => {
    const { page } = await person('expert1.eu', { width: 1280, locale });
    await goAndSettle(page, study);
    await page.keyboard.press('Control+k');
    await expect(fieldOf(page)).toBeFocused();
    await expect(fieldOf(page)).toHaveAccessibleName(label);
    await typed(page, words);
    await expect(options(page).last()).toHaveText(all);
    await expectNoBarrier(page);

    await page.keyboard.press('ArrowDown');
    await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect(options(page).last()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Escape');
    await expect(options(page)).toHaveCount(0);
    await expect(fieldOf(page)).toHaveValue(words);

    await page.keyboard.press(locale === 'en' ? 'Space' : 'Backspace');
    await expect(options(page).first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    const href = (await options(page).first().getAttribute('href')) ?? '';
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname + url.search + url.hash === href);
    await expect(options(page)).toHaveCount(0);
  });
}

test('a query that the server would refuse is not asked, and gets its sentence where one is due', async ({
  person
}) => {
  const { page } = await person('observer', { width: 1280 });
  await goAndSettle(page, study);
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(response.url());
  });
  await fieldOf(page).fill('?!');
  await expect(page.getByRole('banner').getByRole('status')).toHaveText(/letter/);
  await fieldOf(page).fill('s');
  await expect(page.getByRole('banner').getByRole('status')).toBeEmpty();
  await fieldOf(page).fill('strategy');
  await expect(options(page).first()).toBeVisible();
  expect(refused).toEqual([]);
});

test('half a word finds what begins with it, and nothing gets a sentence that fits the field', async ({
  person
}) => {
  const { page } = await person('expert1.eu', { width: 1280 });
  await goAndSettle(page, study);
  await typed(page, 'infrastru');
  await expect(options(page).first().locator('mark').first()).toHaveText(/^infrastructure/i);
  await fieldOf(page).fill('zzzzzz');
  await expect(page.getByRole('banner').getByRole('status')).toHaveText(/contains all of these words\.$/);
});

test('what the reader has chosen stays chosen when later results hold it too', async ({ person }) => {
  const { page } = await person('observer', { width: 1280 });
  await goAndSettle(page, study);
  await typed(page, 'strategy');
  const href = (await options(page).first().getAttribute('href')) ?? '';
  let answer = (): void => undefined;
  const isAllowed = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/search?q=strategy%22*', async (route) => {
    await isAllowed;
    await route.continue();
  });
  // A quotation mark without its counterpart means nothing: the results are the same.
  await page.keyboard.press('"');
  await page.keyboard.press('ArrowDown');
  answer();
  await expect(options(page).last()).toHaveAttribute('href', `${study}/search?q=strategy%22`);
  await expect(page.getByRole('option', { selected: true })).toHaveAttribute('href', href);
});

test('what was found by its name in the other language shows that name, marked', async ({ person }) => {
  const { page } = await person('observer', { width: 1280, locale: 'zh' });
  await goAndSettle(page, `${study}/search?q=specialisation`);
  const term = page.getByRole('main').getByRole('link', { name: 'smart specialisation' });
  await expect(term.locator('mark')).toHaveText('specialisation');
  await expect(term).toContainText(/\p{Script=Han}/u);
});

test('Enter without a choice opens the search page, where Mod+K leads to its field', async ({ person }) => {
  const { page } = await person('observer', { width: 1280 });
  await goAndSettle(page, `${study}/glossary`);
  await fieldOf(page).fill('城市 strategy');
  await fieldOf(page).press('Enter');
  await page.waitForURL(/\/search\?q=/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Search');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('searchbox', { name: 'Search the study' })).toBeFocused();
});

test('keys of a composition choose, open and close nothing', async ({ person }) => {
  const { page } = await person('expert1.cn', { width: 1280, locale: 'zh' });
  await goAndSettle(page, study);
  await fieldOf(page).focus();
  await typed(page, '城市');
  await page.keyboard.press('ArrowDown');
  const address = page.url();
  for (const key of ['Enter', 'Escape', 'ArrowDown'])
    await fieldOf(page).evaluate((field, pressed) => {
      const how = { key: pressed, isComposing: true, bubbles: true, cancelable: true };
      field.dispatchEvent(new KeyboardEvent('keydown', how));
    }, key);
  await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
  expect(page.url()).toBe(address);
});

test('a phone has a link to the search page, and nothing scrolls sideways', async ({ person }) => {
  const { page } = await person('expert1.cn', { width: 360, height: 780, locale: 'zh' });
  await goAndSettle(page, study);
  await page.getByRole('banner').getByRole('link', { name: '搜索本研究' }).click();
  await page.waitForURL(`**${study}/search`);
  expect(await overflow(page)).toEqual([]);
  // By the key of a keyboard that is connected: what is typed before the page is there arrives in its field.
  await goAndSettle(page, study);
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.type('haidian');
  await page.waitForURL(`**${study}/search`);
  await expect(page.getByRole('searchbox')).toHaveValue('haidian');
  await page.getByRole('searchbox').fill('城');
  await page.getByRole('searchbox').press('Enter');
  await expect(page.locator('mark').first()).toBeVisible();
  expect(await overflow(page)).toEqual([]);
  await expectNoBarrier(page);
});

test('without scripts the field leads to the search page', async ({ browser, person }) => {
  const { context } = await person('observer');
  const plain = await browser.newContext({
    baseURL: origin(),
    javaScriptEnabled: false,
    viewport: { width: 1280, height: 800 },
    storageState: await context.storageState()
  });
  const page = await plain.newPage();
  await page.goto(study);
  await page.getByRole('banner').getByRole('combobox').fill('strategy');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search\?q=strategy/);
  await expect(page.getByRole('main')).toContainText('Strategy');
  await plain.close();
});
