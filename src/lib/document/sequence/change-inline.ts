/**
 * Computes the edit between two contents of a block: words that differ are replaced, marks that differ are set
 * on the letters that stay, and chips and notes that are in both stay the same.
 */
import { diffLists } from '#base/diff.ts';
import { tokensOf } from '#base/tokens.ts';
import { formatsOf } from './append.ts';
import { inlineAtomOf } from './embed-of.ts';
import type { Inline, TextPiece } from './flat.ts';
import { lineBreak } from './shapes.ts';

type Formats = Record<string, string | true | null>;

/** Describes one step of a delta, as `Y.Text.applyDelta` takes it. */
export type Operation =
  | { readonly retain: number; readonly attributes: Formats }
  | { readonly delete: number }
  | { readonly insert: string | object; readonly attributes: Formats };

export const changesNothing = (delta: readonly Operation[]): boolean =>
  delta.every((operation) => 'retain' in operation && Object.keys(operation.attributes).length === 0);

export const retain = (length: number, attributes: Formats = {}): Operation => ({
  retain: length,
  attributes
});

export interface InlineChange {
  readonly delta: readonly Operation[];
  /** The notes that are in the content afterwards, with what they are to hold. */
  readonly notes: readonly { readonly id: string; readonly content: readonly TextPiece[] }[];
}

/** Describes a word, a line break, a chip or a note; what has equal keys is the same. */
interface Token {
  readonly key: string;
  readonly length: number;
  readonly piece: Inline;
  readonly insert: string | object | null;
}

export function changeInline(before: readonly Inline[], after: readonly Inline[]): InlineChange {
  const [olds, news] = [before.flatMap(tokensIn), after.flatMap(tokensIn)];
  const delta: Operation[] = [];
  const notes: InlineChange['notes'][number][] = [];
  const runs = diffLists(
    olds.map(({ key }) => key),
    news.map(({ key }) => key)
  );
  for (const { edit, from, to, length } of runs) {
    if (edit === 'deleted') delta.push({ delete: sizeOf(olds.slice(from, from + length)) });
    for (let index = 0; edit !== 'deleted' && index < length; index++) {
      const [old, made] = [olds[from + index], news[to + index]];
      if (!made) continue;
      const kept = edit === 'kept' && old ? old : null;
      if (kept) addRetain(delta, kept.length, differenceOf(kept.piece, made.piece));
      else addInsert(delta, made);
      if (made.piece.kind !== 'note') continue;
      const { id } = kept?.piece.kind === 'note' ? kept.piece : made.piece;
      notes.push({ id, content: made.piece.content });
    }
  }
  return { delta, notes };
}

export const insertInline = (pieces: readonly Inline[]): InlineChange => changeInline([], pieces);

const sizeOf = (tokens: readonly Token[]): number => tokens.reduce((sum, { length }) => sum + length, 0);

function addRetain(delta: Operation[], length: number, attributes: Formats): void {
  const last = delta.at(-1);
  if (last && 'retain' in last && isEqual(last.attributes, attributes))
    delta[delta.length - 1] = retain(last.retain + length, attributes);
  else delta.push(retain(length, attributes));
}

function addInsert(delta: Operation[], { insert, piece }: Token): void {
  if (insert === null) return;
  const attributes = piece.kind === 'text' ? Object.fromEntries(formatsOf(piece.marks)) : {};
  const last = delta.at(-1);
  const isText = typeof insert === 'string' && last && 'insert' in last && typeof last.insert === 'string';
  if (isText && isEqual(last.attributes, attributes))
    delta[delta.length - 1] = { insert: `${last.insert}${insert}`, attributes };
  else delta.push({ insert, attributes });
}

const isEqual = (one: Formats, other: Formats): boolean => JSON.stringify(one) === JSON.stringify(other);

function tokensIn(piece: Inline): Token[] {
  switch (piece.kind) {
    case 'text':
      return tokensOf(piece.text).map((text) => ({ key: text, length: text.length, piece, insert: text }));
    case 'break':
      return [{ key: lineBreak, length: 1, piece, insert: lineBreak }];
    case 'unknown':
      return [{ key: `unknown ${piece.length}`, length: piece.length, piece, insert: null }];
    case 'note':
      return [{ key: '<note>', length: 1, piece, insert: inlineAtomOf(piece) }];
    case 'chip': {
      const insert = inlineAtomOf(piece);
      return [{ key: `<${JSON.stringify(insert)}>`, length: 1, piece, insert }];
    }
  }
}

/** Returns the formats that turn the marks of one piece into those of the other. */
function differenceOf(before: Inline, after: Inline): Formats {
  if (before.kind !== 'text' || after.kind !== 'text') return {};
  const [olds, news] = [formatsOf(before.marks), formatsOf(after.marks)];
  const changed: Formats = {};
  for (const name of olds.keys()) if (!news.has(name)) changed[name] = null;
  for (const [name, value] of news) if (olds.get(name) !== value) changed[name] = value;
  return changed;
}
