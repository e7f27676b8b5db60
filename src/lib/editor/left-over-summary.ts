/** Sums up words left over from what was deleted, for the notice next to the text. */
import type { LeftOver } from '#document/sequence/left-over.ts';

/** Holds what is left of one deleted table, figure or note. */
export interface LeftOverGroup {
  readonly key: string;
  readonly of: LeftOver['of'];
  readonly parts: readonly LeftOver[];
  readonly text: string;
  readonly clients: readonly number[];
}

/** Groups the parts that concern a section; where it is not known in which they were, they concern each. */
export function groupsOf(leftOver: readonly LeftOver[], section: string): LeftOverGroup[] {
  const groups = new Map<string, LeftOver[]>();
  for (const part of leftOver) {
    if (part.passage !== null && part.passage.section !== section) continue;
    const key = `${part.of} ${part.owner.id}`;
    const group = groups.get(key);
    if (group) group.push(part);
    else groups.set(key, [part]);
  }
  return [...groups].map(([key, parts]) => ({
    key,
    of: parts[0]?.of ?? 'table',
    parts,
    text: parts.map(({ text }) => text).join('\n'),
    clients: [...new Set(parts.flatMap(({ clients }) => clients))]
  }));
}

const sentenceEnd = /[.!?](?=[\s"'”’)\]]|$)|[。！？]/mu;
const betweenSentences = /(?<=[.!?])(?=[\s"'”’)\]])|(?<=[。！？])|\n/u;

/** Counts the sentences of a text, with one that is begun; where there is no full stop, its characters. */
export function amountOf(text: string): { readonly of: 'sentences' | 'characters'; readonly count: number } {
  if (!sentenceEnd.test(text)) return { of: 'characters', count: text.match(/\S/gu)?.length ?? 0 };
  const sentences = text.split(betweenSentences).filter((one) => /[\p{L}\p{N}]/u.test(one));
  return { of: 'sentences', count: sentences.length };
}
