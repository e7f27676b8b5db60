/** Writes a step of the editor into Yjs, within the innermost passage that holds all of it. */
import type { Mark, Node } from '@tiptap/pm/model';
import { AddMarkStep, AttrStep, RemoveMarkStep, type Step } from '@tiptap/pm/transform';
import { valueOf } from './formats.ts';
import type { PassageIndex } from './passage-index.ts';
import type { Part, PassageTree } from './passage-tree.ts';
import { NodeWriter } from './write-nodes.ts';
import { writeRange, writeRanges, type ChangedRange } from './write-range.ts';

/** Writes the step that turned `before` into `after`, and reads what it touched anew. */
export function writeStep(tree: PassageTree, before: Node, step: Step, after: Node): void {
  if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) {
    for (const part of writeMark(tree, before, step.from, step.to, step.mark, step instanceof AddMarkStep))
      adopt(tree, after, part);
    return;
  }
  const ranges = rangesOf(step);
  if (ranges.length === 0) return;
  const from = Math.min(...ranges.map((range) => range.from));
  const to = Math.max(...ranges.map((range) => range.to));
  const part = tree.partAt(before, from, to);
  const { index, start } = part;
  const old = contentAt(before, part);
  const fresh = contentAt(after, part);
  const writer = new NodeWriter(tree);
  const [first, last] = [index.placeAt(from - start), index.placeAt(to - start)];
  writeRanges(
    writer,
    index,
    old,
    fresh,
    ranges.map((range) => ({
      from: range.from - start,
      to: range.to - start,
      freshFrom: range.freshFrom - start,
      freshTo: range.freshTo - start
    }))
  );
  index.reread(first.offset === null ? first.at - 1 : first.at, last.offset === null ? last.at - 1 : last.at);
  adopt(tree, after, part);
  rereadTwins(tree, after, index, writer.written);
}

/** Writes the difference between the passage as it is read and a document. */
export function writeDocument(tree: PassageTree, document: Node): void {
  const old = tree.document();
  const range = { from: 0, to: old.content.size, freshFrom: 0, freshTo: document.content.size };
  const writer = new NodeWriter(tree);
  writeRange(writer, tree.root, old, document, range);
  tree.root.reread(0, tree.root.records.length - 1);
  adopt(tree, document);
}

/** Checks whether a passage is read as a node of the editor shows it. */
function isReadAs({ isInline, records }: PassageIndex, shown: Node): boolean {
  if (isInline) return records[0]?.node.content.eq(shown.content) ?? false;
  return (
    records.length === shown.childCount && records.every(({ node }, index) => node.eq(shown.child(index)))
  );
}

/**
 * Reads all blocks of an id anew whose attributes were written. Two can share them: two people can restore the
 * same block at once.
 */
function rereadTwins(tree: PassageTree, document: Node, own: PassageIndex, ids: ReadonlySet<string>): void {
  for (const id of ids)
    for (const index of tree.indexes()) {
      const twins = [...index.recordsById(id)];
      if (twins.length === 0 || (index === own && twins.length === 1)) continue;
      for (const twin of twins) {
        const at = index.records.indexOf(twin);
        if (at >= 0) index.reread(at, at);
      }
      for (const part of tree.placesOf(document, tree.nameOf(index.text) ?? '')) adopt(tree, document, part);
    }
}

function rangesOf(step: Step): ChangedRange[] {
  if (step instanceof AttrStep) {
    const [from, to] = [step.pos, step.pos + 1];
    return [{ from, to, freshFrom: from, freshTo: to }];
  }
  const ranges: ChangedRange[] = [];
  step.getMap().forEach((from, to, freshFrom, freshTo) => ranges.push({ from, to, freshFrom, freshTo }));
  return ranges;
}

const contentAt = (document: Node, { start }: Part): Node => document.resolve(start).parent;

/** Returns the passages in which the mark was written, one for each block. */
function writeMark(
  tree: PassageTree,
  before: Node,
  from: number,
  to: number,
  mark: Mark,
  isAdded: boolean
): readonly Part[] {
  const touched: [Part, number][] = [];
  before.nodesBetween(from, to, (block, position) => {
    if (!block.inlineContent || block.type.name === 'note') return true;
    const start = position + 1;
    const part = tree.partAt(before, start, start + block.content.size);
    const { index } = part;
    let at = start;
    for (const child of block.children) {
      const [begins, ends] = [Math.max(from, at), Math.min(to, at + child.nodeSize)];
      at += child.nodeSize;
      if (begins >= ends || mark.isInSet(child.marks) === isAdded) continue;
      const [first, last] = [index.indexAt(begins - part.start), index.indexAt(ends - part.start)];
      index.text.format(first, last - first, { [mark.type.name]: isAdded ? valueOf(mark) : null });
    }
    touched.push([part, index.placeAt(start - part.start).at]);
    return false;
  });
  for (const [{ index }, at] of touched.toReversed()) index.reread(at, at);
  return touched.map(([part]) => part);
}

/**
 * Takes over the nodes of the editor for the blocks that are read as they are shown, so that later comparisons
 * find the same node. The blocks around a part are as the editor shows them, unless the part is read otherwise.
 */
export function adopt(tree: PassageTree, document: Node, part?: Part): void {
  if (part && part.around.length > 0)
    tree.isUnsettled ||= !isReadAs(part.index, document.resolve(part.start).parent);
  for (const { index, position, at } of part?.around.toReversed() ?? []) {
    const record = index.records[at];
    if (!record) continue;
    if (tree.isUnsettled) {
      index.reread(at, at);
      continue;
    }
    const node = index.isInline
      ? record.node.copy(document.resolve(position).parent.content)
      : document.nodeAt(position);
    if (node) record.node = node;
  }
  const { records } = tree.root;
  if (records.length !== document.childCount) return;
  records.forEach((record, index) => {
    const node = document.child(index);
    if (record.node !== node && record.node.eq(node)) record.node = node;
  });
}
