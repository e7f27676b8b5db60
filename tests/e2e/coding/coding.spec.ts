/**
 * A coder tags a passage in two keys, and its pair in the other language shows it. A second coder sees nothing of
 * that until both have closed their pass; then their difference is listed and settled. Codings are recoded, which is
 * undone, and passages are counted.
 */
import type { Page } from '@playwright/test';
import { editorIn, empty, expectSaved, findingsOf, openToWrite } from '../editing-kit.ts';
import { expect, goAndSettle, test } from '../kit.ts';

const study = '/studies/eu-china-2013';
const text = findingsOf('haidian', 'governance');

async function addCode(page: Page, english: string, chinese: string): Promise<void> {
  await goAndSettle(page, `${study}/coding`);
  await page.getByText('Add a code', { exact: true }).click();
  const label = page.getByRole('group', { name: 'Label' });
  await label.getByRole('textbox', { name: 'English' }).fill(english);
  await label.getByRole('textbox', { name: 'Chinese' }).fill(chinese);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('table').getByRole('link', { name: english })).toBeVisible();
}

/** Returns the words under which the page has painted the line of coded words. */
const underlined = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...(CSS.highlights.get('meridian-code-blue') ?? [])]
      .map((range) => (range as Range).cloneContents().textContent)
      .sort()
  );

test('two coders tag the same text without seeing each other, and settle where they differ (R169)', async ({
  person
}) => {
  // Two people write, code and compare on a dozen pages.
  test.setTimeout(240_000);
  const eu = (await person('expert1.eu', { locale: 'en' })).page;
  await addCode(eu, 'Data silos', '数据孤岛');
  await addCode(eu, 'One desk', '一站式');

  await openToWrite(eu, text);
  for (const [language, paragraphs] of [
    ['en', ['Each office of 𠮷野 keeps its own files.', 'One desk serves all.']],
    ['zh', ['各部门自存档案。', '一个窗口统一受理。']]
  ] as const) {
    await empty(eu, editorIn(eu, language));
    await eu.keyboard.insertText(paragraphs[0]);
    await eu.keyboard.press('Enter');
    await eu.keyboard.insertText(paragraphs[1]);
  }
  await expectSaved(eu);
  await editorIn(eu, 'en').getByText('keeps its own files').click();
  await eu.keyboard.press('Home');
  await eu.keyboard.press('Shift+End');
  // One key opens the palette, what is typed finds the code, one key tags.
  await eu.keyboard.press('ControlOrMeta+Shift+K');
  await expect(eu.getByRole('dialog').getByRole('option')).toHaveCount(2);
  await eu.keyboard.type('sjgd');
  await eu.keyboard.press('Enter');
  await expect(eu.getByText('Tagged: Data silos')).toBeVisible();
  await expect(eu.getByRole('dialog')).toHaveCount(0);
  await expect(editorIn(eu, 'en')).toBeFocused();

  const codesOf = (page: Page, name = /^Codes/) =>
    page.getByRole('complementary').getByRole('link', { name });
  await codesOf(eu).click();
  await expect(eu.locator('.coded').getByRole('listitem')).toHaveCount(1);
  await expect
    .poll(() => underlined(eu))
    .toEqual(['Each office of 𠮷野 keeps its own files.', '各部门自存档案。']);

  await goAndSettle(eu, `${study}/coding`);
  const row = eu.getByRole('row').filter({ hasText: 'Data silos' });
  await expect(row.getByRole('cell').first()).toHaveText(/^1/);
  await eu.getByText('Give a second pass', { exact: true }).first().click();
  const giving = eu.locator('form[action="?/giveTask"]');
  await giving.getByRole('combobox', { name: 'City' }).selectOption('haidian');
  await giving.getByRole('combobox', { name: 'Characteristic' }).selectOption('governance');
  await giving.getByRole('combobox', { name: 'Second coder' }).selectOption({ label: 'Zhou Mingyuan' });
  await giving.getByRole('button', { name: 'Give a second pass' }).click();
  await expect(eu.getByRole('heading', { level: 1 })).toHaveText('Second pass');
  const pass = eu.url();

  const cn = (await person('expert1.cn', { locale: 'zh' })).page;
  await openToWrite(cn, text);
  await codesOf(cn, /^编码/).click();
  await expect(cn.getByText('本文尚无标注。')).toBeVisible();
  expect(await underlined(cn)).toEqual([]);
  await goAndSettle(cn, `${study}/coding`);
  await cn.getByRole('table').getByRole('link', { name: '数据孤岛' }).click();
  await expect(cn.getByRole('heading', { level: 1 })).toHaveText('数据孤岛');
  await expect(cn.getByRole('main')).not.toContainText('keeps its own files');

  await openToWrite(cn, text);
  for (const [words, typed] of [
    ['自存档案', '孤岛'],
    ['统一受理', 'yizhanshi']
  ] as const) {
    await editorIn(cn, 'zh').getByText(words).click();
    await cn.keyboard.press('ControlOrMeta+Shift+K');
    await expect(cn.getByRole('dialog').getByRole('option')).toHaveCount(2);
    await expect(cn.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await cn.keyboard.insertText(typed);
    // The code that is meant, and the offer of a new one.
    await expect(cn.getByRole('dialog').getByRole('option')).toHaveCount(2);
    await cn.keyboard.press('Enter');
    await expect(cn.getByRole('dialog')).toHaveCount(0);
  }
  await goAndSettle(cn, pass);
  await cn.getByRole('button', { name: '完成我的一轮编码' }).click();
  await expect(cn.getByText('两位编码员都完成后方可比对。')).toBeVisible();
  await goAndSettle(eu, pass);
  await eu.getByRole('button', { name: 'Close my pass' }).click();

  const agreement = eu.getByRole('region', { name: 'Agreement of both coders' });
  await expect(agreement.getByRole('row').filter({ hasText: 'Data silos' })).toContainText(
    /\d+% \(\d+ to \d+%\)/
  );
  // On a telephone the name of a code is no column of single letters.
  await eu.setViewportSize({ width: 360, height: 740 });
  const name = await agreement.getByRole('rowheader', { name: 'Data silos' }).boundingBox();
  expect(name?.width).toBeGreaterThan(90);
  await eu.setViewportSize({ width: 1440, height: 900 });
  const differences = eu.getByRole('region', { name: 'Disagreements' });
  await expect(differences.locator('ol > li')).toHaveCount(1);
  await expect(differences).toContainText('一个窗口统一受理。');
  await differences.getByRole('combobox', { name: 'Keep' }).selectOption('second');
  await differences.getByRole('textbox', { name: 'Reason' }).fill('The desk is what the city means.');
  await differences.getByRole('button', { name: 'Settle' }).click();
  await expect(differences).toContainText('The desk is what the city means.');
  await expect(differences).toContainText('Disagreements: 1, settled: 1');
  // A passage counts once, tagged by two people in two languages.
  await goAndSettle(eu, `${study}/coding?by=characteristic`);
  await expect(row.getByRole('cell').first()).toHaveText(/^1/);
});

test('a coder adds a code in place by the keyboard, and a colleague’s change meanwhile takes no letter away', async ({
  person
}) => {
  const { page } = await person('expert1.cn', { locale: 'zh' });
  const { page: colleague } = await person('expert1.eu', { locale: 'en' });
  await openToWrite(page, findingsOf('haidian', 'smart-city-strategy'));
  await editorIn(page, 'en').locator('[data-id]').first().click();
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('ControlOrMeta+Shift+K');
  await page.keyboard.type('联席');
  const readAgain = page.waitForResponse((response) => response.url().includes('__data.json'));
  await addCode(colleague, 'Meanwhile', '期间');
  await readAgain;
  await expect(dialog.getByRole('combobox')).toHaveValue('联席');
  await page.keyboard.type('会议');
  await expect(dialog.getByRole('option')).toHaveText(['新建编码：联席会议']);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('textbox', { name: '中文' })).toHaveValue('联席会议');
  await expect(dialog.getByRole('textbox', { name: '英文' })).toBeFocused();
  await page.keyboard.type('Joint meeting');
  await page.keyboard.press('Enter');
  await expect(page.getByText('已标注：联席会议')).toBeVisible();
  await expect(editorIn(page, 'en')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Shift+K');
  await page.keyboard.type('joint');
  await expect(dialog.getByRole('option').first()).toContainText('联席会议');
});

test('passages are recoded, which is undone, and a code leads to its passage', async ({ person }) => {
  const { page } = await person('expert2.eu', { locale: 'en' });
  await addCode(page, 'Vision', '愿景');
  await addCode(page, 'Purchasing', '采购');
  await openToWrite(page, findingsOf('haidian', 'smart-city-strategy'));
  await editorIn(page, 'en').locator('[data-id]').first().click();
  await page.keyboard.press('ControlOrMeta+Shift+K');
  await page.keyboard.type('yj');
  await expect(page.getByRole('dialog').getByRole('option').first()).toContainText('Vision');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Tagged: Vision')).toBeVisible();

  await goAndSettle(page, `${study}/coding`);
  await page.getByRole('table').getByRole('link', { name: 'Vision' }).click();
  const codings = page.getByRole('region', { name: 'Coded passages' });
  await codings.getByRole('checkbox').check();
  await page
    .getByRole('combobox', { name: 'Recode the chosen codings' })
    .selectOption({ label: 'Purchasing' });
  await page.getByRole('button', { name: 'Recode', exact: true }).click();
  await expect(page.getByText('Nothing is tagged with this code yet.')).toBeVisible();
  await page.getByRole('link', { name: 'Code book', exact: true }).click();
  await page.getByRole('button', { name: /^Undo ?: recoded passages Purchasing/ }).click();
  await expect(page.getByText('Undone', { exact: true })).toBeVisible();
  await page.getByRole('table').getByRole('link', { name: 'Vision' }).click();
  await codings.getByRole('link', { name: 'Open the place' }).click();
  await expect(page).toHaveURL(/haidian\/smart-city-strategy\?text=findings&panel=codes#block-/);
});
