/** Numbers the parts, tables and figures of a composed report, and says where each is read on the public pages. */
import type { ReportBlock, ReportContent, ReportPart } from '#domain/report-content.ts';

export interface NumberedPart {
  readonly part: ReportPart;
  readonly depth: number;
  /** Holds the number as it is printed, without a word: `3.2`, `A`, `A.1`; empty where it has none. */
  readonly number: string;
  /** Says whether the part is an annex at the top. */
  readonly isAnnex: boolean;
  /** Names the page that shows the part: its own, or that of the part at the top. */
  readonly page: string;
}

export interface Numbering {
  /** Lists the parts in the order in which they are read. */
  readonly parts: readonly NumberedPart[];
  /** Holds the number of each table and figure, by the id of its block. */
  readonly blocks: ReadonlyMap<
    string,
    { readonly kind: 'table' | 'figure'; readonly number: number; readonly page: string }
  >;
  /** Holds the page of every part and block. */
  readonly pages: ReadonlyMap<string, string>;
}

export function numberingOf(content: Pick<ReportContent, 'parts'>): Numbering {
  const parts: NumberedPart[] = [];
  const blocks = new Map<string, { kind: 'table' | 'figure'; number: number; page: string }>();
  const pages = new Map<string, string>();
  const counts = { table: 0, figure: 0 };
  const walk = (list: readonly ReportPart[], above: NumberedPart | null): void => {
    let [chapters, annexes] = [0, 0];
    for (const part of list) {
      const isAnnex = above === null && part.numbering === 'annex';
      const own =
        part.numbering === 'none'
          ? ''
          : isAnnex
            ? String.fromCharCode(64 + (annexes += 1))
            : String((chapters += 1));
      const number = own === '' || above === null || above.number === '' ? own : `${above.number}.${own}`;
      const page = above?.page ?? part.id;
      const numbered: NumberedPart = { part, depth: (above?.depth ?? 0) + 1, number, isAnnex, page };
      parts.push(numbered);
      pages.set(part.id, page);
      for (const pair of part.pairs) {
        for (const kind of ['table', 'figure'] as const) {
          const [en, zh] = [pair.en, pair.zh].map((side) => side.filter((block) => isNumbered(block, kind)));
          const most = Math.max(en?.length ?? 0, zh?.length ?? 0);
          for (let at = 0; at < most; at += 1) {
            counts[kind] += 1;
            for (const block of [en?.[at], zh?.[at]])
              if (block && 'id' in block) blocks.set(block.id, { kind, number: counts[kind], page });
          }
        }
        for (const block of [...pair.en, ...pair.zh]) if ('id' in block) pages.set(block.id, page);
      }
      walk(part.parts, numbered);
    }
  };
  walk(content.parts, null);
  return { parts, blocks, pages };
}

/** A table of the text itself has no caption, and no number. */
const isNumbered = (block: ReportBlock, kind: 'table' | 'figure'): boolean =>
  block.kind === kind && (block.kind === 'figure' || block.caption.length > 0);
