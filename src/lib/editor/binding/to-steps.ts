/** Turns changes of blocks into steps of the editor at exact places. */
import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import { compareBlocks, type Hunk, type Piece } from './edit-script.ts';
import { sizeUntil, type BlockRecord } from './record.ts';

/**
 * Replaces the content of a caption or note. It is held as a block, whose beginning would stand before
 * `position`.
 */
export function addInlineSteps(
  transaction: Transaction,
  position: number,
  old: readonly BlockRecord[],
  fresh: readonly BlockRecord[]
): void {
  const hunks = compareBlocks(old, fresh) ?? [];
  const positions = positionsOf(position - 1, old);
  for (const hunk of hunks.toReversed()) addHunk(transaction, positions, hunk);
  const found = transaction.doc.resolve(position).parent.content;
  const wanted = fresh[0]?.node.content ?? Fragment.empty;
  matchMarks(transaction, position, found, wanted);
  if (!transaction.doc.resolve(position).parent.content.eq(wanted))
    matchContent(transaction, position, found, wanted);
}

/** Replaces the old blocks, which begin at `position`, by the fresh ones. */
export function addSteps(
  transaction: Transaction,
  position: number,
  old: readonly BlockRecord[],
  fresh: readonly BlockRecord[]
): void {
  const hunks = compareBlocks(old, fresh);
  if (!hunks) {
    replaceBlocks(transaction, position, old, fresh);
    return;
  }
  const positions = positionsOf(position, old);
  for (const hunk of hunks.toReversed()) addHunk(transaction, positions, hunk);
  let at = position;
  for (const { node } of fresh) {
    matchNode(transaction, at, node);
    at += node.nodeSize;
  }
}

function replaceBlocks(
  transaction: Transaction,
  position: number,
  old: readonly BlockRecord[],
  fresh: readonly BlockRecord[]
): void {
  const end = position + old.reduce((size, { node }) => size + node.nodeSize, 0);
  const content = Fragment.fromArray(fresh.map(({ node }) => node));
  transaction.step(new ReplaceStep(position, end, new Slice(content, 0, 0)));
}

function positionsOf(position: number, records: readonly BlockRecord[]): number[] {
  const positions = [position];
  for (const { node } of records) positions.push((positions.at(-1) ?? 0) + node.nodeSize);
  return positions;
}

const isText = ({ record }: Piece): boolean => record.node.type.name === 'block';
const begins = (piece: Piece | undefined | null): boolean => piece?.kind === 'head';

function addHunk(transaction: Transaction, positions: readonly number[], hunk: Hunk): void {
  const { left, right, deleted, inserted } = hunk;
  const startOf = (at: number): number => positions[at] ?? 0;
  const isRightInside = right?.kind === 'letters';
  const endsBlock = (first: Piece | undefined): boolean => (first ? begins(first) : !isRightInside);
  let from: number;
  let isFromInside = false;
  if (!left) from = startOf(0);
  else if (!isText(left)) from = startOf(left.at + 1);
  else {
    from = startOf(left.at) + 1 + (left.kind === 'head' ? 0 : sizeUntil(left.record, left.to));
    isFromInside = !(endsBlock(deleted[0]) && endsBlock(inserted[0]));
    if (!isFromInside) from += 1;
  }
  let to: number;
  if (right) to = startOf(right.at) + (isRightInside ? 1 + sizeUntil(right.record, right.from) : 0);
  else to = positions.at(-1) ?? 0;
  const last = deleted.at(-1);
  const isFlat = isFromInside && !inserted.some(begins);
  if (isFlat && !isRightInside && (!last || isText(last))) to -= 1;
  if (isFlat && (isRightInside || !last || isText(last))) {
    transaction.step(new ReplaceStep(from, to, new Slice(lettersOf(inserted), 0, 0)));
    return;
  }
  const blocks = blocksOf(inserted, isFromInside ? left : null);
  const openStart = isFromInside ? 1 : 0;
  const openEnd = isRightInside ? 1 : 0;
  transaction.step(new ReplaceStep(from, to, new Slice(Fragment.fromArray(blocks), openStart, openEnd)));
}

function contentOf(piece: Piece): Fragment {
  if (piece.kind === 'head') return Fragment.empty;
  const { record, from, to } = piece;
  return record.node.content.cut(sizeUntil(record, from), sizeUntil(record, to));
}

const lettersOf = (pieces: readonly Piece[]): Fragment =>
  pieces.reduce((content, piece) => content.append(contentOf(piece)), Fragment.empty);

function blocksOf(pieces: readonly Piece[], left: Piece | null): Node[] {
  const blocks: Node[] = left ? [left.record.node.copy(Fragment.empty)] : [];
  for (const piece of pieces) {
    const last = blocks.at(-1);
    if (piece.kind === 'head')
      blocks.push(isText(piece) ? piece.record.node.copy(Fragment.empty) : piece.record.node);
    else if (last) blocks[blocks.length - 1] = last.copy(last.content.append(contentOf(piece)));
  }
  return blocks;
}

/** Gives the node at a position the attributes and marks of another whose letters are the same. */
export function matchNode(transaction: Transaction, position: number, wanted: Node): void {
  const found = transaction.doc.nodeAt(position);
  if (found && found.eq(wanted)) return;
  if (found && found.type === wanted.type) {
    for (const [name, value] of Object.entries(wanted.attrs))
      if (JSON.stringify(found.attrs[name]) !== JSON.stringify(value))
        transaction.setNodeAttribute(position, name, value);
    if (wanted.isTextblock) matchMarks(transaction, position + 1, found.content, wanted.content);
    if (transaction.doc.nodeAt(position)?.eq(wanted)) return;
    matchContent(transaction, position + 1, found.content, wanted.content);
    if (transaction.doc.nodeAt(position)?.eq(wanted)) return;
  }
  const end = position + (found?.nodeSize ?? 0);
  transaction.step(new ReplaceStep(position, end, new Slice(Fragment.from(wanted), 0, 0)));
}

function matchMarks(transaction: Transaction, start: number, found: Fragment, wanted: Fragment): void {
  if (found.size !== wanted.size) return;
  let [i, j, at] = [0, 0, 0];
  let [endOfFound, endOfWanted] = [0, 0];
  while (i < found.childCount && j < wanted.childCount) {
    const one = found.child(i);
    const other = wanted.child(j);
    const end = Math.min(endOfFound + one.nodeSize, endOfWanted + other.nodeSize);
    for (const mark of one.marks)
      if (!mark.isInSet(other.marks)) transaction.removeMark(start + at, start + end, mark);
    for (const mark of other.marks)
      if (!mark.isInSet(one.marks)) transaction.addMark(start + at, start + end, mark);
    if (end === endOfFound + one.nodeSize) {
      endOfFound = end;
      i += 1;
    }
    if (end === endOfWanted + other.nodeSize) {
      endOfWanted = end;
      j += 1;
    }
    at = end;
  }
}

/** Replaces the children that differ. */
function matchContent(transaction: Transaction, start: number, found: Fragment, wanted: Fragment): void {
  let first = 0;
  const most = Math.min(found.childCount, wanted.childCount);
  while (first < most && found.child(first).eq(wanted.child(first))) first += 1;
  let last = 0;
  while (
    last < most - first &&
    found.child(found.childCount - 1 - last).eq(wanted.child(wanted.childCount - 1 - last))
  )
    last += 1;
  const sizeOf = (content: Fragment, from: number, to: number): number => {
    let size = 0;
    for (let i = from; i < to; i++) size += content.child(i).nodeSize;
    return size;
  };
  const from = start + sizeOf(found, 0, first);
  const to = from + sizeOf(found, first, found.childCount - last);
  const middle: Node[] = [];
  for (let i = first; i < wanted.childCount - last; i++) middle.push(wanted.child(i));
  transaction.step(new ReplaceStep(from, to, new Slice(Fragment.fromArray(middle), 0, 0)));
}
