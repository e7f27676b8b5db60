/** Language and theme are switched on the open page: nothing half typed is lost, and no word stays in the language before. */
import type { Page } from '@playwright/test';
import { editorIn, editorText, empty, findingsOf, openToWrite } from '../editing-kit.ts';
import { alive, expect, goAndSettle, test, watchRequests } from '../kit.ts';

const study = '/studies/eu-china-2013';

async function switchTo(page: Page, locale: 'en' | 'zh'): Promise<void> {
  const settled = watchRequests(page);
  await page
    .locator('header')
    .getByRole('button', { name: locale === 'zh' ? '中文' : 'English', exact: true })
    .click();
  await expect(page.locator('html')).toHaveAttribute('lang', locale === 'zh' ? 'zh-Hans' : 'en');
  await settled();
}

/** Opens all that can be opened, and types into every field of every form; returns how many fields were typed in. */
const typeEverywhere = (page: Page): Promise<number> =>
  page.locator('main').evaluate((main) => {
    main.querySelectorAll('details').forEach((details) => (details.open = true));
    const fields = [
      ...main.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
        'form[method="post" i] :is(input, textarea)'
      )
    ].filter((field) => !field.readOnly && !field.disabled && field.offsetParent !== null);
    const typed = fields.filter(({ type }) => /^(text|textarea|email|password|search)$/.test(type));
    for (const [number, field] of typed.entries()) {
      field.value = `half typed ${number}`;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    for (const field of fields.filter(({ type }) => type === 'checkbox' || type === 'radio')) field.click();
    return typed.length;
  });

/** Reads what is open and what every form would send; lists of people are in another order in another language. */
const held = (page: Page): Promise<unknown> =>
  page.locator('main').evaluate((main) => ({
    open: [...main.querySelectorAll('details')].map(({ open }) => open),
    forms: [...main.querySelectorAll<HTMLFormElement>('form:not([action="?/locale"])')]
      .map((form) =>
        JSON.stringify(
          [...new FormData(form)].map(([name, value]) => [
            name,
            typeof value === 'string' ? value : value.name
          ])
        )
      )
      .sort()
  }));

const forms: Readonly<Record<string, readonly string[]>> = {
  secretariat: [`${study}/cities`, `${study}/settings`, `${study}/people`, `${study}/plan`],
  'city.florence': [`${study}/assessments/florence/evidence`, `${study}/assessments/florence/departments`],
  admin: ['/admin/users', '/studies/new', '/account']
};

for (const [name, paths] of Object.entries(forms))
  test(`half typed forms of ${name} stay as they are when language and theme are switched`, async ({
    person
  }) => {
    test.setTimeout(30_000 + 20_000 * paths.length);
    const { page } = await person(name);
    for (const path of paths)
      await test.step(path, async () => {
        await goAndSettle(page, path);
        expect(await typeEverywhere(page)).toBeGreaterThan(0);
        const file = page.locator('main form input[type="file"]').first();
        if ((await file.count()) > 0)
          await file.setInputFiles({
            name: 'plan.txt',
            mimeType: 'text/plain',
            buffer: Buffer.from('A plan')
          });
        const before = await held(page);
        await switchTo(page, 'zh');
        expect(await held(page)).toEqual(before);
        await page.locator('.menu summary').click();
        await page.getByRole('button', { name: '深色' }).click();
        await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
        expect(await held(page)).toEqual(before);
        await page.keyboard.press('Escape');
        await switchTo(page, 'en');
        expect(await held(page)).toEqual(before);
        await page.reload();
        await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
        await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      });
  });

test('a field that is changed as soon as a page is loaded stays so, whatever is rendered afterwards', async ({
  person
}) => {
  const { page } = await person('secretariat');
  // Rendered by the server, taken over by scripts, and rendered again by nothing before the switch.
  await page.route('**/__data.json*', (route) => route.abort());
  await page.goto(`${study}/settings`);
  await alive(page);
  const box = page.locator('[name="usesIndicators"]');
  await expect(box).toBeChecked();
  await box.uncheck();
  await page.locator('[name="titleEn"]').fill('Another title');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(box).not.toBeChecked();
  await expect(page.locator('[name="titleEn"]')).toHaveValue('Another title');
});

test('switching the language keeps the place: address, panel, the paragraph in view, and the caret in its section (R214)', async ({
  person
}) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, findingsOf('haidian', 'governance'));
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  for (let index = 1; index <= 30; index++) {
    await page.keyboard.insertText(`Paragraph ${index} says one thing and then another`);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.insertText('One two');
  for (let index = 0; index < ' two'.length; index++) await page.keyboard.press('ArrowLeft');
  const panel = page.getByRole('tablist').last().getByRole('tab');
  await panel.nth(1).click();
  const read = editor.locator('> *').nth(14);
  await read.evaluate((block) =>
    scrollBy({ top: block.getBoundingClientRect().top - 90, behavior: 'instant' })
  );
  const place = (): Promise<number> => read.evaluate((block) => block.getBoundingClientRect().top);
  const [address, before] = [page.url(), await place()];
  // The menu stays in sight, so that nobody leaves the place in order to switch.
  const menu = page.getByRole('navigation', { name: /^(Study|研究导航)$/ });
  for (const [language, button] of [
    ['zh-Hans', '切换到中文'],
    ['en', 'Switch to English']
  ] as const) {
    const settled = watchRequests(page);
    await menu.getByRole('button', { name: button }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await settled();
    expect(page.url()).toBe(address);
    await expect.poll(async () => Math.abs((await place()) - before)).toBeLessThanOrEqual(3);
    await expect(panel.nth(1)).toHaveAttribute('aria-selected', 'true');
  }
  await editor.focus();
  // The editor puts its caret back a moment after it has the focus.
  await expect.poll(() => page.evaluate(() => getSelection()?.anchorNode?.textContent)).toBe('One two');
  await page.keyboard.insertText('!');
  await expect.poll(() => editorText(editor)).toMatch(/One! two$/);
});

test('on a phone the menu switches the language, and the paragraph in view gives way to its counterpart', async ({
  person
}) => {
  const { page } = await person('expert2.eu', { width: 360, height: 600 });
  await goAndSettle(page, findingsOf('haidian', 'smart-city-strategy'));
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  const block = (language: 'en' | 'zh') => page.locator(`[data-read="${language}"] > *`).nth(1);
  await block('en').evaluate((one) =>
    scrollBy({ top: one.getBoundingClientRect().top - 90, behavior: 'instant' })
  );
  const top = (language: 'en' | 'zh'): Promise<number> =>
    block(language).evaluate((one) => one.getBoundingClientRect().top);
  const before = await top('en');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '切换到中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(block('zh')).toBeVisible();
  await expect.poll(async () => Math.abs((await top('zh')) - before)).toBeLessThanOrEqual(3);
});

test('the language is switched without network too, and nothing typed is lost', async ({ person }) => {
  const { page, context } = await person('secretariat');
  await goAndSettle(page, `${study}/settings`);
  expect(await typeEverywhere(page)).toBeGreaterThan(0);
  const before = await held(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  expect(await held(page)).toEqual(before);
});

const shown: Readonly<Record<string, readonly string[]>> = {
  'expert1.eu': [
    study,
    `${study}/meetings`,
    `${study}/next-steps`,
    `${study}/chapters/introduction`,
    `${study}/assessments/haidian/smart-city-services`,
    `${study}/assessments/haidian/smart-city-services?text=response`,
    `${study}/assessments/yangzhou/legal-regulatory/panel`,
    `${study}/comparison/funding`
  ],
  secretariat: [`${study}/settings`, `${study}/people`, `${study}/framework/edit`],
  'city.florence': [
    `${study}/assessments/florence/files`,
    `${study}/assessments/florence/smart-city-strategy`
  ]
};

/**
 * Reads every word of the page, and what it says only to screen readers. The hint in an empty text is left out: it
 * is in the language of the text, and comes with the editor. Times of day are left out: some pages say when they were read.
 */
async function words(page: Page): Promise<string[]> {
  const read = await page.locator('body').evaluate((body) => [
    document.title,
    ...[...body.querySelectorAll<HTMLElement>('header, nav, main')].flatMap(({ innerText }) =>
      innerText.split('\n').flatMap((line) => line.trim() || [])
    ),
    ...[...body.querySelectorAll('*')].flatMap((element) =>
      ['aria-label', 'aria-description', 'title', 'placeholder', 'alt'].flatMap((name) => {
        const said = element.getAttribute(name);
        return said === null ? [] : [`${name}: ${said}`];
      })
    )
  ]);
  return read.map((line) => line.replace(/\d{1,2}:\d{2}(:\d{2})?/g, '…'));
}

for (const [name, paths] of Object.entries(shown))
  test(`a switched page of ${name} says what it says when it is loaded in that language`, async ({
    person
  }) => {
    test.setTimeout(30_000 + 20_000 * paths.length);
    const { page } = await person(name);
    for (const path of paths)
      await test.step(path, async () => {
        await goAndSettle(page, path);
        await switchTo(page, 'zh');
        const switched = await words(page);
        await goAndSettle(page, path);
        // Some of it comes after the page: what its text holds is counted in the browser.
        await expect.poll(() => words(page)).toEqual(switched);
        await switchTo(page, 'en');
      });
  });
