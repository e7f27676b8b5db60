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

/** Returns the rows in the order of both languages: a pair that would come before an earlier one is split. */
export function pairedRows({ en, zh }: SectionContent): PairedRow[] {
  const partners = en.map((node) => {
    const [id, counterpart] = [textAttribute(node, 'id'), textAttribute(node, 'counterpart')];
    return zh.findIndex(
      (other) =>
        (id !== undefined && textAttribute(other, 'counterpart') === id) ||
        (counterpart !== undefined && textAttribute(other, 'id') === counterpart)
    );
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
