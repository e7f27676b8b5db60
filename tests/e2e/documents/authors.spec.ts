/**
 * Tests who wrote what in the present text: each word is its author's, whatever others did to the paragraph around
 * it, with the time at which it was written; by pointer, touch and keyboard, and without script.
 */
import type { Page } from '@playwright/test';
import { expectNoBarrier, overflow } from '../axe.ts';
import { expect, test } from '../kit.ts';
import { editorIn, editorText, empty, expectSaved, findingsOf, openToWrite } from '../editing-kit.ts';

const path = findingsOf('haidian', 'governance');

/** Returns the words of each author in the English text, by name. */
const wordsBy = (page: Page): Promise<Record<string, string>> =>
  page.locator('.prose[lang="en"] .by').evaluateAll((pieces) => {
    const words: Record<string, string> = {};
    for (const piece of pieces) {
      const who = (piece.getAttribute('data-about') ?? '').split(',')[0] ?? '';
      words[who] = (words[who] ?? '') + piece.textContent;
    }
    return words;
  });

test('each one’s words are theirs, whatever a colleague did to the paragraph, and the time is told', async ({
  person
}) => {
  const [eu, cn] = [await person('expert1.eu'), await person('expert1.cn')];
  for (const { page } of [eu, cn]) await openToWrite(page, path);
  const [ours, theirs] = [editorIn(eu.page, 'en'), editorIn(cn.page, 'en')];
  await empty(eu.page, ours);
  await eu.page.keyboard.type('Marta writes this.');
  await expect.poll(() => editorText(theirs)).toBe('Marta writes this.');
  await theirs.click();
  await cn.page.keyboard.press('ControlOrMeta+End');
  await cn.page.keyboard.type(' Zhou adds that.');
  await expect.poll(() => editorText(ours)).toBe('Marta writes this. Zhou adds that.');

  // One splits within the other's words, joins the halves again, and makes a heading of them.
  await eu.page.keyboard.press('ControlOrMeta+End');
  for (let n = 0; n < 'that.'.length; n++) await eu.page.keyboard.press('ArrowLeft');
  await eu.page.keyboard.press('Enter');
  await expect.poll(() => editorText(theirs)).toBe('Marta writes this. Zhou adds \nthat.');
  await eu.page.keyboard.press('Backspace');
  await eu.page.keyboard.press('Home');
  await eu.page.keyboard.type('## ');
  await expect(theirs.locator('h2, h3')).toContainText('Marta writes this. Zhou adds that.');
  for (const { page } of [eu, cn]) await expectSaved(page);

  await cn.page.getByRole('link', { name: 'Show who wrote what' }).click();
  await expect(cn.page.getByRole('heading', { name: 'Who wrote what' })).toBeVisible();
  expect(await wordsBy(cn.page)).toEqual({
    'Marta Oliveira': 'Marta writes this.',
    'Zhou Mingyuan': ' Zhou adds that.'
  });
  await expect(
    cn.page.getByRole('listitem').filter({ hasText: 'English: 18 characters (53%)' })
  ).toContainText('Marta Oliveira');
  await expectNoBarrier(cn.page);

  // By keyboard: who and when stand below the page as long as the words have the focus.
  const pieces = cn.page.locator('.by[tabindex="0"]');
  await pieces.first().focus();
  await cn.page.keyboard.press('Tab');
  await expect(pieces.nth(1)).toBeFocused();
  const shown = await pieces.nth(1).evaluate((piece) => getComputedStyle(piece, '::after').content);
  expect(shown).toMatch(/^"Zhou Mingyuan, \d{1,2} \w+ \d{4}, \d\d:\d\d/);

  // What is written meanwhile does not move the words under the reader's eyes; it is shown on request.
  await expect(cn.page.getByText('The text has changed since.')).toHaveCount(0);
  await eu.page.keyboard.press('End');
  await eu.page.keyboard.type(' More.');
  await expectSaved(eu.page);
  await expect(cn.page.getByText('The text has changed since.')).toBeVisible();
  expect((await wordsBy(cn.page))['Marta Oliveira']).toBe('Marta writes this.');
  await cn.page.getByRole('link', { name: 'Show it as it is now' }).click();
  await expect.poll(() => wordsBy(cn.page)).toMatchObject({ 'Marta Oliveira': 'Marta writes this. More.' });
  await expect(cn.page.getByText('The text has changed since.')).toHaveCount(0);

  await cn.page.getByRole('link', { name: 'Show the text alone' }).click();
  await expect(theirs).toBeVisible();
});

test('a phone in Chinese shows who and when at a touch; without script, the page holds the same', async ({
  person
}) => {
  const { page } = await person('expert2.eu', { locale: 'zh', theme: 'dark', width: 360 });
  await openToWrite(page, path);
  await empty(page, editorIn(page, 'zh'));
  await page.keyboard.type('规划');
  await expectSaved(page);
  await page.goto(`${path}&authors`);
  const piece = page.locator('.by[tabindex="0"]').first();
  await piece.click();
  const shown = await piece.evaluate((element) => getComputedStyle(element, '::after').content);
  expect(shown).toMatch(/，\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d/);
  expect(await overflow(page)).toEqual([]);
  await expectNoBarrier(page);
  const html = await (await page.request.get(`${path}&authors`)).text();
  expect(html).toMatch(
    /data-by="1" tabindex="0" title="[^"]+，\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d[^"]* UTC"/
  );
});
