/** Words are found in both texts of a section and replaced, by keys alone; a text that is read is searched only. */
import { barriers } from '../axe.ts';
import { expect, goAndFollow, test } from '../kit.ts';
import { editorIn, editorText, empty, expectSaved, findingsOf, openToWrite, paste } from '../editing-kit.ts';

test('words are found in both texts, replaced in one step, and undone in one', async ({ person }) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, findingsOf('haidian', 'governance'));
  const [english, chinese] = [editorIn(page, 'en'), editorIn(page, 'zh')];
  await empty(page, chinese);
  await page.keyboard.insertText('该市的 Town 计划');
  await empty(page, english);
  await paste(english, {
    'text/html': '<h2>The town</h2><p>A town <b>to</b>wn, townhall</p><table><tr><td>town</td></tr></table>'
  });
  const bar = page.getByRole('search', { name: 'Find and replace' });
  const count = bar.locator('.count');

  await page.keyboard.press('ControlOrMeta+F');
  await page.keyboard.type('town');
  await expect(count).toContainText('of 6');
  await expect(page.locator('.find-match')).toHaveCount(7); // one of them across two marks
  await bar.getByLabel('Whole words').check();
  await expect(count).toContainText('of 5');
  await bar.getByRole('combobox', { name: 'Search in' }).selectOption('English');
  await expect(count).toContainText('of 4');
  await bar.getByRole('textbox', { name: 'Find' }).press('Enter');
  await expect(page.locator('.find-current')).toHaveCount(1);
  expect(await barriers(page, { within: '.find' })).toEqual([]);

  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await expect(english).toBeFocused();
  expect(await page.evaluate(() => getSelection()?.toString())).toMatch(/^town$/i);

  // The selected words are sought, and what is typed at once replaces them.
  await page.keyboard.press('ControlOrMeta+F');
  await page.keyboard.type('town');
  await expect(bar.getByRole('textbox', { name: 'Find' })).toHaveValue('town');
  await page.keyboard.press('Escape');

  await page.keyboard.press('ControlOrMeta+Alt+F');
  await bar.getByRole('textbox', { name: 'Replace with' }).fill('city');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(bar.getByText('6 matches replaced.')).toBeVisible();
  expect(await editorText(chinese)).toBe('该市的 city 计划');
  expect(await editorText(english)).toBe('The city\nA city city, cityhall\ncity');
  await expect(english.locator('strong')).toHaveText('city');
  await bar.getByRole('button', { name: 'Undo' }).click();
  expect(await editorText(english)).toBe('The town\nA town town, townhall\ntown');
  expect(await editorText(chinese)).toBe('该市的 Town 计划');
  await page.keyboard.press('Escape');
  await expectSaved(page);

  await page.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(page.locator('[data-read="en"]')).toContainText('townhall');
  const find = page.getByRole('search', { name: 'Find', exact: true });
  // The keys search the section in view, wherever the reader pressed something last.
  await page.keyboard.press('ControlOrMeta+F');
  await expect(find.getByRole('textbox')).toHaveCount(1);
  await page.keyboard.type('town');
  await expect(find.locator('.count')).toContainText('of 6');
  await expect(find.getByText(/Match \d of 6, English/)).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(find).toBeHidden();
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(find.getByRole('textbox')).toBeFocused();
});

test('words are found on a narrow screen, where one text is shown at a time', async ({ person }) => {
  const { page } = await person('expert2.eu', { width: 360, height: 740 });
  await goAndFollow(page, findingsOf('haidian', 'smart-city-strategy'));
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  const bar = page.getByRole('search', { name: 'Find', exact: true });
  await page.keyboard.press('ControlOrMeta+F');
  await page.keyboard.type('Haidian');
  await expect(bar.locator('.count')).toContainText('1 of');
  const bounds = await bar.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect();
    return { left, right, wide: document.documentElement.scrollWidth };
  });
  expect(bounds.left).toBeGreaterThanOrEqual(0);
  expect(Math.max(bounds.right, bounds.wide)).toBeLessThanOrEqual(360);
  // A match in the other language brings its text.
  await bar.getByRole('textbox').fill('海淀');
  await expect(bar.getByText(/Match 1 of \d+, Chinese/)).toBeAttached();
  await expect(page.locator('[data-read="zh"]')).toBeVisible();
  expect(await barriers(page, { within: '.find' })).toEqual([]);
});

test('by keys alone matches are replaced and deleted, and each replacement is undone', async ({ person }) => {
  const { page } = await person('expert2.eu');
  await openToWrite(page, findingsOf('haidian', 'funding'));
  const english = editorIn(page, 'en');
  await empty(page, english);
  await page.keyboard.insertText('A district and a district');
  const bar = page.getByRole('search', { name: 'Find and replace' });
  const words = bar.getByRole('textbox', { name: 'Find' });
  const replacement = bar.getByRole('textbox', { name: 'Replace with' });
  const all = bar.getByRole('button', { name: 'Replace all' });

  await page.keyboard.press('ControlOrMeta+F');
  await page.keyboard.type('district');
  await bar.getByRole('button', { name: 'Find and replace' }).press('Enter');
  await expect(replacement).toBeFocused();
  await all.press('Enter');
  await expect(bar.getByText('2 matches deleted.')).toBeVisible();
  expect(await editorText(english)).toBe('A  and a ');
  await expect(all).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Z');
  await expect.poll(() => editorText(english)).toBe('A district and a district');
  await expect(bar.getByText('Replacement undone.')).toBeVisible();
  await expect(words).toHaveValue('district');

  await replacement.focus();
  await page.keyboard.type('town');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  expect(await editorText(english)).toBe('A town and a town');
  await page.keyboard.press('ControlOrMeta+Z');
  await expect.poll(() => editorText(english)).toMatch(/district.*town|town.*district/);
  await page.keyboard.press('ControlOrMeta+Z');
  await expect.poll(() => editorText(english)).toBe('A district and a district');
  await expect(replacement).toBeFocused();
  await expect(replacement).toHaveValue('town');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await expect(english).toBeFocused();
});
