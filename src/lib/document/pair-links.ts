/**
 * Writes which blocks of a section are pairs. Each function is an act of a person and runs in a transaction of the
 * caller's. Both blocks of a pair name each other; who named one of them before names nobody.
 */
import type * as Y from 'yjs';
import { locales, type Locale } from '#domain/locale.ts';
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

/** Links blocks; pairs of which one side does not exist are left out. */
export function linkPairs(doc: Y.Doc, section: string, pairs: readonly BlockPair[]): void {
  const blocks = { en: counterpartsIn(doc, section, 'en'), zh: counterpartsIn(doc, section, 'zh') };
  const wanted = new Map<string, string | null>();
  for (const { en, zh } of pairs)
    if (blocks.en.has(en) && blocks.zh.has(zh) && !wanted.has(en) && !wanted.has(zh))
      wanted.set(en, zh).set(zh, en);
  write(doc, blocks, wanted);
}

/** Takes the links of blocks away, on both sides. */
export function unlinkBlocks(doc: Y.Doc, section: string, ids: readonly string[]): void {
  const blocks = { en: counterpartsIn(doc, section, 'en'), zh: counterpartsIn(doc, section, 'zh') };
  write(doc, blocks, new Map(ids.map((id) => [id, null])));
}

function write(
  doc: Y.Doc,
  blocks: Readonly<Record<Locale, ReadonlyMap<string, string | null>>>,
  wanted: ReadonlyMap<string, string | null>
): void {
  const map = openAttributes(doc);
  for (const language of locales)
    for (const [id, counterpart] of blocks[language]) {
      const isFreed = counterpart !== null && wanted.has(counterpart);
      const next = wanted.has(id) ? (wanted.get(id) ?? null) : isFreed ? null : counterpart;
      if (next !== counterpart) map.set(attributeKey(id, 'counterpart'), next);
    }
}
