/**
 * Has one expert write Chinese through an input method while another edits the same texts, pairs their paragraphs
 * and accepts suggestions, and looks at every composition: nothing half-typed leaves the page, what was chosen
 * stands in the text exactly once, and a composition that is given up leaves nothing.
 */
import { expect, type CDPSession, type Locator, type Page } from '@playwright/test';
import type { Editor } from '@tiptap/core';
import { chanceOf } from '#base/chance.ts';
import { editorIn, editorText, empty, expectSaved, paste } from '../editing-kit.ts';
import { expectAlike } from './restructuring.ts';

/** The paragraphs with which a round begins; each has words of its own, at which carets are set. */
const paragraphs = {
  zh: ['区政府牵头建设数据平台。', '居民参与评估各项服务。', '企业承担部分投资。', '专家每年审查一次规划。'],
  en: [
    'The district leads the platform.',
    'Residents assess the services.',
    'Companies bear a part of it.',
    'Experts look at the plan.'
  ]
} as const;
const places = ['牵头', '平台', '居民', '评估', '企业', '投资', '专家', '规划'] as const;
const pinyin = ['zhihui', 'chengshi', 'jianshe', 'pinggu', 'shuju', 'zhong guo', 'xi', 'guihuaju'] as const;
const suggested = ['试点', '重点', '全部', '首批'] as const;

const colleagueActs = ['types', 'types-there', 'splits', 'english', 'pairs', 'accepts', 'erases'] as const;
type ColleagueAct = (typeof colleagueActs)[number];

export interface Broken {
  readonly composition: number;
  readonly acts: readonly ColleagueAct[];
  readonly what: string;
}

export interface ComposingPages {
  readonly writer: Page;
  readonly colleague: Page;
}

/** After so many compositions the texts are written anew. */
export const inRound = 12;

/** No other composition of a round has these words. */
const wordsOf = (composition: number): string =>
  `${Array.from(String(composition % 1_000).padStart(3, '0'))
    .map((digit) => '〇一二三四五六七八九'[Number(digit)])
    .join('')}号`;

interface EditorElement extends HTMLElement {
  readonly editor: Editor;
}

/** Sets the caret next to these words, wherever carets of others and suggestions divide the text on the page. */
async function setCaret(text: Locator, words: string, side: 'before' | 'behind'): Promise<void> {
  const set = (): Promise<boolean> =>
    text.evaluate(
      async (element, [wanted, at]) => {
        const { editor } = element as EditorElement;
        let found = -1;
        editor.state.doc.descendants((node, position) => {
          if (!node.isTextblock || found >= 0) return;
          const letters = node.textBetween(0, node.content.size, '\n', '\uFFFC');
          const from = letters.indexOf(wanted);
          if (from >= 0) found = position + 1 + from + (at === 'before' ? 0 : wanted.length);
        });
        if (found < 0) throw new Error(`${wanted} is not in: ${editor.state.doc.textContent}`);
        editor.view.focus();
        editor.commands.setTextSelection(found);
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const { empty: isCaret, from } = editor.state.selection;
        return isCaret && from === found;
      },
      [words, side] as const
    );
  await expect.poll(set).toBe(true);
}

const suggestions = (page: Page) => page.locator('[id^="suggestion-"]');

/** Writes both texts anew, and suggests a word in each Chinese paragraph. */
async function begin({ writer, colleague }: ComposingPages): Promise<void> {
  for (const language of ['zh', 'en'] as const) {
    const text = editorIn(colleague, language);
    await empty(colleague, text);
    await paste(text, { 'text/html': paragraphs[language].map((one) => `<p>${one}</p>`).join('') });
    await expectAlike(editorIn(writer, language), text);
  }
  await expectSaved(colleague);
  await colleague.keyboard.press('ControlOrMeta+Alt+KeyS');
  await expect(colleague.locator('.ProseMirror.suggesting')).toHaveCount(2);
  const suggesting = colleague.locator('[data-language="zh"] .ProseMirror.suggesting');
  for (const [index, word] of suggested.entries()) {
    await setCaret(suggesting, places[index * 2] ?? '', 'before');
    await colleague.keyboard.insertText(word);
    await expect(colleague.locator('.prose ins.suggested', { hasText: word })).toBeVisible();
  }
  await expect(colleague.locator('[data-saving="saved"]')).toBeVisible();
  await colleague.keyboard.press('ControlOrMeta+Alt+KeyS');
  await expect(colleague.locator('.ProseMirror.suggesting')).toHaveCount(0);
  for (const word of suggested)
    await expect(writer.locator('.prose ins.suggested', { hasText: word })).toBeVisible();
  // Once opened, the list opens by itself in the next round, as soon as there is a suggestion.
  const list = colleague.getByRole('button', { name: /^Suggestions: / });
  if ((await list.getAttribute('aria-expanded')) === 'false') await list.click();
  await expect(suggestions(colleague)).toHaveCount(suggested.length);
}

/** Decides what is left of a round's suggestions, so that the next one begins with none. */
async function end({ writer, colleague }: ComposingPages): Promise<void> {
  for (let left = await suggestions(colleague).count(); left > 0; left -= 1) {
    await expect(suggestions(colleague)).toHaveCount(left);
    await suggestions(colleague).first().getByRole('button', { name: 'Reject', exact: true }).click();
  }
  // The writer hears of decisions later than of the text: without this, words of this round stand in the next.
  for (const page of [colleague, writer])
    await expect(page.locator('.prose :is(ins, del).suggested')).toHaveCount(0);
}

/** Chooses the first paragraph that is offered, where the one at the caret or that of the other text has a partner. */
async function choosePartner(colleague: Page): Promise<void> {
  await colleague.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  );
  const dialog = colleague.getByRole('dialog');
  if ((await dialog.count()) === 0) return;
  const offered = dialog.getByRole('listitem').getByRole('button');
  if ((await offered.count()) > 0) await offered.first().click();
  else await colleague.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
}

async function act(kind: ColleagueAct, { colleague }: ComposingPages, near: string): Promise<void> {
  const [chinese, english] = [editorIn(colleague, 'zh'), editorIn(colleague, 'en')];
  switch (kind) {
    case 'types':
      await setCaret(chinese, places[(places.indexOf(near as never) + 3) % places.length] ?? '', 'behind');
      return colleague.keyboard.type('AB');
    case 'types-there':
      await setCaret(chinese, near, 'behind');
      return colleague.keyboard.type('CD');
    case 'splits':
      await setCaret(chinese, near, 'before');
      return colleague.keyboard.press('Enter');
    case 'english':
      await english.focus();
      return colleague.keyboard.type('E');
    case 'pairs':
      await setCaret(chinese, near, 'before');
      await english.focus();
      await colleague.keyboard.press('ControlOrMeta+Alt+KeyP');
      return choosePartner(colleague);
    case 'accepts': {
      // One that is being accepted already is none any more.
      const accept = suggestions(colleague).getByRole('button', {
        name: 'Accept',
        exact: true,
        disabled: false
      });
      if ((await accept.count()) > 0) await accept.first().click();
      return;
    }
    case 'erases':
      await setCaret(chinese, near, 'behind');
      await colleague.keyboard.type('F');
      return colleague.keyboard.press('Backspace');
  }
}

/**
 * Does one composition. Returns what is wrong with it; null for nothing. `isGivenUp` says that the writer chooses
 * nothing in the end.
 */
async function compose(
  pages: ComposingPages,
  ime: CDPSession,
  composition: number,
  chance: () => number
): Promise<Broken | null> {
  const { writer, colleague } = pages;
  const [his, hers] = [editorIn(writer, 'zh'), editorIn(colleague, 'zh')];
  const among = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const near = among(places);
  const letters = among(pinyin);
  const words = wordsOf(composition);
  const isGivenUp = chance() < 0.1;
  await setCaret(his, near, chance() < 0.5 ? 'before' : 'behind');
  const acts: ColleagueAct[] = [];
  const broken = (what: string): Broken => ({ composition, acts, what });
  const steps = Array.from(letters).map((_, index) => letters.slice(0, index + 1));
  for (const [index, text] of steps.entries()) {
    await ime.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length
    });
    if (index === 0 || (acts.length < 3 && chance() < 0.3)) {
      const next = among(colleagueActs);
      acts.push(next);
      await act(next, pages, near).catch((error: unknown) => {
        throw new Error(`The colleague ${next} near ${near}: ${String(error)}`);
      });
    }
  }
  if (!(await editorText(his)).includes(letters)) return broken(`“${letters}” is interrupted`);
  if (/[a-z]/.test(await editorText(hers))) return broken('what is half-typed is in the other page');
  if (isGivenUp) {
    await ime.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 });
    await expectAlike(his, hers);
  } else {
    await ime.send('Input.insertText', { text: words });
    await expect.poll(async () => await editorText(hers), { message: `${words} arrives` }).toContain(words);
    await expectAlike(his, hers);
  }
  const text = await editorText(his);
  if (/[a-z]/.test(text)) return broken('letters are left over');
  const times = text.split(words).length - 1;
  return times === (isGivenUp ? 0 : 1) ? null : broken(`${words} stands ${times} times`);
}

/** Does so many compositions; returns those that broke. `heard` is called after each. */
export async function composeWhileEdited(
  pages: ComposingPages,
  {
    count,
    seed,
    heard
  }: { count: number; seed: number; heard?: (done: number, broken: Broken | null) => void }
): Promise<Broken[]> {
  const ime = await pages.writer.context().newCDPSession(pages.writer);
  const chance = chanceOf(seed);
  const all: Broken[] = [];
  let whole: string[] = [];
  for (let composition = 0; composition < count; composition += 1) {
    if (composition % inRound === 0) {
      whole = [];
      await begin(pages);
    }
    let broken: Broken | null;
    try {
      broken = await compose(pages, ime, composition, chance);
    } catch (error) {
      broken = { composition, acts: [], what: String(error) };
      // What is held back for a composition arrives.
      await ime.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 });
    }
    const text = await editorText(editorIn(pages.writer, 'zh'));
    const lost = whole.filter((words) => !text.includes(words));
    if (!broken && lost.length > 0) broken = { composition, acts: [], what: `${lost.join(', ')} is lost` };
    if (text.includes(wordsOf(composition))) whole.push(wordsOf(composition));
    if (broken) all.push(broken);
    heard?.(composition + 1, broken);
    if (composition % inRound === inRound - 1 || composition === count - 1 || broken) await end(pages);
    if (broken) {
      // The next one begins from sound texts.
      await begin(pages);
      whole = [];
    }
  }
  return all;
}
