/** Two people on one passage, each with an editor of their own; what they do is exchanged when a test says so. */
import * as Y from 'yjs';
import { openText } from '#document/sequence/roots.ts';
import { expect } from 'vitest';
import { expectedDocument, withoutAtomMarks } from './expected-document.ts';
import { HeadlessEditor, root } from './headless-editor.ts';

/** Lists both orders of two client ids, which decide between concurrent changes: each case runs in both. */
export const clientOrders = [
  { order: 'the first has the smaller client id', ids: [1, 2] },
  { order: 'the first has the larger client id', ids: [2, 1] }
] as const;

export interface TwoEditors {
  readonly anna: HeadlessEditor;
  readonly wei: HeadlessEditor;
  exchange(): void;
}

export function twoEditors(
  [first, second]: readonly [number, number],
  paragraphs: readonly string[]
): TwoEditors {
  const start = new Y.Doc();
  start.clientID = 9;
  const text = openText(start, root);
  for (const [index, paragraph] of paragraphs.entries()) {
    text.insertEmbed(text.length, { block: `p${index + 1}` }, {});
    text.insert(text.length, paragraph, {});
  }
  const open = (client: number): HeadlessEditor => {
    const doc = new Y.Doc();
    doc.clientID = client;
    openText(doc, root);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(start));
    return new HeadlessEditor(doc);
  };
  const [anna, wei] = [open(first), open(second)];
  const carry = (from: HeadlessEditor, to: HeadlessEditor): void => {
    Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), 'network');
    expectShown(to);
  };
  return {
    anna,
    wei,
    exchange: () => {
      carry(anna, wei);
      carry(wei, anna);
      carry(anna, wei);
      expect(wei.state.doc.toJSON()).toEqual(anna.state.doc.toJSON());
    }
  };
}

/** Opens the editor of a further person on what another one holds. */
export function editorOn(client: number, { doc: known }: HeadlessEditor): HeadlessEditor {
  const doc = new Y.Doc();
  doc.clientID = client;
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(known));
  return new HeadlessEditor(doc);
}

export const send = (from: HeadlessEditor, to: HeadlessEditor): void =>
  Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), 'network');

/** Goes on until nobody has anything new. */
export function exchangeAll(all: readonly HeadlessEditor[]): void {
  for (let round = 0; round < all.length; round++)
    for (const from of all) for (const to of all) if (from !== to) send(from, to);
}

/** Expects that an editor shows what the pure reading says. */
export function expectShown(editor: HeadlessEditor): void {
  expect(withoutAtomMarks(editor.state.doc).toJSON()).toEqual(expectedDocument(editor.doc, root).toJSON());
}

/** Each as `kind: words`, with its list, depth and quotes where it has any. */
export const blocksOf = ({ state }: HeadlessEditor): string[] =>
  [...state.doc.children].map(({ attrs, textContent, type }) => {
    if (type.name !== 'block') return type.name;
    const list = attrs['list'] ? `${String(attrs['list'])} ${String(attrs['indent'])} ` : '';
    const quotes = attrs['quote'] ? `quote ${String(attrs['quote'])} ` : '';
    return `${quotes}${list}${String(attrs['kind'])}: ${textContent}`;
  });

/** Returns the words of each paragraph; a block of another kind keeps its name. */
export const wordsOf = (editor: HeadlessEditor): string[] =>
  blocksOf(editor).map((block) => block.replace('paragraph: ', ''));

export const idsOf = ({ state }: HeadlessEditor): unknown[] =>
  [...state.doc.children].map(({ attrs }) => attrs['id'] as unknown);

/** The words stand once. */
export function caretBehind(editor: HeadlessEditor, words: string): void {
  editor.caret(positionOf(editor, words) + words.length);
}
export function caretBefore(editor: HeadlessEditor, words: string): void {
  editor.caret(positionOf(editor, words));
}
export function selectWords(editor: HeadlessEditor, words: string): void {
  const at = positionOf(editor, words);
  editor.caret(at, at + words.length);
}

function positionOf({ state }: HeadlessEditor, words: string): number {
  let found = -1;
  state.doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    const at = node.textContent.indexOf(words);
    if (at >= 0 && found < 0) found = position + 1 + at;
    return false;
  });
  if (found < 0) throw new Error(`No block holds the words ${words}.`);
  return found;
}
