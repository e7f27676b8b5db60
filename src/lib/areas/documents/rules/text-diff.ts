/**
 * Compares two versions of a section: blocks by their ids, then by their similarity; within a block word by
 * word, or in Chinese character by character. A change is shown in the text itself, as marks in addition to
 * those of the text: see `changeMarks`.
 */
import { holdsWords } from '#base/blocks/blocks.ts';
import type { Locale } from '#base/locale.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { changeMarks, allMarked } from './change-marks.ts';
import { looks, sameShape } from './visible-node.ts';
import { idOf, pairs, longestRising } from './block-pairs.ts';
import { mergeInline, type Effort } from './inline-diff.ts';

export type BlockKind = 'same' | 'changed' | 'reformatted' | 'inserted' | 'deleted';

export interface ComparedBlock {
  readonly id: string;
  readonly kind: BlockKind;
  /**
   * Says that the block was moved: `to` is its present position, `from` its earlier one, where it is shown as
   * deleted.
   */
  readonly moved: 'from' | 'to' | null;
  /** Holds the old and the new block merged, with change marks. */
  readonly node: ContentNode;
  readonly before: ContentNode | null;
  readonly after: ContentNode | null;
}

export interface ComparedSection {
  readonly id: string;
  readonly en: readonly ComparedBlock[];
  readonly zh: readonly ComparedBlock[];
}

export const isChange = ({ kind, moved }: Pick<ComparedBlock, 'kind' | 'moved'>): boolean =>
  kind !== 'same' || moved !== null;

/**
 * Limits the differing positions of one comparison, over all its blocks; beyond it blocks are deleted and
 * inserted as a whole.
 */
const mostChanges = 10_000;

/** In the order of the newer version; removed sections come last. */
export function compareSections(
  before: readonly SectionContent[],
  after: readonly SectionContent[]
): ComparedSection[] {
  const effort: Effort = { changes: mostChanges };
  const olds = new Map(before.map((section) => [section.id, section]));
  const known = new Set(after.map(({ id }) => id));
  return [
    ...after,
    ...before.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, en: [], zh: [] }))
  ].map((section) => {
    const blocks = (language: Locale) =>
      compareBlocks(olds.get(section.id)?.[language] ?? [], section[language], effort);
    return { id: section.id, en: blocks('en'), zh: blocks('zh') };
  });
}

export function compareBlocks(
  before: readonly ContentNode[],
  after: readonly ContentNode[],
  effort: Effort = { changes: mostChanges }
): ComparedBlock[] {
  const partnerOf = pairs(before, after);
  const paired = after.flatMap((_, to) => (partnerOf.has(to) ? [{ from: partnerOf.get(to) ?? 0, to }] : []));
  const staying = new Set(longestRising(paired.map(({ from }) => from)).map((at) => paired[at]?.to));
  const isTaken = new Set(partnerOf.values());
  const movedAway = new Set(paired.filter(({ to }) => !staying.has(to)).map(({ from }) => from));
  const blocks: ComparedBlock[] = [];
  let next = 0;
  const leaveOlds = (until: number): void => {
    for (; next < until; next++) {
      const node = before[next];
      if (!node) continue;
      if (!isTaken.has(next))
        blocks.push({
          id: idOf(node, next),
          kind: 'deleted',
          moved: null,
          node: allMarked(node, changeMarks.deleted),
          before: node,
          after: null
        });
      else if (movedAway.has(next))
        blocks.push({
          id: idOf(node, next),
          kind: 'same',
          moved: 'from',
          node: allMarked(node, changeMarks.deleted),
          before: node,
          after: null
        });
    }
  };
  after.forEach((node, to) => {
    const from = partnerOf.get(to);
    const old = from === undefined ? undefined : before[from];
    if (from === undefined || !old) {
      blocks.push({
        id: idOf(node, to),
        kind: 'inserted',
        moved: null,
        node: allMarked(node, changeMarks.inserted),
        before: null,
        after: node
      });
      return;
    }
    if (staying.has(to)) {
      leaveOlds(from);
      next = from + 1;
    }
    const merged = mergeNodes(old, node, effort);
    blocks.push({
      id: idOf(node, to),
      kind: merged.kind,
      moved: staying.has(to) ? null : 'to',
      node: merged.node,
      before: old,
      after: node
    });
  });
  leaveOlds(before.length);
  return blocks;
}

interface Merged {
  readonly kind: Exclude<BlockKind, 'inserted' | 'deleted'>;
  readonly node: ContentNode;
}

/** The type and attributes are those of the new block. */
function mergeNodes(before: ContentNode, after: ContentNode, effort: Effort): Merged {
  if (looks(before) === looks(after)) return { kind: 'same', node: after };
  const shape = sameShape(before, after) ? 'same' : 'reformatted';
  if (holdsBlocks(before) && holdsBlocks(after) && before.type === after.type) {
    const inner = compareBlocks(before.content ?? [], after.content ?? [], effort);
    const isChanged = inner.some(
      ({ kind, moved }) => kind === 'changed' || kind === 'inserted' || kind === 'deleted' || moved !== null
    );
    const kind = isChanged
      ? 'changed'
      : shape === 'reformatted' || inner.some((one) => one.kind === 'reformatted')
        ? 'reformatted'
        : 'same';
    return {
      kind,
      node: {
        ...after,
        content: inner.map((one) =>
          one.moved === 'to' ? allMarked(one.after ?? one.node, changeMarks.inserted) : one.node
        )
      }
    };
  }
  if (holdsBlocks(before) || holdsBlocks(after)) {
    const content = [
      ...(before.content ?? []).map((one) => allMarked(one, changeMarks.deleted)),
      ...(after.content ?? []).map((one) => allMarked(one, changeMarks.inserted))
    ];
    return {
      kind: 'changed',
      node: {
        ...after,
        content: holdsBlocks(after) ? content.filter((one) => one.text === undefined) : content
      }
    };
  }
  const { content, isChanged } = mergeInline(before.content ?? [], after.content ?? [], effort);
  return { kind: isChanged ? 'changed' : 'reformatted', node: { ...after, content } };
}

const holdsBlocks = ({ type, content = [] }: ContentNode): boolean =>
  content.length > 0 && !holdsWords(type) && content.every(({ text }) => text === undefined);

/** Returns the old blocks with the selected changes applied. */
export function withChosen(
  blocks: readonly ComparedBlock[],
  isChosen: (block: ComparedBlock) => boolean
): ContentNode[] {
  return blocks.flatMap((block) => {
    const { kind, moved, before, after } = block;
    const chosen = isChange(block) && isChosen(block);
    if (moved === 'from') return chosen || !before ? [] : [before];
    if (moved === 'to' || kind === 'inserted') return chosen && after ? [after] : [];
    return (chosen || kind === 'same' ? after : before) ?? [];
  });
}
