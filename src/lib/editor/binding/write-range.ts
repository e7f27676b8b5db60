/** Writes what changed within a range of a passage's content into Yjs, and nothing else. */
import type { Node } from '@tiptap/pm/model';
import { withStructureId } from '#document/writer-ids.ts';
import { alignTokens, type Pair } from './align.ts';
import { deleteDirectly, insertDirectly, type Piece } from './direct-edit.ts';
import { formatsOf, noFormats, type Formats } from './formats.ts';
import { isPlaceholder, type PassageIndex } from './passage-index.ts';
import { idOf } from './record.ts';
import type { NodeWriter } from './write-nodes.ts';
import { endOf, readTokens, type Token } from './tokens.ts';

/** Describes a range of positions of a passage's content before and after a change. */
export interface ChangedRange {
  readonly from: number;
  readonly to: number;
  readonly freshFrom: number;
  readonly freshTo: number;
}

/** Writes the ranges that one step changed, in their order. Those that overlap once they are widened are one. */
export function writeRanges(
  writer: NodeWriter,
  index: PassageIndex,
  old: Node,
  fresh: Node,
  ranges: readonly ChangedRange[]
): void {
  const joined: ChangedRange[] = [];
  for (const range of ranges.map((one) => withAtoms(index, old, fresh, one))) {
    const last = joined.at(-1);
    if (!last || (range.from >= last.to && range.freshFrom >= last.freshTo)) joined.push(range);
    else
      joined[joined.length - 1] = {
        from: Math.min(last.from, range.from),
        to: Math.max(last.to, range.to),
        freshFrom: Math.min(last.freshFrom, range.freshFrom),
        freshTo: Math.max(last.freshTo, range.freshTo)
      };
  }
  for (const range of joined.toReversed()) writeRange(writer, index, old, fresh, range);
}

export function writeRange(
  writer: NodeWriter,
  index: PassageIndex,
  old: Node,
  fresh: Node,
  range: ChangedRange
): void {
  const { from, to, freshFrom, freshTo } = withVirtual(index, old, withAtoms(index, old, fresh, range));
  const before = readTokens(old, index.isInline, from, to);
  const after = readTokens(fresh, index.isInline, freshFrom, freshTo);
  const pairs = withMarker(index, alignTokens(before, after));
  for (const pair of pairs)
    if (pair.kind === 'replaced')
      for (const token of pair.old) if (token.kind !== 'letter') writer.free(token.node);
  for (let at = pairs.length - 1; at >= 0; at--) {
    const pair = pairs[at] as Pair;
    if (pair.kind === 'kept') writeKept(writer, index, fresh, pair.old, pair.fresh);
    else writeReplaced(writer, index, pair, insertionAt(index, pairs[at - 1], pair, from));
  }
}

/**
 * Widens a range that begins or ends within a block atom to whole blocks: words may go from a block of text into a
 * caption or back.
 */
function withAtoms(index: PassageIndex, old: Node, fresh: Node, range: ChangedRange): ChangedRange {
  const { from, to, freshFrom, freshTo } = range;
  if (index.isInline) return range;
  const isInAtom = [
    blockAt(old, from),
    blockAt(old, to),
    blockAt(fresh, freshFrom),
    blockAt(fresh, freshTo)
  ].some((block) => block.isInside && !block.isText);
  if (!isInAtom) return range;
  return {
    from: blockAt(old, from).start,
    to: blockAt(old, to).end,
    freshFrom: blockAt(fresh, freshFrom).start,
    freshTo: blockAt(fresh, freshTo).end
  };
}

/** At a border between blocks, both ends are that border. */
function blockAt(
  content: Node,
  position: number
): { readonly start: number; readonly end: number; readonly isInside: boolean; readonly isText: boolean } {
  const { node, offset } = content.childAfter(position);
  const isInside = node !== null && offset < position;
  if (!isInside) return { start: position, end: position, isInside, isText: false };
  return { start: offset, end: offset + node.nodeSize, isInside, isText: node.type.name === 'block' };
}

/** Widens a range by the beginning of a virtual block at its start or end, because a change may give it a marker. */
function withVirtual(index: PassageIndex, old: Node, range: ChangedRange): ChangedRange {
  if (index.isInline) return range;
  let { from, to, freshFrom, freshTo } = range;
  const isVirtual = (at: number): boolean => {
    const node = old.maybeChild(at);
    return node?.type.name === 'block' && node.attrs['id'] === null;
  };
  const end = index.placeAt(to);
  if (end.offset === null && isVirtual(end.at)) {
    to += 1;
    freshTo += 1;
  }
  const start = index.placeAt(from);
  if (start.offset !== null && isVirtual(start.at)) {
    from -= start.offset + 1;
    freshFrom -= start.offset + 1;
  }
  return { from, to, freshFrom, freshTo };
}

/**
 * Begins the words of an empty passage with a marker: by its id the block is paired with one of the other
 * language, and found by comments.
 */
function withMarker({ shape, records }: PassageIndex, pairs: Pair[]): Pair[] {
  const [first, second, ...rest] = pairs;
  const isFirst = shape === 'passage' && records.length === 1 && isPlaceholder(records[0]);
  if (!isFirst || first?.kind !== 'kept' || second?.kind !== 'replaced') return pairs;
  return [{ ...second, fresh: [first.fresh, ...second.fresh] }, ...rest];
}

/** Returns the position of the editor at which a pair's deletion and insertion take place. */
function insertionAt(
  index: PassageIndex,
  before: Pair | undefined,
  { old: [first] }: Extract<Pair, { kind: 'replaced' }>,
  from: number
): number {
  if (first) return first.position;
  if (before?.kind !== 'kept') return from;
  const { old: last } = before;
  return last.kind === 'atom' ? index.positionOf(last.at + 1) : endOf(last);
}

function writeKept(writer: NodeWriter, index: PassageIndex, content: Node, old: Token, fresh: Token): void {
  if (old.kind === 'open' && fresh.kind === 'open') {
    const record = index.records[old.at];
    // An earlier step of the same transaction may have given it a marker.
    const id = (old.node.attrs['id'] as string | null) ?? (record?.head ? idOf(record) : null);
    if (id !== null) writer.writeAttributes(id, old.node, fresh.node);
    else if (needsMarker(content, fresh.at) || !old.node.hasMarkup(fresh.node.type, fresh.node.attrs))
      insertAt(index, index.startOf(old.at), [
        {
          content: writer.markerOf(fresh.node),
          formats: formatsBefore(index, old.position),
          isBlock: true,
          isStructure: true
        }
      ]);
  } else if (old.kind === 'atom' && fresh.kind === 'atom' && !old.node.eq(fresh.node)) {
    writer.writeAtom(old.node, fresh.node);
  }
}

/** A block without a marker cannot follow a block of text, and is not shown if it is empty. */
function needsMarker(content: Node, at: number): boolean {
  const node = content.child(at);
  if (at > 0 && content.child(at - 1).type.name === 'block') return true;
  return node.content.size === 0 && content.childCount > 1;
}

function writeReplaced(
  writer: NodeWriter,
  index: PassageIndex,
  { old, fresh }: Extract<Pair, { kind: 'replaced' }>,
  position: number
): void {
  const { text } = index;
  const last = old.at(-1);
  const formats = formatsBefore(index, position);
  const start = index.indexAt(position);
  if (last) {
    const end =
      last.kind === 'open'
        ? index.contentOf(last.at)
        : last.kind === 'atom'
          ? index.startOf(last.at) + 1
          : index.indexAt(endOf(last));
    if (end > start && !deleteDirectly(index, position, end - start)) text.delete(start, end - start);
  }
  const pieces = piecesOf(writer, index, fresh, formats);
  const inserted = insertDirectly(index, position, pieces);
  const rest = pieces.slice(inserted);
  if (rest.length === 0) return;
  const at = pieces.slice(0, inserted).reduce((sum, piece) => sum + lengthOf(piece), start);
  insertAt(index, at, rest);
}

const lengthOf = ({ content }: Piece): number => (typeof content === 'string' ? content.length : 1);

/** Inserting each piece by an index would search its place from the start; a delta does so once. */
function insertAt({ text }: PassageIndex, at: number, pieces: readonly Piece[]): void {
  const insert = (): void =>
    text.applyDelta([
      ...(at > 0 ? [{ retain: at }] : []),
      ...pieces.map(({ content, formats }) => ({ insert: content, attributes: { ...formats } }))
    ]);
  if (pieces[0]?.isStructure && text.doc) withStructureId(text.doc, insert);
  else insert();
}

/**
 * Returns what to insert for tokens: letters of equal marks together, everything else as an embed. With the
 * beginning of a block all of it is structure, letters included, so that it is one run of one client id.
 */
function piecesOf(
  writer: NodeWriter,
  { shape }: PassageIndex,
  tokens: readonly Token[],
  inherited: Formats
): Piece[] {
  const pieces: Piece[] = [];
  let formats = inherited;
  let letters = '';
  let marks: unknown;
  const isStructure = tokens.some(({ kind }) => kind === 'open' || kind === 'atom');
  const flush = (): void => {
    // An unpaired surrogate cannot be encoded.
    if (letters !== '') {
      const content = letters.replace(/\p{Surrogate}/gu, '\ufffd');
      pieces.push({ content, formats, isBlock: false, isStructure });
    }
    letters = '';
  };
  for (const token of tokens) {
    if (token.kind === 'letter') {
      if (letters === '' || token.marks !== marks) {
        flush();
        formats = shape === 'note' ? noFormats : formatsOf(token.marks);
        marks = token.marks;
      }
      letters += token.text;
      continue;
    }
    flush();
    const isChip = token.kind === 'chip';
    const content = writer.embedOf(token.node);
    if (content)
      pieces.push({
        content,
        formats: isChip ? formatsOf(token.node.marks) : formats,
        isBlock: !isChip,
        isStructure
      });
  }
  flush();
  return pieces;
}

/** Returns the formats at a place, so that what is inserted there with them needs no formats of its own. */
function formatsBefore(index: PassageIndex, position: number): Formats {
  const { at, offset } = index.placeAt(position);
  const record = index.records[at];
  if (record && offset !== null && offset > 0) {
    const before = record.node.content.size >= offset ? record.node.childBefore(offset).node : null;
    return before ? formatsOf(before.marks) : record.formats;
  }
  if (offset === 0) return record?.formats ?? noFormats;
  const previous = index.records[at - 1];
  const last = previous?.node.type.name === 'block' ? previous.node.lastChild : null;
  return last ? formatsOf(last.marks) : (previous?.formats ?? noFormats);
}
