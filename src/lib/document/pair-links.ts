/**
 * Writes which blocks of a section are pairs. Each function is an act of a person and runs in a transaction of the
 * caller's. Both blocks of a pair name each other; pairs/rules/pairs.ts says what that means for others that name them.
 */
import type * as Y from 'yjs';
import { locales, type Locale } from '#base/locale.ts';
import { readBlocks } from './sequence/read.ts';
import { openAttributes, openPassage } from './sequence/roots.ts';
import { attributeKey } from './sequence/shapes.ts';

/** Names a block of each language. */
export type BlockPair = Readonly<Record<Locale, string>>;

/** Returns the counterpart that each block of a language names, by the id of the block. */
function counterpartsIn(doc: Y.Doc, section: string, language: Locale): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const { id, attributes } of readBlocks(doc, openPassage(doc, section, language)))
    if (id !== null && !found.has(id)) found.set(id, attributes.counterpart);
  return found;
}

/**
 * Links blocks, and writes to these alone: what others pair at the same time stays. A block that named one of them
 * before has no partner by that any more, since the one that it names names another. Pairs of which one side does
 * not exist are left out.
 */
export function linkPairs(doc: Y.Doc, section: string, pairs: readonly BlockPair[]): void {
  const blocks = { en: counterpartsIn(doc, section, 'en'), zh: counterpartsIn(doc, section, 'zh') };
  const wanted = new Map<string, string>();
  for (const { en, zh } of pairs)
    if (blocks.en.has(en) && blocks.zh.has(zh) && !wanted.has(en) && !wanted.has(zh))
      wanted.set(en, zh).set(zh, en);
  write(doc, blocks, wanted);
}

/** Each then names itself: what names it from before is no partner of it either. */
export function unlinkBlocks(doc: Y.Doc, section: string, ids: readonly string[]): void {
  const blocks = { en: counterpartsIn(doc, section, 'en'), zh: counterpartsIn(doc, section, 'zh') };
  write(doc, blocks, new Map(ids.map((id) => [id, id])));
}

function write(
  doc: Y.Doc,
  blocks: Readonly<Record<Locale, ReadonlyMap<string, string | null>>>,
  wanted: ReadonlyMap<string, string>
): void {
  const map = openAttributes(doc);
  for (const language of locales)
    for (const [id, counterpart] of blocks[language]) {
      const next = wanted.get(id);
      if (next !== undefined && next !== counterpart) map.set(attributeKey(id, 'counterpart'), next);
    }
}
