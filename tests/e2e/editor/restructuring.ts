/**
 * Has one expert write a sentence while another restructures its paragraph, each on a slow line, and counts the
 * letters afterwards.
 */
import { expect, type Locator, type Page } from '@playwright/test';
import { editorIn, editorText, empty, expectSaved, paste } from '../editing-kit.ts';

/** Delays everything that the page sends to and hears from a text by this time each way, in milliseconds. */
export async function slowLine(page: Page, milliseconds: number): Promise<void> {
  await page.routeWebSocket(/\/sync\//, (line) => {
    const server = line.connectToServer();
    line.onMessage((message) => void setTimeout(() => server.send(message), milliseconds));
    server.onMessage((message) => void setTimeout(() => line.send(message), milliseconds));
  });
}

/** Where the caret of the one who restructures stands: before the writer's, at the same place, or around. */
export type Place = 'start' | 'inside' | 'writer' | 'end' | 'before' | 'after';

export interface Restructuring {
  readonly name: string;
  readonly place: Place;
  /** Keys that are pressed one after the other; what begins with a quotation mark is typed, with `<` pasted as HTML. */
  readonly keys: readonly string[];
  /** The writer stands at the end, and both begin at once: none of the sentence has arrived when the keys are pressed. */
  readonly atEnd?: true;
  /** The suite takes it; the others wait for the long test, since each takes three seconds. */
  readonly everyRun?: true;
}

const undo = 'ControlOrMeta+Z';
const redo = 'ControlOrMeta+Shift+Z';

/** Each is done while a colleague writes in the paragraph. */
export const restructurings: readonly Restructuring[] = [
  { name: 'splits it before the writer', place: 'inside', keys: ['Enter'], everyRun: true },
  { name: 'splits it at the writer', place: 'writer', keys: ['Enter'], everyRun: true },
  { name: 'begins a paragraph behind it and writes there', place: 'end', keys: ['Enter', '"Hers. '] },
  {
    name: 'begins one behind his words',
    place: 'end',
    keys: ['Enter', '"Hers. '],
    atEnd: true,
    everyRun: true
  },
  { name: 'begins a paragraph before it', place: 'start', keys: ['Enter'] },
  { name: 'splits it and joins it again', place: 'inside', keys: ['Enter', 'Backspace'] },
  { name: 'splits it and takes that back', place: 'inside', keys: ['Enter', undo], everyRun: true },
  { name: 'joins it with the one before', place: 'start', keys: ['Backspace'], everyRun: true },
  { name: 'joins the one behind with it', place: 'end', keys: ['Delete'] },
  {
    name: 'joins both with it and takes that back',
    place: 'start',
    keys: ['Backspace', undo],
    everyRun: true
  },
  {
    name: 'makes a heading and a paragraph again',
    place: 'inside',
    keys: ['Control+Alt+1', 'Control+Alt+0'],
    everyRun: true
  },
  { name: 'makes a heading by typing', place: 'start', keys: ['"# '] },
  { name: 'makes a list item', place: 'inside', keys: ['Control+Shift+8'], everyRun: true },
  { name: 'makes a list and none', place: 'inside', keys: ['Control+Shift+7', 'Control+Shift+7'] },
  { name: 'makes a quote', place: 'inside', keys: ['Control+Shift+9'] },
  { name: 'sinks and lifts an item', place: 'inside', keys: ['Control+Shift+8', 'Tab', 'Shift+Tab'] },
  { name: 'moves it up', place: 'inside', keys: ['Alt+Shift+ArrowUp'], everyRun: true },
  { name: 'moves it down and up', place: 'inside', keys: ['Alt+Shift+ArrowDown', 'Alt+Shift+ArrowUp'] },
  { name: 'moves the one before behind it', place: 'before', keys: ['Alt+Shift+ArrowDown'], everyRun: true },
  { name: 'makes its beginning bold', place: 'inside', keys: ['Shift+Home', 'Control+B'], everyRun: true },
  { name: 'writes in the one behind', place: 'after', keys: ['"More of it. ', 'Enter'] },
  { name: 'splits it, takes that back and splits it again', place: 'inside', keys: ['Enter', undo, redo] },
  { name: 'breaks the line before the writer', place: 'inside', keys: ['Shift+Enter'] },
  { name: 'makes a small heading by typing', place: 'start', keys: ['"#### '] },
  { name: 'makes a list item by typing', place: 'start', keys: ['"- '] },
  { name: 'makes a numbered item by typing', place: 'start', keys: ['"1. '] },
  { name: 'makes a quote by typing', place: 'start', keys: ['"> '] },
  { name: 'draws a line behind it', place: 'end', keys: ['Enter', '"---'] },
  { name: 'pastes words before the writer', place: 'inside', keys: ['<b>pasted</b> words'] },
  {
    name: 'pastes two paragraphs before the writer',
    place: 'inside',
    keys: ['<p>Pasted.</p><p>Twice.</p>'],
    everyRun: true
  }
];

const parts = ['Before it. ', 'Marta begins and Zhou: ends it.', ' After it.'] as const;

/** Waits until both pages show the same text. */
export const expectAlike = (one: Locator, other: Locator): Promise<void> =>
  expect(async () => expect(await editorText(one)).toBe(await editorText(other))).toPass({ timeout: 30_000 });

/**
 * Sets the caret next to these words. What arrives before the editor has heard of it sets it back, as it does not
 * where somebody clicks: then it is set anew.
 */
export async function setCaret(editor: Locator, [words, side]: Caret): Promise<void> {
  const set = (): Promise<boolean> =>
    editor.evaluate(
      async (element, [wanted, at]) => {
        const letters = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        for (let node = letters.nextNode(); node; node = letters.nextNode()) {
          const from = node.nodeValue?.indexOf(wanted) ?? -1;
          if (from < 0) continue;
          const offset = at === 'before' ? from : from + wanted.length;
          const selection = document.getSelection();
          const heard = new Promise((resolve) =>
            document.addEventListener('selectionchange', () => requestAnimationFrame(resolve), { once: true })
          );
          (element as HTMLElement).focus();
          selection?.removeAllRanges();
          selection?.collapse(node, offset);
          await heard;
          return selection?.anchorNode === node && selection.anchorOffset === offset;
        }
        throw new Error(`“${wanted}” is not in: ${element.textContent}`);
      },
      [words, side] as const
    );
  await expect.poll(set).toBe(true);
}

type Caret = readonly [words: string, side: 'before' | 'behind'];
const carets: Readonly<Record<Place, Caret>> = {
  before: ['Before', 'behind'],
  start: ['Marta', 'before'],
  inside: ['Marta', 'behind'],
  writer: ['Zhou:', 'behind'],
  end: ['ends it.', 'behind'],
  after: ['After', 'behind']
};

/**
 * Writes the text anew, has `writer` type a sentence in its second paragraph while `colleague` does these acts, and
 * expects the sentence whole where it was begun, every other word in place, and the same text in both pages.
 */
export async function writeWhileRestructured(
  writer: Page,
  colleague: Page,
  acts: readonly Restructuring[],
  sentence: string
): Promise<void> {
  const [his, hers] = [editorIn(writer, 'en'), editorIn(colleague, 'en')];
  await empty(colleague, hers);
  await paste(hers, { 'text/html': parts.map((text) => `<p>${text}</p>`).join('') });
  await expectAlike(his, hers);
  await expectSaved(colleague);
  const atEnd = acts.some((act) => act.atEnd);
  const before = atEnd ? 'ends it.' : 'Zhou:';
  await setCaret(his, [before, 'behind']);
  const restructure = async (): Promise<void> => {
    for (const { place, keys } of acts) {
      await setCaret(hers, carets[place]);
      for (const key of keys) {
        if (key.startsWith('<')) await paste(hers, { 'text/html': key });
        else if (key.startsWith('"')) await colleague.keyboard.type(key.slice(1), { delay: 40 });
        else await colleague.keyboard.press(key, { delay: 120 });
      }
    }
  };
  const begun = atEnd ? 0 : Math.floor(sentence.length / 3);
  await writer.keyboard.type(sentence.slice(0, begun), { delay: 25 });
  await Promise.all([writer.keyboard.type(sentence.slice(begun), { delay: 25 }), restructure()]);
  await Promise.all([expectSaved(writer), expectSaved(colleague)]);
  await expectAlike(his, hers);
  const text = await editorText(his);
  expect(text).toContain(sentence);
  // Who splits exactly there, in front of what has arrived, sends the sentence on with what is behind it.
  if (acts.every(({ place }) => place !== 'writer')) expect(text).toContain(`${before}${sentence}`);
  for (const word of ['Before', 'it.', 'Marta', 'begins', 'ends it.', 'After'])
    expect(text.split(word).length, `“${word}” in: ${text}`).toBeGreaterThan(1);
}
