/**
 * Arranges both languages of a section in rows: each block next to the one that it translates, and a block
 * without a counterpart alone.
 */
import type { ContentNode, SectionContent } from './version.ts';

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

/** Maps the values of an attribute to the first outer block that has it, itself or within it. */
function rowsByAttribute(nodes: readonly ContentNode[], name: string): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  nodes.forEach((node, at) => {
    for (const inner of within(node)) {
      const value = textAttribute(inner, name);
      if (value !== undefined && !rows.has(value)) rows.set(value, at);
    }
  });
  return rows;
}

/** Returns the rows in the order of both languages: a pair that would come before an earlier one is split. */
export function pairedRows({ en, zh }: SectionContent): PairedRow[] {
  const [ids, counterparts] = ['id', 'counterpart'].map((name) => rowsByAttribute(zh, name));
  const partners = en.map((node) => {
    for (const inner of within(node)) {
      const [id, counterpart] = [textAttribute(inner, 'id'), textAttribute(inner, 'counterpart')];
      const at =
        (id === undefined ? undefined : counterparts?.get(id)) ??
        (counterpart === undefined ? undefined : ids?.get(counterpart));
      if (at !== undefined) return at;
    }
    return -1;
  });
  // Texts without any pairing, and of the same shape, are paired by position.
  const isUnpaired = partners.every((at) => at < 0) && en.length === zh.length;
  const rows: PairedRow[] = [];
  let next = 0;
  const leave = (until: number): void => {
    for (; next < until; next++) rows.push({ en: null, zh: zh[next] ?? null });
  };
  en.forEach((node, at) => {
    const partner = isUnpaired ? at : (partners[at] ?? -1);
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
