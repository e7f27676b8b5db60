/**
 * People suggest changes of a text, and those who write it decide: an English author also without a connection, a
 * chair, and a city's representative who may only comment. The text stays as it is until somebody accepts.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import Database from 'better-sqlite3';
import type { Server } from '../../kit/server.ts';
import { expectNoBarrier } from '../axe.ts';
import { dataAt, serve } from '../demo.ts';
import { editorIn, editorText, empty, expectSaved, findingsOf, openToWrite, study } from '../editing-kit.ts';
import { expect, goAndSettle, origin, test, type Look, type Person } from '../kit.ts';

const path = findingsOf('haidian', 'stakeholders');
const lines = ['The council met in 2012 and named a leading group.', 'Citizens were heard 14 times.'];

const suggestingIn = (page: Page, language: 'en' | 'zh'): Locator =>
  page.locator(`[data-language="${language}"] .ProseMirror.suggesting`);
const cards = (page: Page): Locator => page.locator('[id^="suggestion-"]');
const mark = (page: Page, kind: 'ins' | 'del', words: string): Locator =>
  page.locator(`.prose ${kind}.suggested`, { hasText: words });
/** Waits until all suggestions of this page are on the server. */
const expectKept = (page: Page): Promise<void> =>
  expect(page.locator('[data-saving="saved"]')).toBeVisible({ timeout: 15_000 });

/** Begins to suggest by the keyboard, and waits for both texts. */
async function beginToSuggest(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Alt+KeyS');
  await expect(page.locator('.ProseMirror.suggesting')).toHaveCount(2);
}

/** Without the words that are suggested over it. */
const textAlone = (editor: Locator): Promise<string> =>
  editor.evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement;
    for (const words of copy.querySelectorAll(
      'ins.suggested, .ProseMirror-trailingBreak, .ProseMirror-separator'
    ))
      words.remove();
    return copy.textContent.replaceAll('\u2060', '');
  });

const lettersBeforeCaret = (editor: Locator): Promise<number> =>
  editor.evaluate((element) => {
    const selection = getSelection();
    if (!selection?.focusNode || !element.contains(selection.focusNode)) return -1;
    const before = document.createRange();
    before.setStart(element, 0);
    before.setEnd(selection.focusNode, selection.focusOffset);
    return before.toString().length;
  });

/** Sets the caret behind as many characters of the text; the end of a paragraph counts as one. */
async function toPlace(page: Page, editor: Locator, characters: number): Promise<void> {
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+Home');
  expect(await lettersBeforeCaret(editor)).toBe(0);
  for (let n = 0; n < characters; n++) await page.keyboard.press('ArrowRight');
}

test('an author suggests three changes by the keyboard, one of them offline; the other side accepts, rejects, and accepts the rest (R115)', async ({
  person
}) => {
  test.setTimeout(150_000);
  const author = await person('expert1.eu');
  const { page: marta } = author;
  const { page: zhou } = await person('expert1.cn', { locale: 'zh' });
  await Promise.all([openToWrite(marta, path), openToWrite(zhou, path)]);
  const english = editorIn(marta, 'en');
  await empty(marta, english);
  await marta.keyboard.insertText(lines[0] ?? '');
  await marta.keyboard.press('Enter');
  await marta.keyboard.insertText(lines[1] ?? '');
  await expectSaved(marta);
  await expect.poll(() => editorText(editorIn(zhou, 'en'))).toBe(lines.join('\n'));

  await test.step('she inserts and deletes; the text of the other side stays as it is', async () => {
    await beginToSuggest(marta);
    const suggesting = suggestingIn(marta, 'en');
    await toPlace(marta, suggesting, 'The '.length);
    await marta.keyboard.type('city ');
    await expect(mark(marta, 'ins', 'city')).toBeVisible();
    await expectKept(marta);
    await toPlace(marta, suggesting, 'The city council met in 2012 and named a leading group.'.length + 1);
    for (let n = 0; n < 'Citizens were '.length; n++) await marta.keyboard.press('Delete');
    await expect(mark(marta, 'del', 'Citizens were')).toBeVisible();
    await expectKept(marta);
    await expect(mark(zhou, 'ins', 'city')).toBeVisible();
    await expect(mark(zhou, 'del', 'Citizens were')).toBeVisible();
    await expect(zhou.getByRole('button', { name: '修改建议：2' })).toBeVisible();
  });

  await test.step('what is no change of words is refused in a sentence', async () => {
    await marta.keyboard.press('Enter');
    await expect(marta.getByText('A suggestion changes words within one paragraph.')).toBeVisible();
    await marta.keyboard.press('ControlOrMeta+Home');
    await marta.keyboard.press('Shift+ArrowRight');
    await marta.keyboard.press('ControlOrMeta+B');
    await expect(marta.getByText('A suggestion changes words, not how they look.')).toBeVisible();
    await marta.keyboard.press('ControlOrMeta+Home');
    await marta.keyboard.press('Backspace');
  });

  await test.step('offline she replaces words; they are kept and arrive when she is back', async () => {
    await author.context.setOffline(true);
    await toPlace(marta, suggestingIn(marta, 'en'), 'The city council met in 2012 and named a '.length);
    for (let n = 0; n < 'leading '.length; n++) await marta.keyboard.press('Shift+ArrowRight');
    await marta.keyboard.type('steering ');
    await expect(marta.locator('[data-saving="kept"]')).toBeVisible();
    await author.context.setOffline(false);
    await expectKept(marta);
    await expect(mark(zhou, 'ins', 'steering')).toBeVisible();
  });

  await test.step('a version that is kept now holds none of it', async () => {
    const response = await author.context.request.post(
      `${study}/assessments/haidian/versions?/keep&text=findings`,
      { form: { nameEn: 'Before', nameZh: '之前' }, headers: { origin: origin() } }
    );
    expect(response.ok()).toBe(true);
    const { request } = author.context;
    const at = `${study}/assessments/haidian/versions`;
    const list = await (await request.get(`${at}?text=findings`)).text();
    const ids = new Set([...list.matchAll(/versions\/([0-9a-f-]{36})/g)].map(([, id = '']) => id));
    const held = await Promise.all([...ids].map(async (id) => (await request.get(`${at}/${id}`)).text()));
    expect(held.filter((version) => version.includes('named a leading group'))).not.toEqual([]);
    expect(held.filter((version) => version.includes('steering '))).toEqual([]);
  });

  await test.step('peers go on: what the other side writes is no suggestion', async () => {
    await editorIn(zhou, 'en').focus();
    await zhou.keyboard.press('ControlOrMeta+End');
    await zhou.keyboard.type(' Thrice.');
    await expectSaved(zhou);
    await expect(suggestingIn(marta, 'en')).toContainText('Thrice.');
    await expect(cards(zhou).or(zhou.getByRole('button', { name: '修改建议：3' }))).toBeVisible();
  });

  await test.step('by keys the other side goes to each; either is found sound', async () => {
    await zhou.keyboard.press('ControlOrMeta+Alt+KeyJ');
    await expect(cards(zhou)).toHaveCount(3);
    await expect(cards(zhou).first()).toBeFocused();
    for (const page of [marta, zhou]) await expectNoBarrier(page);
  });

  await test.step('accepts one with the keyboard, and undo opens it again', async () => {
    await zhou.keyboard.press('Tab');
    await expect(cards(zhou).first().getByRole('button', { name: '采纳', exact: true })).toBeFocused();
    await zhou.keyboard.press('Enter');
    await expect(cards(zhou)).toHaveCount(2);
    await expect(editorIn(zhou, 'en')).toContainText('The city council met');
    await expect(suggestingIn(marta, 'en')).toContainText('The city council met');
    await expect
      .poll(async () => (await editorText(suggestingIn(marta, 'en'))).match(/city/g)?.length)
      .toBe(1);
    await expect(zhou.getByRole('button', { name: '撤销', exact: true })).toBeFocused();
    await zhou.keyboard.press('ControlOrMeta+Z');
    await expect(cards(zhou)).toHaveCount(3);
    await expect(mark(zhou, 'ins', 'city')).toBeVisible();
  });

  await test.step('accepts it again, undoes it at once, and accepts it at once', async () => {
    const accept = cards(zhou).first().getByRole('button', { name: '采纳', exact: true });
    await accept.click();
    await expect(mark(zhou, 'ins', 'city')).toHaveCount(0);
    await expect(editorIn(zhou, 'en')).toContainText('The city council met');
    await editorIn(zhou, 'en').focus();
    await zhou.keyboard.press('ControlOrMeta+Z');
    await expect(mark(zhou, 'ins', 'city')).toBeVisible();
    await expect(cards(zhou)).toHaveCount(3);
    await accept.click();
    await expect(cards(zhou)).toHaveCount(2);
    await expect(mark(zhou, 'ins', 'city')).toHaveCount(0);
    await expect(editorIn(zhou, 'en')).toContainText('The city council met');
    await expect(mark(marta, 'ins', 'city')).toHaveCount(0);
  });

  await test.step('rejects one, and accepts the rest of hers', async () => {
    await cards(zhou).filter({ hasText: 'Citizens were' }).getByRole('button', { name: '不采纳' }).click();
    await expect(cards(zhou)).toHaveCount(1);
    await expect(mark(marta, 'del', 'Citizens were')).toHaveCount(0);
    await expect(suggestingIn(marta, 'en')).toContainText('Citizens were heard');
    await cards(zhou).getByRole('button', { name: '采纳', exact: true }).click();
    await expect(cards(zhou)).toHaveCount(0);
    const whole =
      'The city council met in 2012 and named a steering group.\nCitizens were heard 14 times. Thrice.';
    await expect.poll(() => editorText(editorIn(zhou, 'en'))).toBe(whole);
    await expect.poll(() => editorText(suggestingIn(marta, 'en'))).toBe(whole);
    await expectSaved(zhou);
  });

  await test.step('she writes the text again', async () => {
    await marta.keyboard.press('ControlOrMeta+Alt+KeyS');
    await expect(marta.locator('.ProseMirror.suggesting')).toHaveCount(0);
    await expect(editorIn(marta, 'en')).toContainText('steering group');
  });

  await test.step('what is rejected while she writes does not come back when she suggests again', async () => {
    await beginToSuggest(marta);
    await toPlace(marta, suggestingIn(marta, 'en'), 0);
    await marta.keyboard.type('Once ');
    await expectKept(marta);
    await marta.keyboard.press('ControlOrMeta+Alt+KeyS');
    await expect(mark(marta, 'ins', 'Once')).toBeVisible();
    await cards(zhou).getByRole('button', { name: '不采纳' }).click();
    await expect(mark(marta, 'ins', 'Once')).toHaveCount(0);
    await beginToSuggest(marta);
    expect(await editorText(suggestingIn(marta, 'en'))).not.toContain('Once');
  });
});

test('accepting one of three suggestions makes none, while their author has the text open', async ({
  person
}) => {
  const { page: marta } = await person('expert1.eu');
  const { page: zhou } = await person('expert1.cn', { locale: 'zh' });
  const at = findingsOf('haidian', 'business-models');
  const line = 'Five very different groups take responsibility with their deputies.';
  await Promise.all([openToWrite(marta, at), openToWrite(zhou, at)]);
  await empty(marta, editorIn(marta, 'en'));
  await marta.keyboard.insertText(line);
  await expectSaved(marta);
  await expect.poll(() => editorText(editorIn(zhou, 'en'))).toBe(line);
  await beginToSuggest(zhou);
  const suggesting = suggestingIn(zhou, 'en');
  const select = async (words: string): Promise<void> => {
    await toPlace(zhou, suggesting, (await textAlone(suggesting)).indexOf(words));
    for (let n = 0; n < words.length; n++) await zhou.keyboard.press('Shift+ArrowRight');
  };
  await select('with their deputies');
  await zhou.keyboard.press('Delete');
  await select('responsibility');
  await zhou.keyboard.type('overall responsibility');
  await select('groups');
  await zhou.keyboard.type('public groups');
  await expectKept(zhou);
  await marta.getByRole('button', { name: 'Suggestions: 3' }).click();

  await test.step('what is accepted is gone, and the others stay as they were', async () => {
    for (const [words, left] of [
      ['public', 2],
      ['overall', 1]
    ] as const) {
      await cards(marta)
        .filter({ hasText: words })
        .getByRole('button', { name: 'Accept', exact: true })
        .click();
      await expect(cards(marta)).toHaveCount(left);
      await expect(zhou.getByRole('button', { name: `修改建议：${left}` })).toBeVisible();
      await expect(mark(zhou, 'ins', words)).toHaveCount(0);
    }
    await expect
      .poll(() => editorText(editorIn(marta, 'en')))
      .toContain('public groups take overall responsibility');
  });

  await test.step('what he suggests next is the only new one: nothing else was waiting', async () => {
    await toPlace(zhou, suggesting, 0);
    await zhou.keyboard.type('Once ');
    await expectKept(zhou);
    await expect(mark(marta, 'ins', 'Once')).toBeVisible();
    await expect(cards(marta)).toHaveCount(2);
    await expect(cards(marta).filter({ hasText: 'with their deputies' })).toHaveCount(1);
  });
});

test('a chair who reads suggests on a narrow screen; all of it is accepted at once', async ({ person }) => {
  test.setTimeout(180_000);
  const at = findingsOf('haidian', 'funding');
  const { page: chair } = await person('chair.eu', { width: 360, height: 760 });
  const { page: zhou } = await person('expert2.cn', { locale: 'zh', theme: 'dark' });
  await openToWrite(zhou, at);
  await empty(zhou, editorIn(zhou, 'en'));
  await zhou.keyboard.insertText('Half of it is paid by the city.');
  await expectSaved(zhou);
  await goAndSettle(chair, at);
  await expect(chair.locator('[data-read="en"]')).toContainText('Half of it is paid');
  await chair.getByRole('button', { name: 'Suggest', exact: true }).click();
  const text = suggestingIn(chair, 'en');
  await expect(text).toBeVisible();
  await toPlace(chair, text, 0);
  await chair.keyboard.type('About ');
  await text.focus();
  await chair.keyboard.press('ControlOrMeta+End');
  await chair.keyboard.type(' The rest is open.');
  await expectKept(chair);
  await expectNoBarrier(chair);
  expect(
    await chair.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
  ).toBe(true);
  await expect(mark(zhou, 'ins', 'About')).toBeVisible();
  await zhou.getByRole('button', { name: '修改建议：2' }).click();
  await expectNoBarrier(zhou);
  await zhou.getByRole('button', { name: '全部采纳' }).click();
  await expect(zhou.getByText('已采纳建议 2 条。')).toBeVisible();
  await expect
    .poll(() => editorText(editorIn(zhou, 'en')))
    .toBe('About Half of it is paid by the city. The rest is open.');
  await expect.poll(() => editorText(text)).toBe('About Half of it is paid by the city. The rest is open.');
});

test('the suggestions of one person are listed and decided by keys, next to the text', async ({ person }) => {
  test.setTimeout(150_000);
  const at = findingsOf('haidian', 'value-assessment');
  const { page: marta } = await person('expert1.eu');
  const { page: tomasz } = await person('expert2.eu');
  await openToWrite(marta, at);
  await empty(marta, editorIn(marta, 'en'));
  await marta.keyboard.insertText('The council met.');
  await expectSaved(marta);
  await openToWrite(tomasz, at);

  await test.step('the caret stays where it is when a person begins and ends to suggest', async () => {
    for (const [page, words] of [
      [marta, ' Once.'],
      [tomasz, ' Twice.']
    ] as const) {
      await editorIn(page, 'en').click();
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.press('ControlOrMeta+Alt+KeyS');
      await expect(suggestingIn(page, 'en')).toBeFocused();
      await page.keyboard.type(words);
      await expectKept(page);
      await page.keyboard.press('ControlOrMeta+Home');
      await page.keyboard.type('Today ');
      await expectKept(page);
      await page.keyboard.press('ControlOrMeta+Alt+KeyS');
      await expect(editorIn(page, 'en')).toBeFocused();
      await expect(page.locator('.ProseMirror.suggesting')).toHaveCount(0);
    }
  });

  const { page: zhou } = await person('expert1.cn', { locale: 'zh' });
  await openToWrite(zhou, at);
  const whose = zhou.getByRole('combobox', { name: '建议人' });

  await test.step('the open list leaves the text in sight', async () => {
    const toggle = zhou.getByRole('button', { name: '修改建议：4' });
    for (const size of [
      { width: 360, height: 740 },
      { width: 1440, height: 900 }
    ]) {
      await zhou.setViewportSize(size);
      await toggle.press('Enter');
      await expect(cards(zhou)).toHaveCount(4);
      await expect(zhou.locator('.ProseMirror:visible > *').first()).toBeInViewport({ ratio: 1 });
      await toggle.press('Enter');
    }
    await toggle.press('Enter');
  });

  await test.step('one person is chosen: the others stay out of the list and undecided', async () => {
    await whose.selectOption({ label: '托马什·维尔切克' });
    await expect(cards(zhou)).toHaveCount(2);
    await cards(zhou).first().getByRole('button', { name: '不采纳' }).press('Enter');
    await expect(cards(zhou)).toHaveCount(1);
    await expect(cards(zhou).getByRole('button').first()).toBeFocused();
    await zhou.getByRole('button', { name: '全部采纳' }).press('Enter');
    await expect(zhou.getByText('已采纳建议 1 条。')).toBeVisible();
    await expect(whose).toHaveValue('');
    await expect(cards(zhou)).toHaveCount(2);
    await expect(cards(zhou).getByRole('button').first()).toBeFocused();
  });

  await test.step('the last decisions leave the focus in the bar, and the swapped texts theirs', async () => {
    await zhou.getByRole('button', { name: '全部不采纳' }).press('Enter');
    await expect(cards(zhou)).toHaveCount(0);
    await expect(zhou.locator('.suggestions button').first()).toBeFocused();
    const swap = zhou.getByRole('button', { name: '调换语言次序' });
    await swap.press('Enter');
    await expect(swap).toBeFocused();
  });
});

test('words that are composed in the mode stay whole while a peer writes and accepts', async ({ person }) => {
  test.setTimeout(180_000);
  const at = findingsOf('haidian', 'governance');
  const { page: zhou, context } = await person('expert3.cn', { locale: 'zh' });
  const { page: marta } = await person('expert3.eu');
  await Promise.all([openToWrite(zhou, at), openToWrite(marta, at)]);
  await empty(zhou, editorIn(zhou, 'zh'));
  await zhou.keyboard.insertText('区政府听取了市民意见。');
  await expectSaved(zhou);
  await beginToSuggest(zhou);
  const text = suggestingIn(zhou, 'zh');
  await toPlace(zhou, text, '区政府'.length);
  await zhou.keyboard.insertText('多次');
  await expectKept(zhou);
  await expect(mark(marta, 'ins', '多次')).toBeVisible();
  const ime = await context.newCDPSession(zhou);
  const compose = async (letters: string, words: string, meanwhile: () => Promise<void>): Promise<void> => {
    for (let length = 1; length <= letters.length; length++)
      await ime.send('Input.imeSetComposition', {
        text: letters.slice(0, length),
        selectionStart: length,
        selectionEnd: length
      });
    await meanwhile();
    expect(await editorText(text)).toContain(letters);
    await ime.send('Input.insertText', { text: words });
  };

  await test.step('in a suggestion that is accepted at this moment: the rest is one of its own', async () => {
    await compose('gongkai', '公开', async () => {
      await marta.getByRole('button', { name: 'Suggestions: 1' }).click();
      await cards(marta).getByRole('button', { name: 'Accept', exact: true }).click();
      await expect(cards(marta)).toHaveCount(0);
      await editorIn(marta, 'zh').focus();
      await marta.keyboard.press('ControlOrMeta+Home');
      await marta.keyboard.insertText('去年');
      await expectSaved(marta);
    });
    await expect.poll(() => editorText(editorIn(marta, 'zh'))).toBe('去年区政府多次听取了市民意见。');
    await expect(mark(marta, 'ins', '公开')).toBeVisible();
    await expect.poll(() => editorText(text)).toBe('去年区政府多次公开听取了市民意见。');
    await expectKept(zhou);
    await expect(cards(marta)).toHaveCount(1);
  });

  await test.step('beside words that a peer writes, one composition after the other', async () => {
    await text.focus();
    await zhou.keyboard.press('ControlOrMeta+End');
    await zhou.keyboard.press('ArrowLeft');
    for (const [n, words] of ['和', '企业', '建议'].entries())
      await compose('zhi', words, async () => {
        await editorIn(marta, 'zh').focus();
        await marta.keyboard.press('ControlOrMeta+End');
        await marta.keyboard.type(String(n));
      });
    await expect.poll(() => editorText(text)).toBe('去年区政府多次公开听取了市民意见和企业建议。012');
    await expectKept(zhou);
    await expect(mark(marta, 'ins', '和企业建议')).toBeVisible();
    await marta.getByRole('button', { name: 'Accept all' }).click();
    const whole = '去年区政府多次公开听取了市民意见和企业建议。012';
    for (const editor of [editorIn(marta, 'zh'), text])
      await expect.poll(() => editorText(editor)).toBe(whole);
    await expect(cards(marta)).toHaveCount(0);
  });
});

test.describe('a suggestion that is decided within a moment of being made', () => {
  const whole = 'The city council met in 2012.';

  /** Writes a sentence that both see, and begins to suggest behind its first word. */
  async function beginBoth(
    person: (name: string, look?: Look) => Promise<Person>,
    at: string
  ): Promise<{ readonly marta: Page; readonly zhou: Page; readonly text: Locator }> {
    const { page: marta } = await person('expert1.eu');
    const { page: zhou } = await person('expert1.cn', { locale: 'zh' });
    await Promise.all([openToWrite(marta, at), openToWrite(zhou, at)]);
    await empty(marta, editorIn(marta, 'en'));
    await marta.keyboard.insertText('The council met in 2012.');
    await expectSaved(marta);
    await expect.poll(() => editorText(editorIn(zhou, 'en'))).toBe('The council met in 2012.');
    await beginToSuggest(marta);
    const text = suggestingIn(marta, 'en');
    await toPlace(marta, text, 'The '.length);
    return { marta, zhou, text };
  }

  test('before its author hears that it is there stands once, and is decided', async ({ person }) => {
    test.setTimeout(120_000);
    const { marta, zhou, text } = await beginBoth(person, findingsOf('haidian', 'legal-regulatory'));
    let release = (): void => undefined;
    const decided = new Promise<void>((resolve) => (release = resolve));
    await marta.route(/__data\.json/, async (route) => {
      await decided;
      await route.continue();
    });
    await marta.keyboard.type('city ');
    await expect(mark(zhou, 'ins', 'city')).toBeVisible();
    await zhou.getByRole('button', { name: '修改建议：1' }).click();
    await cards(zhou).getByRole('button', { name: '采纳', exact: true }).click();
    await expect(cards(zhou)).toHaveCount(0);
    await expect.poll(() => editorText(editorIn(zhou, 'en'))).toBe(whole);
    release();
    await expect.poll(() => editorText(text)).toBe(whole);
    await marta.keyboard.type('and district ');
    await expect(mark(zhou, 'ins', 'and district')).toBeVisible();
    await expect.poll(() => editorText(text)).toBe('The city and district council met in 2012.');
    expect(await editorText(editorIn(zhou, 'en'))).toContain('The city and district council');
  });

  for (const [act, button] of [
    ['accepted', '采纳'],
    ['rejected', '不采纳']
  ] as const)
    test(`${act} while its author types on loses no letter`, async ({ person }) => {
      test.setTimeout(120_000);
      const at = findingsOf('haidian', act === 'accepted' ? 'ict-infrastructure' : 'smart-city-strategy');
      const { marta, zhou, text } = await beginBoth(person, at);
      await marta.keyboard.type('city ');
      await expect(mark(zhou, 'ins', 'city')).toBeVisible();
      await zhou.getByRole('button', { name: '修改建议：1' }).click();
      const decided = cards(zhou).getByRole('button', { name: button, exact: true }).click();
      // She types before the decision, while it is made, and before her page hears of it.
      await marta.keyboard.type('and ');
      await decided;
      for (const letter of 'dist') await marta.keyboard.press(letter);
      await expect(cards(zhou).filter({ hasText: /city $/ })).toHaveCount(0);
      await marta.keyboard.type('rict ');
      await expectKept(marta);
      await expect.poll(() => editorText(text)).toBe('The city and district council met in 2012.');
      const rest = act === 'accepted' ? 'and district' : 'city and district';
      await expect(mark(zhou, 'ins', rest)).toBeVisible();
      await expect(mark(marta, 'ins', rest)).toBeVisible();
      await marta.keyboard.type('of Haidian ');
      const all = 'The city and district of Haidian council met in 2012.';
      await expect.poll(() => editorText(text)).toBe(all);
      await expectKept(marta);
      await expect(mark(zhou, 'ins', `${rest} of Haidian`)).toBeVisible();
      // The words of others are shown over it in each text.
      const own = act === 'accepted' ? whole : 'The council met in 2012.';
      await marta.keyboard.press('ControlOrMeta+Alt+KeyS');
      await expect(editorIn(marta, 'en')).toBeFocused();
      await marta.keyboard.type('|');
      await expect.poll(() => textAlone(editorIn(marta, 'en'))).toBe(own.replace('council', '|council'));
    });
});

test.describe('a representative of a city who writes other parts', () => {
  let dataDir: string;
  let server: Server;
  test.beforeAll(async () => {
    dataDir = await dataAt('staffed');
    const database = new Database(join(dataDir, 'meridian.db'));
    database
      .prepare(
        `update "grant" set characteristics = '["funding"]'
         where user_id = (select id from user where email = 'staff1.florence@demo.local')`
      )
      .run();
    database.close();
    server = await serve(dataDir);
  });
  test.afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('suggests what the senior representative accepts; an observer gets no byte of it', async ({
    personAt
  }) => {
    test.setTimeout(180_000);
    const at = `${study}/assessments/florence/governance?text=response`;
    const { page: senior } = await personAt(server.origin, 'city.florence');
    const { page: staff } = await personAt(server.origin, 'staff1.florence');
    await openToWrite(senior, at);
    await editorIn(senior, 'en').click();
    await senior.keyboard.insertText('The mayor decides.');
    await expectSaved(senior);
    await goAndSettle(staff, at);
    await expect(staff.locator('[data-read="en"]')).toContainText('The mayor decides.');
    await staff.getByRole('button', { name: 'Suggest', exact: true }).click();
    const text = suggestingIn(staff, 'en');
    await text.click();
    await staff.keyboard.press('ControlOrMeta+End');
    await staff.keyboard.type(' The council agrees.');
    await expectKept(staff);
    await expect(mark(senior, 'ins', 'The council agrees.')).toBeVisible();
    const observer = await personAt(server.origin, 'observer');
    expect(await (await observer.context.request.get(at)).text()).not.toContain('The council agrees.');
    await senior.getByRole('button', { name: 'Suggestions: 1' }).click();
    await cards(senior).getByRole('button', { name: 'Accept', exact: true }).click();
    await expect
      .poll(() => editorText(editorIn(senior, 'en')))
      .toBe('The mayor decides. The council agrees.');
    await expect.poll(() => editorText(text)).toBe('The mayor decides. The council agrees.');
  });
});
