/**
 * Makes edits of tokens: new paragraphs, text within the text of others, deletions, bold. Tokens are never
 * cut in two.
 */
import * as Y from 'yjs';
import type { Chance } from '#domain/chance.ts';
import { tokensIn } from './oracle.ts';

const roots = ['body.en', 'body.zh'] as const;

/** Lists the texts that edits are made in. */
export const textsOf = (doc: Y.Doc): Y.XmlText[] =>
  roots.flatMap(
    (root) =>
      [
        ...doc.getXmlFragment(root).createTreeWalker((node) => node instanceof Y.XmlText)
      ] as unknown as Y.XmlText[]
  );

const plain = (text: Y.XmlText): string =>
  (text.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('');

/** Lists the offsets where a token may be inserted or end: the beginning and the end of each. */
function bounds(text: Y.XmlText): number[] {
  let at = 0;
  return [0, ...tokensIn(plain(text)).map((token) => (at += token.length))];
}

export interface Edit {
  readonly inserted: string | null;
  readonly deleted: readonly string[];
}

/** Makes one edit by this document's author; `next` names the token that it may insert. */
export function editOnce(doc: Y.Doc, chance: Chance, next: () => string): Edit {
  const texts = textsOf(doc);
  const text = texts[Math.floor(chance() * texts.length)];
  const choice = chance();
  if (!text || choice < 0.15) {
    const inserted = next();
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(inserted)]);
    const root = doc.getXmlFragment(roots[chance() < 0.5 ? 0 : 1]);
    root.insert(Math.floor(chance() * (root.length + 1)), [paragraph]);
    return { inserted, deleted: [] };
  }
  const boundaries = bounds(text);
  const from = Math.floor(chance() * boundaries.length);
  const start = boundaries[from] ?? 0;
  const end = boundaries[from + 1];
  if (choice < 0.25 && end !== undefined) {
    const deleted = tokensIn(plain(text).slice(start, end));
    text.delete(start, end - start);
    return { inserted: null, deleted };
  }
  if (choice < 0.32 && end !== undefined) {
    text.format(start, end - start, { bold: chance() < 0.7 ? {} : null });
    return { inserted: null, deleted: [] };
  }
  const inserted = next();
  text.insert(start, inserted);
  return { inserted, deleted: [] };
}
