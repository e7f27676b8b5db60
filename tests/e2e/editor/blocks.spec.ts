/** Blocks of a text: lists and quotes look the same in reading and writing, are moved, copied, pasted as Markdown; tables are merged. */
import { expect, test } from '../kit.ts';
import { editorIn, empty, expectSaved, findingsOf, openToWrite, paste } from '../editing-kit.ts';
import type { Locator, Page } from '@playwright/test';

const path = findingsOf('haidian', 'governance');

/** Returns where each block's words stand within a text, by its id. */
const placesOf = (text: Locator): Promise<Record<string, readonly number[]>> =>
  text.evaluate((element) => {
    const { top, left } = element.getBoundingClientRect();
    const places: Record<string, number[]> = {};
    for (const block of element.querySelectorAll<HTMLElement>('[data-id]:not(td, th, tr, table, hr)')) {
      const words = document.createRange();
      words.selectNodeContents(block);
      const box = words.getBoundingClientRect();
      places[block.dataset['id'] ?? ''] = [Math.round(box.top - top), Math.round(box.left - left)];
    }
    return places;
  });

/** Opens the findings and writes these blocks in place of the English text, as they are typed; returns its editor. */
async function openWithBlocks(page: Page, typed: readonly string[]): Promise<Locator> {
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  for (const [index, words] of typed.entries()) {
    if (index > 0) await page.keyboard.press('Enter');
    await page.keyboard.type(words);
  }
  return editor;
}

/** Returns the handle by which a block of the English text is dragged. */
const handleIn = (page: Page): Locator => page.locator('[data-language="en"] .block-handle');

test('no line moves when a reader begins to write, and a screen reader hears lists in both', async ({
  person
}) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await paste(editor, {
    'text/html': `<h2>Title</h2><p>Words</p><ul><li>one<ol><li>deep</li><li>deeper</li></ol></li>
      <li><p>two</p><p>goes on</p><blockquote><p>said</p><p>in an item</p></blockquote></li></ul>
      <blockquote><p>quoted</p><ul><li>item</li></ul></blockquote><ol start="9"><li>nine</li><li>ten</li></ol>
      <table><tr><th>a</th></tr><tr><td><ul><li>x</li><li>y</li></ul></td></tr></table><p>End</p>`
  });
  await expect(editor).toContainText('End');
  // Items in a row are one list, in which each says its level.
  await expect(editor.getByRole('list')).toHaveCount(4);
  await expect(editor.getByRole('listitem')).toHaveCount(9);
  await expectSaved(page);
  const written = await placesOf(editor);
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  const read = page.locator('[data-read="en"]');
  await expect(read).toContainText('End');
  expect(await placesOf(read)).toEqual(written);
});

test('a block is moved by keys and by its handle, and undo brings it back', async ({ person }) => {
  const { page } = await person('expert2.eu');
  const editor = await openWithBlocks(page, ['# One', 'Two', 'Three']);
  const blocks = editor.locator('[data-id]');
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await expect(blocks).toHaveText(['One', 'Three', 'Two']);
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(blocks).toHaveText(['One', 'Two', 'Three']);
  await blocks.nth(2).hover();
  await handleIn(page).dragTo(blocks.nth(0), { targetPosition: { x: 20, y: 2 } });
  await expect(blocks).toHaveText(['Three', 'One', 'Two']);
});

test('the handle of a block stays with it while a colleague writes, and goes when its reader writes', async ({
  person
}) => {
  const [own, colleague] = [await person('expert2.eu'), await person('expert2.cn')];
  await openToWrite(colleague.page, path);
  const theirs = editorIn(colleague.page, 'en');
  const editor = await openWithBlocks(own.page, ['One', 'Two']);
  const blocks = editor.locator('[data-id]');
  const handle = handleIn(own.page);
  await blocks.nth(1).hover();
  await expect(handle).toBeVisible();
  await expect(theirs).toContainText('Two');
  await theirs.locator('[data-id]').nth(0).click();
  await colleague.page.keyboard.press('Home');
  await colleague.page.keyboard.type('Title');
  await colleague.page.keyboard.press('Enter');
  await expect(blocks).toHaveText(['Title', /One$/, 'Two']);
  // Wherever the pointer is by now, the handle stands next to one of the blocks.
  await expect(handle).toBeVisible();
  await own.page.keyboard.type('!');
  await expect(handle).toBeHidden();
  await expect(blocks).toHaveText(['Title', /One$/, 'Two!']);
});

test('the handle of a block stays with it when the page moves beneath a resting pointer', async ({
  person
}) => {
  const { page } = await person('expert2.eu');
  const editor = await openWithBlocks(page, ['One', 'Two']);
  const blocks = editor.locator('[data-id]');
  const handle = handleIn(page);
  await blocks.nth(1).hover();
  await expect(handle).toBeVisible();
  const before = await handle.boundingBox();
  // The browser says that the pointer has left the text.
  await editor.evaluate((element) => {
    const { parentElement } = element;
    const left = new Promise((resolve) =>
      parentElement?.addEventListener('mouseleave', resolve, { once: true })
    );
    const section = element.closest<HTMLElement>('[data-section]');
    if (section) section.style.paddingBlockStart = '20rem';
    return left;
  });
  await expect.poll(async () => (await handle.boundingBox())?.y).toBe((before?.y ?? 0) + 320);
  // The bar of the selected block does not cover the line above it while that is dragged.
  await handle.dragTo(blocks.nth(0), { targetPosition: { x: 2, y: 2 } });
  await expect(blocks).toHaveText(['Two', 'One']);
  await blocks.nth(1).hover();
  await expect(handle).toBeVisible();
  await page.getByRole('button', { name: 'Swap languages' }).hover();
  await expect(handle).toBeHidden();
});

test('a block is dragged by a quick pointer, which is outside of the text at once', async ({ person }) => {
  const { page } = await person('expert2.eu');
  const editor = await openWithBlocks(page, ['One', 'Two']);
  const blocks = editor.locator('[data-id]');
  await blocks.nth(1).hover();
  const handle = handleIn(page);
  await handle.hover();
  const [start, target] = [await handle.boundingBox(), await blocks.nth(0).boundingBox()];
  if (!start || !target) throw new Error('The handle or the block is not shown.');
  await page.mouse.down();
  await page.mouse.move(start.x, start.y - 100);
  await page.mouse.move(target.x + 2, target.y + 2, { steps: 2 });
  await page.mouse.up();
  await expect(blocks).toHaveText(['Two', 'One']);
});

test('Markdown is pasted as text, and converted when its writer says so', async ({ person }) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await paste(editor, { 'text/plain': '# Title\n\nSome **bold** words\n\n- one\n  - two' });
  await expect(editor).toContainText('**bold**');
  await page.getByRole('button', { name: 'Convert to headings, lists and marks' }).click();
  await expect(editor.locator('h2')).toHaveText('Title');
  await expect(editor.locator('strong')).toHaveText('bold');
  await expect(editor.locator('[data-list="bullet"]')).toHaveText(['one', 'two']);
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(editor).toContainText('**bold**');
});

test('what a paste has to say stays in view in a long text, and is gone in another section', async ({
  person
}) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  const lines = Array.from({ length: 60 }, (_, n) => `Line ${n}`).join('\n\n');
  await paste(editor, { 'text/plain': `# Title\n\n**Bold**\n\n${lines}` });
  await editor.getByText('Line 59').click();
  await expect(page.getByText('This was pasted as text with Markdown signs.')).toBeInViewport();
  await page.locator('[data-characteristic] a, a[data-characteristic]').first().click();
  await expect(page).not.toHaveURL(new RegExp(`${path}$`));
  await expect(page.getByText('This was pasted as text with Markdown signs.')).toHaveCount(0);
});

test('cells are walked through with Tab, merged and split, and a selection across them empties them', async ({
  person
}) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  const tool = (name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true });
  await empty(page, editor);
  await tool('Table').click();
  await page.keyboard.type('Year');
  for (const words of ['Sum', 'Note', '2012']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(words);
  }
  await tool('Merge cells').click();
  await expect(editor.locator('td').first()).toHaveAttribute('colspan', '2');
  await tool('Split cell').click();
  await expect(editor.locator('tr').nth(1).locator('td')).toHaveCount(3);
  await tool('Align right').click();
  await expect(editor.locator('td').first()).toHaveCSS('text-align', 'right');
  const [from, to] = [editor.locator('th').nth(0), editor.locator('th').nth(1)];
  const drag = async (): Promise<void> => {
    // The pointer waits until the cells stand still.
    await from.hover({ position: { x: 12, y: 10 } });
    const end = await to.boundingBox();
    if (!end) throw new Error('The cells have no place');
    await page.mouse.down();
    await page.mouse.move(end.x + 20, end.y + 10, { steps: 5 });
    await page.mouse.up();
  };
  const selected = editor.locator('.selectedCell');
  const heads = editor.locator('th');
  await drag();
  await expect(selected).toHaveCount(2);
  await page.keyboard.press('Delete');
  await expect(heads).toHaveText(['', '', 'Note']);
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(heads).toHaveText(['Year', 'Sum', 'Note']);
  await expect(selected).toHaveCount(2);
  // Who begins to drag on selected cells takes nothing out of them.
  await drag();
  await expect(selected).toHaveCount(0);
  await expect(heads).toHaveText(['Year', 'Sum', 'Note']);
  await drag();
  await expect(selected).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+X');
  await expect(heads).toHaveText(['', '', 'Note']);
  await editor.locator('td').last().click();
  await page.keyboard.press('ControlOrMeta+V');
  await expect(editor.locator('td').last()).toContainText('ear');
});

test('a picture and a column keep the width that they are given, for readers as well', async ({ person }) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  const tool = (name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true });
  await empty(page, editor);
  await paste(editor, {
    'text/html': `<p>Map</p><img alt="A dot" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==">`
  });
  const picture = editor.getByRole('img', { name: 'A dot' });
  await picture.click();
  await tool('50 %').click();
  await expect(picture).toHaveAttribute('style', /^width: 50%;?$/);
  await tool('75 %').press('Enter');
  await expect(picture).toHaveAttribute('style', /^width: 75%;?$/);
  await expect(tool('75 %')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(picture).toHaveAttribute('style', /^width: 50%;?$/);

  await editor.getByText('Map', { exact: true }).click();
  await page.keyboard.press('Home');
  await tool('Table').click();
  const cell = editor.locator('th').first();
  await cell.hover();
  const before = await cell.boundingBox();
  if (!before) throw new Error('The cell has no place');
  await page.mouse.move(before.x + before.width - 2, before.y + 8);
  await page.mouse.down();
  await page.mouse.move(before.x + before.width - 42, before.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect(editor.locator('col').first()).toHaveAttribute('width', String(Math.round(before.width - 40)));
  await expectSaved(page);
  const reader = await person('expert2.cn', { locale: 'zh' });
  await reader.page.goto(path);
  const read = reader.page.locator('[data-language="en"]');
  await expect(read.locator('col').first()).toHaveAttribute('width', String(Math.round(before.width - 40)));
  await expect(read.getByRole('img', { name: 'A dot' })).toHaveAttribute('style', /^width: 50%;?$/);
});

test('a clicked link shows where it leads, and is changed from there', async ({ person }) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, path);
  const editor = editorIn(page, 'en');
  await empty(page, editor);
  await page.keyboard.type('See https://example.org/plan for more');
  await expect(editor.locator('a')).toHaveAttribute('href', 'https://example.org/plan');
  await editor.locator('a').click();
  const card = page.getByRole('group', { name: 'Link', exact: true });
  await expect(card.getByRole('link')).toHaveText('example.org/plan');
  await card.getByRole('button', { name: 'Change the link' }).click();
  await page.getByLabel('Address').fill('https://example.org/report');
  await page.keyboard.press('Enter');
  await expect(editor.locator('a')).toHaveAttribute('href', 'https://example.org/report');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await editor.locator('a').click();
  await card.getByRole('button', { name: 'Copy the address' }).click();
  await expect(card.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('https://example.org/report');
  await card.getByRole('button', { name: 'Remove link' }).click();
  await expect(editor.locator('a')).toHaveCount(0);
  await expect(editor).toContainText('See https://example.org/plan for more');
});
