/** Renders the compared blocks of a text, as one text and side by side. */
import type { BlockKind, ComparedBlock } from '#rules/documents/text-diff.ts';
import { sideOf } from '#rules/documents/change-marks.ts';
import { renderBlocks } from './html.ts';

/** Describes a block as in both versions at once, and, where it differs, as it was before and is after. */
export interface RenderedBlock {
  readonly id: string;
  readonly kind: BlockKind;
  /** Says that the block was moved: it is shown where it was, and where it is. */
  readonly moved: 'from' | 'to' | null;
  /** Says that it was moved down; the other of the two can be in another part. */
  readonly isLower: boolean;
  readonly html: string;
  readonly before: string | null;
  readonly after: string | null;
}

const notesBlock = {
  id: 'notes',
  kind: 'same',
  moved: null,
  isLower: false,
  before: null,
  after: null
} as const;

interface RenderedComparison {
  /** Lists the characters of each block, in all ways in which it is shown. */
  readonly lengths: readonly number[];
  readonly show: (from: number, to: number) => readonly RenderedBlock[];
}

export function renderComparedBlocks(
  blocks: readonly ComparedBlock[],
  prefix: string,
  isChangesOnly: boolean
): RenderedComparison {
  const inline = renderBlocks(
    blocks.map(({ node }) => node),
    { prefix }
  );
  const sides = {
    before: renderSide(blocks, 'before', `${prefix}-before`),
    after: renderSide(blocks, 'after', `${prefix}-after`)
  };
  const left = new Map(
    blocks.flatMap(({ id, moved }, index) => (moved === 'from' ? [[id, index] as const] : []))
  );
  const reached = new Map(
    blocks.flatMap(({ id, moved }, index) => (moved === 'to' ? [[id, index] as const] : []))
  );
  const rendered = blocks.map(({ id, kind, moved }, index): RenderedBlock => {
    const isPlain = kind === 'same' && moved === null;
    return {
      id,
      kind,
      moved,
      isLower: moved !== null && (left.get(id) ?? -1) < (reached.get(id) ?? -1),
      html: inline.blocks[index] ?? '',
      before: isPlain || moved === 'to' ? null : (sides.before[index] ?? null),
      after: isPlain || moved === 'from' ? null : (sides.after[index] ?? null)
    };
  });
  const isShown = ({ kind, moved }: RenderedBlock): boolean =>
    !isChangesOnly || kind !== 'same' || moved !== null;
  return {
    lengths: rendered.map((block, index) =>
      isShown(block) ? inline.lengthOf(index) + (block.before?.length ?? 0) + (block.after?.length ?? 0) : 0
    ),
    show: (from, to) => {
      const html = isChangesOnly ? '' : inline.notesOf(from, to);
      const shown = rendered.slice(from, to).filter(isShown);
      return html === '' ? shown : [...shown, { ...notesBlock, html }];
    }
  };
}

function renderSide(
  blocks: readonly ComparedBlock[],
  side: 'before' | 'after',
  prefix: string
): (string | null)[] {
  const nodes = blocks.map(({ node, before, after, moved }) => {
    const own = side === 'before' ? before : after;
    if (!own) return null;
    if (moved === 'from') return own;
    const marked = sideOf({ ...node, marks: [] }, side);
    // Uses the block's own type at that time: a paragraph may be a heading now.
    return marked && { ...marked, type: own.type, ...(own.attrs ? { attrs: own.attrs } : {}) };
  });
  const present = nodes.filter((node) => node !== null);
  const rendered = renderBlocks(present, { prefix }).blocks;
  let at = 0;
  return nodes.map((node) => (node ? (rendered[at++] ?? '') : null));
}
