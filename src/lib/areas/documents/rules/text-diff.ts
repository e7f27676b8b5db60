/**
 * Compares two versions of a section: blocks by their ids, then by their similarity; within a block word by
 * word, or in Chinese character by character. A change is shown in the text itself, as marks in addition to
 * those of the text: see `changeMarks`.
 */
import { diffLists, type Run } from '#base/diff.ts';
import type { Locale } from '#base/locale.ts';
import { isPause, tokensOf } from '#base/tokens.ts';
import {
  idOfNode,
  textOfNode,
  type ContentMark,
  type ContentNode,
  type SectionContent
} from '#base/content.ts';
import { canonicalText, type Json } from '#base/canonical.ts';

/** Names the marks that only a comparison adds: inserted, deleted, and unchanged text with another format. */
export const changeMarks = {
  inserted: 'change.inserted',
  deleted: 'change.deleted',
  reformatted: 'change.reformatted'
} as const;

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
const mostChangesOfBlock = 1_000;
/** Limits the pairs of blocks whose similarity is computed. */
const mostPairs = 20_000;
/** Sets the share of common words from which two blocks count as one that was rewritten. */
const likeness = 0.6;

interface Effort {
  changes: number;
}

/** Compares the sections of both versions, in the order of the newer one; removed sections come last. */
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

const idOf = (node: ContentNode, at: number): string => idOfNode(node, `block-${at}`);

/**
 * Returns for each new block the old one that it corresponds to: with the same id, or else the most similar
 * one.
 */
function pairs(before: readonly ContentNode[], after: readonly ContentNode[]): Map<number, number> {
  const partnerOf = new Map<number, number>();
  const ids = new Map(before.map((node, at) => [idOf(node, at), at]));
  const free = new Set(before.keys());
  after.forEach((node, to) => {
    const from = ids.get(idOfNode(node, ''));
    if (from === undefined || !free.delete(from)) return;
    partnerOf.set(to, from);
  });
  const alone = [...after.keys()].filter((to) => !partnerOf.has(to));
  if (alone.length * free.size > mostPairs) return partnerOf;
  const bags = new Map([...free].map((from) => [from, bagOf(before[from])]));
  const found = alone.flatMap((to) => {
    const bag = bagOf(after[to]);
    return [...free].flatMap((from) => {
      const share = before[from]?.type === after[to]?.type ? shareOf(bags.get(from), bag) : 0;
      return share >= likeness ? [{ from, to, share }] : [];
    });
  });
  for (const { from, to } of found.sort((a, b) => b.share - a.share || a.to - b.to || a.from - b.from)) {
    if (partnerOf.has(to) || !free.delete(from)) continue;
    partnerOf.set(to, from);
  }
  return partnerOf;
}

interface Bag {
  readonly counts: ReadonlyMap<string, number>;
  readonly size: number;
}

function bagOf(node: ContentNode | undefined): Bag {
  const counts = new Map<string, number>();
  let size = 0;
  for (const word of node ? tokensOf(textOfNode(node)) : []) {
    if (isPause(word)) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
    size++;
  }
  return { counts, size };
}

/** Returns the share of the words of both texts that they have in common, from 0 to 1. */
function shareOf(a: Bag | undefined, b: Bag): number {
  if (!a || a.size + b.size === 0) return 0;
  let common = 0;
  for (const [word, count] of a.counts) common += Math.min(count, b.counts.get(word) ?? 0);
  return (2 * common) / (a.size + b.size);
}

/** Returns the indices of a longest increasing subsequence, in order. */
function longestRising(values: readonly number[]): number[] {
  const tails: number[] = [];
  const previous: number[] = [];
  values.forEach((value, at) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const half = (low + high) >> 1;
      if ((values[tails[half] ?? 0] ?? 0) < value) low = half + 1;
      else high = half;
    }
    previous[at] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = at;
  });
  const result: number[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) result.push(at);
  return result.reverse();
}

interface Merged {
  readonly kind: Exclude<BlockKind, 'inserted' | 'deleted'>;
  readonly node: ContentNode;
}

/** Merges the old and the new version of one block; the type and attributes are those of the new one. */
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
  content.length > 0 &&
  type !== 'paragraph' &&
  type !== 'heading' &&
  type !== 'figure' &&
  content.every(({ text }) => text === undefined);

const hiddenAttributes = new Set(['id', 'counterpart']);

function looks(node: ContentNode): string {
  return canonicalText(visible(node));
}

function visible(node: ContentNode): Json {
  return {
    ...shapeOf(node),
    ...(node.text === undefined ? {} : { text: node.text }),
    marks: (node.marks ?? []).map(({ type, attrs = {} }) => ({ type, attrs })),
    content: (node.content ?? []).map(visible)
  };
}

const shapeOf = ({ type, attrs = {} }: ContentNode): { readonly [key: string]: Json } => ({
  type,
  attrs: Object.fromEntries(Object.entries(attrs).filter(([name]) => !hiddenAttributes.has(name)))
});

const sameShape = (a: ContentNode, b: ContentNode): boolean =>
  canonicalText(shapeOf(a)) === canonicalText(shapeOf(b));

interface Piece {
  /**
   * Holds the value that must be equal for the piece to count as unchanged; marks are compared afterwards.
   */
  readonly key: string;
  /** Holds the text; null for a piece that is no text. */
  readonly text: string | null;
  readonly node: ContentNode;
  readonly marks: string;
}

function piecesOf(nodes: readonly ContentNode[]): Piece[] {
  return nodes.flatMap((node): Piece[] => {
    const marks = marksOf(node);
    if (node.text === undefined) return [{ key: `\u0000${looks(node)}`, text: null, node, marks }];
    return tokensOf(node.text).map((text) => ({ key: text, text, node, marks }));
  });
}

function mergeInline(
  before: readonly ContentNode[],
  after: readonly ContentNode[],
  effort: Effort
): { content: ContentNode[]; isChanged: boolean } {
  const [olds, news] = [piecesOf(before), piecesOf(after)];
  const found = diffLists(
    olds.map(({ key }) => key),
    news.map(({ key }) => key),
    Math.min(mostChangesOfBlock, effort.changes)
  );
  const runs = withoutLonePauses(found, olds);
  effort.changes = Math.max(
    0,
    effort.changes - runs.reduce((sum, run) => sum + (run.edit === 'kept' ? 0 : run.length), 0)
  );
  const content: ContentNode[] = [];
  let open: { readonly node: ContentNode; readonly key: string; words: string[] } | null = null;
  const close = (): void => {
    if (open) content.push({ ...open.node, text: open.words.join('') });
    open = null;
  };
  const add = (piece: Piece, change: string | null): void => {
    const { node, text, marks } = piece;
    const key = `${change} ${marks}`;
    if (text === null || open?.key !== key) {
      close();
      const laid = change === null ? node : marked(node, change);
      if (text === null) content.push(laid);
      else open = { node: laid, key, words: [text] };
    } else open.words.push(text);
  };
  for (const { edit, from, to, length } of runs) {
    for (let at = 0; at < length; at++) {
      const [old, now] = [olds[from + at], news[to + at]];
      if (edit === 'deleted') {
        if (old) add(old, changeMarks.deleted);
      } else if (now)
        add(
          now,
          edit === 'inserted'
            ? changeMarks.inserted
            : old?.marks === now.marks
              ? null
              : changeMarks.reformatted
        );
    }
  }
  close();
  return { content, isChanged: runs.some(({ edit }) => edit !== 'kept') };
}

/**
 * Marks a single unchanged space or comma between two changes as deleted and inserted with them, since it
 * would split the sentence.
 */
function withoutLonePauses(runs: readonly Run[], olds: readonly Piece[]): Run[] {
  const edits = runs.flatMap((run, at): ('kept' | 'deleted' | 'inserted')[] => {
    const isBetween = at > 0 && at < runs.length - 1;
    const words = run.edit === 'kept' && run.length <= 2 ? olds.slice(run.from, run.from + run.length) : [];
    const isLone = isBetween && words.length > 0 && words.every(({ text }) => text !== null && isPause(text));
    return isLone
      ? words.flatMap(() => ['deleted', 'inserted'] as const)
      : Array<Run['edit']>(run.length).fill(run.edit);
  });
  const result: Run[] = [];
  let [from, to, at] = [0, 0, 0];
  while (at < edits.length) {
    const start = at;
    const isUnchanged = edits[at] === 'kept';
    while (at < edits.length && (edits[at] === 'kept') === isUnchanged) at++;
    const here = edits.slice(start, at);
    if (isUnchanged) {
      result.push({ edit: 'kept', from, to, length: here.length });
      from += here.length;
      to += here.length;
      continue;
    }
    const gone = here.filter((edit) => edit === 'deleted').length;
    const come = here.length - gone;
    if (gone > 0) result.push({ edit: 'deleted', from, to, length: gone });
    if (come > 0) result.push({ edit: 'inserted', from: from + gone, to, length: come });
    from += gone;
    to += come;
  }
  return result;
}

const marksOf = (node: ContentNode | undefined): string =>
  canonicalText((node?.marks ?? []).map(({ type, attrs = {} }) => ({ type, attrs })));

const marked = (node: ContentNode, type: string): ContentNode => ({
  ...node,
  marks: [...(node.marks ?? []), { type } satisfies ContentMark]
});

/**
 * Returns the node with the mark on everything that can be read in it; also on the node itself where it has
 * no text.
 */
function allMarked(node: ContentNode, type: string): ContentNode {
  if (node.text !== undefined) return marked(node, type);
  return {
    ...marked(node, type),
    ...(node.content === undefined ? {} : { content: node.content.map((one) => allMarked(one, type)) })
  };
}

function joined(nodes: readonly ContentNode[]): ContentNode[] {
  const result: ContentNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (last?.text !== undefined && node.text !== undefined && marksOf(last) === marksOf(node)) {
      result[result.length - 1] = { ...last, text: last.text + node.text };
    } else result.push(node);
  }
  return result;
}

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

const changeTypes: ReadonlySet<string> = new Set(Object.values(changeMarks));

/**
 * Returns one side of a merged node, with the change marks of that side: the old one without insertions, the
 * new one without deletions.
 */
export function sideOf(node: ContentNode, side: 'before' | 'after'): ContentNode | null {
  const gone = side === 'before' ? changeMarks.inserted : changeMarks.deleted;
  if (node.marks?.some(({ type }) => type === gone)) return null;
  return node.content === undefined
    ? node
    : { ...node, content: node.content.flatMap((one) => sideOf(one, side) ?? []) };
}

/** Returns the node as it would be without a comparison. */
export function withoutChangeMarks(node: ContentNode): ContentNode {
  const { marks: all, content, ...rest } = node;
  const marks = all?.filter(({ type }) => !changeTypes.has(type)) ?? [];
  return {
    ...rest,
    ...(marks.length > 0 ? { marks } : {}),
    ...(content === undefined ? {} : { content: joined(content.map(withoutChangeMarks)) })
  };
}
