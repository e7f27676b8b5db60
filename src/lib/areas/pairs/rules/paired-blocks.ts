/**
 * Arranges both languages of a section in rows: each block next to the one that it translates, and a block
 * without a counterpart alone.
 */
import { linkedPartners, type LinkingBlock } from './linked-blocks.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';

export interface PairedRow {
  readonly en: ContentNode | null;
  readonly zh: ContentNode | null;
}

const textAttribute = (node: ContentNode, name: string): string | undefined => {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** Returns a block and all within it: a list or a quote is paired by the first block in it that is. */
const within = (node: ContentNode): ContentNode[] => [node, ...(node.content ?? []).flatMap(within)];

type OuterBlock = LinkingBlock & {
  /** The place of the outer block in which this one is. */
  readonly row: number;
};

const blocksWithin = (nodes: readonly ContentNode[]): OuterBlock[] =>
  nodes.flatMap((outer, row) =>
    within(outer).map((node) => ({
      id: textAttribute(node, 'id') ?? '',
      counterpart: textAttribute(node, 'counterpart') ?? null,
      row
    }))
  );

/** In the order of both languages: a pair that would come before an earlier one is split. */
export function pairedRows({ en, zh }: SectionContent): PairedRow[] {
  const [ens, zhs] = [blocksWithin(en), blocksWithin(zh)];
  const partners = en.map(() => -1);
  for (const [from, { to }] of [...linkedPartners(ens, zhs)].sort(([one], [other]) => one - other)) {
    const [row, partner] = [ens[from]?.row ?? -1, zhs[to]?.row ?? -1];
    if (partners[row] === -1) partners[row] = partner;
  }
  // Texts without any pairing, and of the same shape, are paired by position.
  const isUnpaired = partners.every((at) => at < 0) && en.length === zh.length;
  const rows: PairedRow[] = [];
  let next = 0;
  const leave = (until: number): void => {
    for (; next < until; next++) rows.push({ en: null, zh: zh[next] ?? null });
  };
  en.forEach((node, index) => {
    const partner = isUnpaired ? index : (partners[index] ?? -1);
    if (partner < next) {
      rows.push({ en: node, zh: null });
      return;
    }
    leave(partner);
    rows.push({ en: node, zh: zh[partner] ?? null });
    next = partner + 1;
  });
  leave(zh.length);
  return rows;
}
