/**
 * Makes edits of tokens: new paragraphs, paragraphs that are split and joined, text within the text of others, deletions, bold. Tokens are never
 * cut in two.
 */
import * as Y from 'yjs';
import type { Chance } from '#base/chance.ts';
import { openText } from '#document/sequence/roots.ts';
import { markerFor } from '#kit/passages.ts';
import { lettersOf, tokensIn } from './oracle.ts';

const roots = ['body.en', 'body.zh'] as const;

export const textsOf = (doc: Y.Doc): Y.Text[] => roots.map((root) => openText(doc, root));

/** Lists the offsets where a token may be inserted or end: the beginning and the end of each, and of each marker. */
function bounds(letters: string): number[] {
  const ends = [...letters.matchAll(/\n|~[^;]*;/g)].map((piece) => piece.index + piece[0].length);
  return [0, ...ends];
}

export interface Edit {
  readonly inserted: string | null;
  readonly deleted: readonly string[];
}

/** Makes one edit by this document's author; `next` names the token that it may insert. */
export function editOnce(doc: Y.Doc, chance: Chance, next: () => string): Edit {
  const text = textsOf(doc)[chance() < 0.5 ? 0 : 1];
  if (!text) throw new Error('There is no text');
  const letters = lettersOf(text);
  const choice = chance();
  const boundaries = bounds(letters);
  const from = Math.floor(chance() * boundaries.length);
  const start = boundaries[from] ?? 0;
  const end = boundaries[from + 1];
  if (choice < 0.15 || letters === '') {
    const inserted = next();
    doc.transact(() => {
      text.insertEmbed(start, markerFor(doc));
      text.insert(start + 1, inserted);
    });
    return { inserted, deleted: [] };
  }
  if (choice < 0.25 && end !== undefined) {
    const deleted = tokensIn(letters.slice(start, end));
    text.delete(start, end - start);
    return { inserted: null, deleted };
  }
  if (choice < 0.32 && end !== undefined) {
    text.format(start, end - start, { bold: chance() < 0.7 ? true : null });
    return { inserted: null, deleted: [] };
  }
  const inserted = next();
  text.insert(start, inserted);
  return { inserted, deleted: [] };
}
