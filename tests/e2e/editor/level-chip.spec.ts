/** A level named in a text: put there by keyboard in either column, shown to others in the language of the text, and never held by the text itself. */
import {
  editorIn,
  empty,
  expectSaved,
  findingsOf,
  openToWrite,
  paste,
  study,
  editorText
} from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const path = findingsOf('haidian', 'governance');

test('a level is named by the keyboard in both columns, each in its own language, and others see it at once (R147)', async ({
  person
}) => {
  const writer = (await person('expert1.eu', { locale: 'zh' })).page;
  await openToWrite(writer, path);
  for (const [language, call] of [
    ['en', '/level'],
    ['zh', '、tzdj']
  ] as const) {
    const text = editorIn(writer, language);
    await empty(writer, text);
    await writer.keyboard.type(call);
    await expect(writer.getByRole('option', { name: '特征等级' })).toHaveAttribute('aria-selected', 'true');
    await writer.keyboard.press('Enter');
    // The section's own characteristic is proposed; another is chosen by the keyboard.
    const choice = writer.getByRole('combobox', { name: '特征' });
    await expect(choice).toHaveValue('governance');
    await choice.focus();
    await writer.keyboard.press('ArrowDown');
    await expect(choice).toHaveValue('funding');
    await writer.keyboard.press('ArrowUp');
    await expect(choice).toHaveValue('governance');
    await writer.keyboard.press('Tab');
    await expect(writer.getByRole('button', { name: '插入等级' })).toBeFocused();
    await writer.keyboard.press('Enter');
    await expect(text).toBeFocused();
    await writer.keyboard.type(language === 'en' ? ' in 2013.' : '。');
  }
  await expect(editorIn(writer, 'en').locator('[lang="en"].grade')).toContainText(
    'Governance: no level released yet'
  );
  await expect(editorIn(writer, 'zh').locator('[lang="zh-Hans"].grade')).toContainText('治理：等级尚未公布');
  await expectSaved(writer);

  const other = (await person('expert1.cn', { locale: 'en' })).page;
  await openToWrite(other, path);
  await expect(editorIn(other, 'en').locator('.grade')).toContainText('Governance: no level released yet');
  await expect(editorIn(other, 'zh').locator('.grade')).toContainText('治理：等级尚未公布');

  await writer.reload();
  await expect(editorIn(writer, 'en').locator('.grade')).toHaveCount(1);
  expect(await editorText(editorIn(writer, 'en'))).toContain('Governance: no level released yet in 2013.');
});

test('a chip is changed and taken out by the keyboard, and a copy of it names the same cell', async ({
  person
}) => {
  const { page } = await person('expert1.eu', { locale: 'en' });
  await openToWrite(page, findingsOf('haidian', 'stakeholders'));
  const text = editorIn(page, 'en');
  await empty(page, text);
  await page.keyboard.type('/grade');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Characteristic' }).selectOption('funding');
  await page.getByRole('button', { name: 'Insert level' }).click();
  await expect(text.locator('.grade')).toContainText('Funding: no level released yet');
  await page.keyboard.press('ArrowLeft');
  await expect(text.locator('.grade.ProseMirror-selectednode')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Characteristic' }).selectOption('governance');
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(text.locator('.grade')).toContainText('Governance: no level released yet');
  await expect(text).toBeFocused();

  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+C');
  await page.keyboard.press('ArrowRight');
  // The editor learns a little after the browser where the caret has gone: what is typed shows that it has, and that all stays that was chosen.
  await page.keyboard.type(' and ');
  await expect(text).toContainText('Governance: no level released yet and');
  await page.keyboard.press('ControlOrMeta+V');
  await expect(text.locator('.grade')).toHaveCount(2);
  // What another page calls a level is looked up like any other, or is no level at all.
  await paste(text, {
    'text/html':
      '<p><span data-grade data-characteristic="funding" data-level="basic" onclick="alert(1)">Funding: Best of all</span><span data-grade data-characteristic="&quot;><img src=x>">word</span></p>'
  });
  await expect(text.locator('.grade')).toHaveCount(3);
  await expect(text).toContainText('Funding: no level released yet');
  await expect(text).not.toContainText('Best of all');
  await page.keyboard.press('Backspace');
  await expectSaved(page);
});

test('a chapter names the city as well, and who only reads it reads it without scripts', async ({
  person,
  browser
}) => {
  const { page, context } = await person('expert1.eu', { locale: 'en' });
  const chapter = `${study}/chapters/maturity-assessment`;
  await openToWrite(page, chapter);
  const text = editorIn(page, 'zh');
  await text.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('、dengji');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Characteristic' }).selectOption('governance');
  await page.getByRole('combobox', { name: 'City' }).selectOption('haidian');
  await page.getByRole('button', { name: 'Insert level' }).click();
  await expect(text.locator('.grade')).toContainText('海淀区·治理：等级尚未公布');
  await expectSaved(page);

  const bare = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await context.storageState()
  });
  const reader = await bare.newPage();
  await reader.goto(new URL(chapter, page.url()).href);
  await expect(reader.locator('[data-read="zh"] .grade')).toHaveText(/海淀区·治理：等级尚未公布/);
  await bare.close();
});
