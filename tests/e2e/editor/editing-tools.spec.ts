/** The tools of the editor: the slash menu in three ways, Markdown typing, paste from Word, tables, footnotes, images, keys. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../kit.ts';
import { editorIn, empty, expectSaved, findingsOf, openToWrite, paste, editorText } from '../editing-kit.ts';

const path = findingsOf('haidian', 'ict-infrastructure');
/** An image of one pixel. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
);

test('the slash menu is found by English, Chinese and pinyin, and by the full-width keys', async ({
  person
}) => {
  const { page } = await person('expert4.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  for (const [typed, block] of [
    ['/heading', 'h2'],
    ['／引文', '[data-quote="1"]'],
    ['、yinwen', '[data-quote="1"]'],
    ['/bhlb', '[data-list="ordered"]']
  ] as const) {
    await empty(page, editor);
    await page.keyboard.insertText(typed);
    await expect(page.getByRole('listbox', { name: 'Insert' }).getByRole('option').first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('listbox', { name: 'Insert' })).toHaveCount(0);
    await page.keyboard.type('x');
    await expect(editor.locator(block)).toHaveText('x');
  }
});

test('the slash menu takes no key while somebody composes, and closes with Escape', async ({ person }) => {
  const { page, context } = await person('expert4.cn', { locale: 'zh' });
  await openToWrite(page, path);
  const editor = editorIn(page, 'zh');
  await empty(page, editor);
  await page.keyboard.type('/');
  const ime = await context.newCDPSession(page);
  await ime.send('Input.imeSetComposition', { text: "biao'ge", selectionStart: 7, selectionEnd: 7 });
  const menu = page.getByRole('listbox', { name: '插入' });
  await expect(menu.getByRole('option')).toHaveText(/表格/);
  await ime.send('Input.insertText', { text: '表格' });
  await expect(menu.getByRole('option')).toHaveText(/表格/);
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  expect(await editorText(editor)).toBe('/表格');
});

test('what floats over the text goes along when the text moves under it', async ({ person }) => {
  const { page } = await person('expert1.cn', { width: 1280 });
  await openToWrite(page, findingsOf('haidian', 'business-models'));
  const text = editorIn(page, 'en');
  const line = text.locator('p').last();
  const gapBelowLine = async (float: Locator): Promise<number> => {
    const [lineBox, floatBox] = [await line.boundingBox(), await float.boundingBox()];
    return (floatBox?.y ?? Number.NaN) - ((lineBox?.y ?? 0) + (lineBox?.height ?? 0));
  };

  // The offer of an outline above the text goes with its first character.
  const offer = page.getByRole('button', { name: 'Draft an outline from the answers' });
  await expect(offer).toBeVisible();
  await text.press('/');
  await expect(offer).toBeHidden();
  const menu = page.getByRole('listbox', { name: 'Insert' });
  await expect.poll(() => gapBelowLine(menu)).toBeGreaterThanOrEqual(0);
  expect(await gapBelowLine(menu)).toBeLessThan(20);
  await page.mouse.wheel(0, 60);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(60);
  await expect.poll(() => gapBelowLine(menu)).toBeLessThan(20);

  await page.keyboard.press('Escape');
  await page.keyboard.press('Backspace');
  await page.keyboard.insertText('Ten districts.');
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('group', { name: 'Format the selection' });
  await expect.poll(() => gapBelowLine(bar)).toBeLessThan(0);
  const before = await gapBelowLine(bar);
  await page.mouse.wheel(0, 60);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(120);
  await expect.poll(() => gapBelowLine(bar)).toBe(before);
});

test('typing Markdown makes headings, lists, quotes and marks', async ({ person }) => {
  const { page } = await person('expert4.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await page.keyboard.type('# Title');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Some **bold** and *slanted* words');
  await page.keyboard.press('Enter');
  await page.keyboard.type('- one');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('> said');
  await expect(editor.locator('h2')).toHaveText('Title');
  await expect(editor.locator('strong')).toHaveText('bold');
  await expect(editor.locator('em')).toHaveText('slanted');
  await expect(editor.locator('[data-list="bullet"]')).toHaveText(['one', 'two']);
  await expect(editor.locator('[data-quote="1"]')).toHaveText('said');
  await empty(page, editor);
  await page.keyboard.type('#### Deep');
  await page.keyboard.press('Enter');
  await page.keyboard.type('See [the plan](https://example.org/plan) of CO');
  await page.keyboard.press('ControlOrMeta+,');
  await page.keyboard.type('2');
  await page.keyboard.press('ControlOrMeta+,');
  await page.keyboard.type(' a km');
  await page.keyboard.press('ControlOrMeta+.');
  await page.keyboard.type('2');
  await page.keyboard.press('ControlOrMeta+.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('---');
  await expect(editor.locator('h5')).toHaveText('Deep');
  await expect(editor.locator('a')).toHaveText('the plan');
  await expect(editor.locator('sub')).toHaveText('2');
  await expect(editor.locator('sup')).toHaveText('2');
  await expect(editor.locator('hr')).toHaveCount(1);
  await expectSaved(page);
});

test('what is pasted from Word and web arrives as our own blocks, with nothing that runs or loads', async ({
  person
}) => {
  const { page } = await person('expert4.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await paste(editor, {
    'text/html': `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color:red}</style></head><body>
      <h1>Report<o:p></o:p></h1><h2>Part</h2><h3>Chapter</h3><h4>Point</h4>
      <p class=MsoNormal style='mso-margin-top-alt:auto'>Plain <b>bold</b> <span style='color:red'>red</span><a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1">[1]</a></p>
      <p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span>First</p>
      <p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span>Second</p>
      <table><tr><td>Year</td><td>2012</td></tr></table>
      <p><a href="javascript:alert(1)" onclick="alert(2)">bad</a> <a href="https://example.org/a">good</a><img src="https://elsewhere.example/pixel.gif" onerror="alert(3)"></p>
      <script>alert(4)</script>
      <div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1">[1]</a> From the plan.</p></div>
    </body></html>`,
    'text/plain': 'Report'
  });
  for (const [tag, words] of [
    ['h2', 'Report'],
    ['h3', 'Part'],
    ['h4', 'Chapter'],
    ['h5', 'Point']
  ] as const)
    await expect(editor.locator(tag)).toHaveText(words);
  await expect(editor.locator('[data-list="bullet"]')).toHaveText(['First', 'Second']);
  await expect(editor.locator('strong')).toHaveText('bold');
  await expect(editor.locator('td')).toHaveText(['Year', '2012']);
  await expect(editor.locator('a')).toHaveText(['good']);
  await expect(editor.locator('button.footnote-mark')).toHaveAttribute('title', 'From the plan.');
  await expect(
    editor.locator('img:not(.ProseMirror-separator), script, [onclick], [style*="color"]')
  ).toHaveCount(0);
  await expect(page.getByText(/1 images? lie/)).toBeVisible();
  await expectSaved(page);
});

test('a paste that has no room is refused in words that count, and one that has arrives whole on both sides', async ({
  person
}) => {
  const [{ page }, reader] = await Promise.all([
    person('expert4.eu'),
    person('expert4.cn', { locale: 'zh' })
  ]);
  await Promise.all([openToWrite(page, path), openToWrite(reader.page, path)]);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await page.keyboard.type('Kept.');
  for (const data of [
    { 'text/plain': 'x'.repeat(1_400_000) },
    { 'text/plain': 'x'.repeat(1_400_000), 'text/html': `<p><b>x</b>${'x'.repeat(1_399_999)}</p>` }
  ]) {
    await paste(editor, data);
    await expect(page.getByText(/it has 1,400,000 characters, and 499,99\d more fit/)).toBeVisible();
    await page.getByRole('status').getByRole('button', { name: 'Close' }).click();
  }
  await paste(editorIn(reader.page, 'en'), { 'text/plain': 'x\n'.repeat(6_000) });
  await expect(reader.page.getByText(/内容共 5,999 个段落，此处最多还能容纳 4,99\d 个段落/)).toBeVisible();
  expect(await editorText(editor)).toBe('Kept.');
  await paste(editor, {
    'text/html': Array.from({ length: 600 }, (_, n) => `<p>${n} ${'many <b>words</b> '.repeat(10)}</p>`).join(
      ''
    )
  });
  await expect(editor.locator('> p')).toHaveCount(600);
  await expectSaved(page);
  await expect(editorIn(reader.page, 'en').locator('> p')).toHaveCount(600);
  expect(await editorText(editorIn(reader.page, 'en'))).toBe(await editorText(editor));
});

test('what is typed into a dialog as soon as it is called goes into its first field and never into the text', async ({
  person
}) => {
  const { page } = await person('expert4.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  const button = (name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true });
  await empty(page, editor);
  await page.keyboard.type('source');

  await test.step('a link is set by its keys, its address and Enter', async () => {
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+K');
    await page.keyboard.type('https://example.org/report');
    await page.keyboard.press('Enter');
    await expect(editor.locator('a')).toHaveAttribute('href', 'https://example.org/report');
    await expect(editor).toBeFocused();
    expect(await editorText(editor)).toBe('source');
  });

  await test.step('a footnote is written with spaces and saved by Mod+Enter', async () => {
    await page.keyboard.press('End');
    await button('Footnote').press('Enter');
    await page.keyboard.type('See the annual report 2012, p. 14.');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(
      editor.getByRole('button', { name: 'Footnote: See the annual report 2012, p. 14.' })
    ).toHaveCount(1);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(editor).not.toContainText('annual');
    const gap = await editor.locator('button.footnote-mark').evaluate((mark) => {
      const word = document.createRange();
      word.selectNodeContents(mark.closest('p')?.querySelector('a') ?? mark);
      const { left } = mark.getBoundingClientRect();
      return (
        left + parseFloat(getComputedStyle(mark).paddingInlineStart) - word.getBoundingClientRect().right
      );
    });
    expect(gap).toBeLessThan(2.5);
  });

  await test.step('a new image begins with its file, a present one with its description', async () => {
    await page.keyboard.press('ControlOrMeta+End');
    await button('Image').press('Enter');
    await expect(page.getByLabel('Image file')).toBeFocused();
    // The browser's own button is as large as ours, and as dark as the page is.
    const chooser = await page.getByLabel('Image file').evaluate((input) => {
      const { minBlockSize, backgroundColor } = getComputedStyle(input, '::file-selector-button');
      return { minBlockSize, backgroundColor };
    });
    expect(chooser).toEqual({
      minBlockSize: '36px',
      backgroundColor: await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    });
    await page
      .getByLabel('Image file')
      .setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: dot });
    await page.keyboard.press('Tab');
    await page.keyboard.type('A red dot');
    await expect(page.getByRole('button', { name: 'Insert' })).toBeEnabled();
    await page.keyboard.press('ControlOrMeta+Enter');
    await editor.getByRole('img', { name: 'A red dot' }).click();
    await button('Image').press('Enter');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('A dot that is red');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(editor.getByRole('img', { name: 'A dot that is red' })).toHaveCount(1);
    const hint = () =>
      editor
        .locator('figcaption')
        .evaluate((caption) => getComputedStyle(caption, '::before').content.replaceAll('"', ''));
    expect(await hint()).toBe('Caption');
    await editor.locator('figcaption').click();
    await page.keyboard.type('Figure');
    expect(await hint()).toBe('none');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await expect(editor).not.toContainText('dot');
  });

  await test.step('a level begins with its characteristic', async () => {
    await empty(page, editor);
    await page.keyboard.type('/level');
    await expect(page.getByRole('listbox', { name: 'Insert' }).getByRole('option').first()).toBeVisible();
    await page.keyboard.press('Enter');
    await page.keyboard.type('Gov');
    await expect(page.getByRole('combobox', { name: 'Characteristic' })).toHaveValue('governance');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(editor.locator('.grade')).toContainText('Governance');
    expect(await editorText(editor)).not.toContain('Gov ');
  });

  await test.step('a sheet without a field is begun at its title', async () => {
    await page.keyboard.press('ControlOrMeta+/');
    await expect(page.getByRole('heading', { name: 'Keyboard shortcuts' })).toBeFocused();
    await page.keyboard.type('some words');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(await editorText(editor)).not.toContain('words');
  });
});

test('links, footnotes, images and tables are made by dialogs and keys', async ({ person }) => {
  const { page } = await person('expert4.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');

  await test.step('a link leads to the web or to mail, and nowhere else', async () => {
    await empty(page, editor);
    await page.keyboard.type('source');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+K');
    const dialog = page.getByRole('dialog', { name: 'Link' });
    await dialog.getByLabel('Address').fill('javascript:alert(1)');
    await page.keyboard.press('Enter');
    await expect(dialog.getByText(/leads to/)).toBeVisible();
    await dialog.getByLabel('Address').fill('example.org/plan');
    await page.keyboard.press('Enter');
    await expect(editor.locator('a')).toHaveAttribute('href', 'https://example.org/plan');
  });

  await test.step('a footnote is numbered where it stands, and edited in place', async () => {
    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.getByRole('toolbar').getByRole('button', { name: 'Footnote' }).click();
    await page.getByLabel('Text of the footnote').fill('Plan of 2012');
    await page.getByRole('button', { name: 'Save footnote' }).click();
    await editor.getByRole('button', { name: 'Footnote: Plan of 2012' }).click();
    await page.getByLabel('Text of the footnote').fill('Plan of 2013');
    await page.getByRole('button', { name: 'Save footnote' }).click();
    await expect(editor.getByRole('button', { name: 'Footnote: Plan of 2013' })).toHaveCount(1);
  });

  await test.step('an image asks what it shows', async () => {
    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.getByRole('toolbar').getByRole('button', { name: 'Image' }).click();
    await page
      .getByLabel('Image file')
      .setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: dot });
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Insert' }).click();
    await expect(dialog.getByText('Please say what the image shows.')).toBeVisible();
    await dialog.getByLabel('What the image shows').fill('A red dot');
    await dialog.getByRole('button', { name: 'Insert' }).click();
    await expect(editor.getByRole('img', { name: 'A red dot' })).toHaveCount(1);
  });

  await test.step('a table grows by its tools', async () => {
    await empty(page, editor);
    await page.getByRole('toolbar').getByRole('button', { name: 'Table', exact: true }).click();
    await expect(editor.locator('th')).toHaveCount(3);
    await page.getByRole('button', { name: 'Row below' }).click();
    await page.getByRole('button', { name: 'Column to the right' }).click();
    await expect(editor.locator('tr')).toHaveCount(4);
    await expect(editor.locator('th')).toHaveCount(4);
    await page.getByRole('button', { name: 'Delete table' }).click();
    await expect(editor.locator('table')).toHaveCount(0);
  });

  await test.step('the keyboard leaves the text for the toolbar and comes back; Mod+S tells where the words are (R245)', async () => {
    await empty(page, editor);
    await page.keyboard.type('Word');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('toolbar').locator(':focus')).toHaveCount(1);
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('button', { name: 'Bold' }).first()).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(editor).toBeFocused();
    await expectSaved(page);
    await page.keyboard.press('ControlOrMeta+S');
    await expect(page.getByText(/^Saved on the server at \d\d:\d\d:\d\d\.$/)).toBeAttached();
  });
});

test('on a phone the text begins on the first screen, and the tools of a table come into sight with the caret', async ({
  person
}) => {
  const { page } = await person('expert4.eu', { width: 360, height: 740 });
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await paste(editor, { 'text/html': '<table><tr><td>Year</td><td>2012</td></tr></table>' });
  await expect(page.getByRole('button', { name: 'Draft an outline from the answers' })).toHaveCount(0);
  await page.evaluate(() => scrollTo(0, 0));
  // Three lines of text are above the bar at the bottom.
  const { y } = (await editor.boundingBox()) ?? { y: Number.POSITIVE_INFINITY };
  expect(y).toBeLessThan(600);
  const rowAbove = page.getByRole('toolbar').getByRole('button', { name: 'Row above' });
  await editor.getByText('Year').click();
  await expect(rowAbove).toBeInViewport();
  await rowAbove.click();
  await expect(editor.locator('tr')).toHaveCount(2);
});
