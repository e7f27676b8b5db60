/** Numbers the parts, tables and figures of a composed report, and says where each is read on the public pages. */
import type { ReportBlock, ReportContent, ReportPart, ReportText } from '#rules/report/report-content.ts';

export interface NumberedPart {
  readonly part: ReportPart;
  readonly depth: number;
  /** Holds the number as it is printed, without a word: `3.2`, `A`, `A.1`; empty where it has none. */
  readonly number: string;
  /** Says whether the part is an annex at the top. */
  readonly isAnnex: boolean;
  /** Names the page that shows the part: its own, or that of a part above it. */
  readonly page: string;
  /** Null at the top. */
  readonly pageAbove: string | null;
}

export interface Numbering {
  /** In the order in which they are read. */
  readonly parts: readonly NumberedPart[];
  /** By the id of its block. */
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
  const walk = (
    list: readonly ReportPart[],
    above: (NumberedPart & { readonly isDivided: boolean }) | null
  ): void => {
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
      const page = above === null || above.isDivided ? part.id : above.page;
      // What has a page of its own is divided again where that is too long.
      const isDivided = page === part.id && bytesOf(part) > longestPage;
      const numbered = {
        ...{ part, depth: (above?.depth ?? 0) + 1, number, isAnnex, page, isDivided },
        pageAbove: above?.page ?? null
      };
      parts.push(numbered);
      pages.set(part.id, page);
      for (const pair of part.pairs) {
        for (const kind of ['table', 'figure'] as const) {
          const [en, zh] = [pair.en, pair.zh].map((side) => side.filter((block) => isNumbered(block, kind)));
          const most = Math.max(en?.length ?? 0, zh?.length ?? 0);
          for (let index = 0; index < most; index += 1) {
            counts[kind] += 1;
            for (const block of [en?.[index], zh?.[index]])
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

/**
 * Limits a page, in bytes of its text in both languages: what is longer is divided, so that a page with its marks and
 * the frame of the site stays below 150 KB and is shown at once.
 */
const longestPage = 80_000;

/** Estimates the bytes of a part with all below it, in both languages and without figures. */
const bytesOf = ({ pairs, parts }: ReportPart): number =>
  parts.reduce((sum, part) => sum + bytesOf(part), 0) +
  pairs.reduce(
    (sum, { en, zh }) => sum + [...en, ...zh].reduce((all, block) => all + bytesOfBlock(block), 0),
    0
  );

/** Counts the bytes that the marks of a block or cell need, about. */
const ofMarks = 90;

function bytesOfBlock(block: ReportBlock): number {
  if (block.kind === 'table')
    return block.rows.flat().reduce((sum, { text }) => sum + ofMarks + bytesOfText(text), 0);
  return ofMarks + ('text' in block ? bytesOfText(block.text) : 0);
}

const bytesOfText = (text: ReportText): number =>
  text.reduce((sum, inline) => {
    if (inline.kind === 'text')
      return sum + new TextEncoder().encode(inline.text).length + 20 * inline.marks.length;
    return sum + ofMarks + (inline.kind === 'note' ? bytesOfText(inline.text) : 0);
  }, 0);
