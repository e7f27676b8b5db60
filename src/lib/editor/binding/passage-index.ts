/**
 * Indexes a text: its blocks in document order, from which positions of the editor and indexes of Yjs follow.
 * A caption, a cell and a note have an index of their own.
 */
import * as Y from 'yjs';
import { BlockReader, type Shape, type Start, type BlockSource } from './block-reader.ts';
import { noFormats, sameFormats } from './formats.ts';
import { idOf, lengthUntil, withHidden, type BlockRecord } from './record.ts';

/** Says which blocks were read anew: `old` stood from `at` on, `fresh` stands there now. */
export interface Reread {
  readonly at: number;
  readonly old: readonly BlockRecord[];
  readonly fresh: readonly BlockRecord[];
}

/** Names a place by the block and the position within its content; null if it is at the block's border. */
export interface Place {
  readonly at: number;
  readonly offset: number | null;
}

export class PassageIndex {
  readonly text: Y.Text;
  readonly shape: Shape;
  records: readonly BlockRecord[] = [];
  readonly #around: Omit<BlockSource, 'show'>;
  readonly #byHead = new Map<Y.Item, BlockRecord>();
  readonly #byId = new Map<string, Set<BlockRecord>>();
  readonly #shown = new Map<string, Y.Item>();
  #hides = false;

  constructor(text: Y.Text, shape: Shape, around: Omit<BlockSource, 'show'>) {
    this.text = text;
    this.shape = shape;
    this.#around = around;
    this.#replace(0, 0, this.#readAll());
  }

  get isInline(): boolean {
    return this.shape === 'caption' || this.shape === 'note';
  }

  recordOf(head: Y.Item): BlockRecord | undefined {
    return this.#byHead.get(head);
  }

  recordsById(id: string): ReadonlySet<BlockRecord> {
    return this.#byId.get(id) ?? new Set();
  }

  /** Returns where a block begins in the editor, from the passage's start. */
  positionOf(at: number): number {
    let position = 0;
    for (let i = 0; i < at; i++) position += this.records[i]?.node.nodeSize ?? 0;
    return position;
  }

  /** Returns where a block begins in Yjs. */
  startOf(at: number): number {
    let start = 0;
    for (let i = 0; i < at; i++) {
      const record = this.records[i];
      if (record) start += record.hiddenBefore + record.length;
    }
    return start + (this.records[at]?.hiddenBefore ?? 0);
  }

  /** Returns where a block's content begins in Yjs. */
  contentOf(at: number): number {
    return this.startOf(at) + (this.records[at]?.head ? 1 : 0);
  }

  /** Finds the block at a position of the editor, from the passage's start. */
  placeAt(position: number): Place {
    if (this.isInline) return { at: 0, offset: position };
    let rest = position;
    for (const [index, { node }] of this.records.entries()) {
      if (rest === 0) return { at: index, offset: null };
      if (rest < node.nodeSize) return { at: index, offset: rest - 1 };
      rest -= node.nodeSize;
    }
    return { at: this.records.length, offset: null };
  }

  /** Returns the index in Yjs at a position of the editor, from the passage's start. */
  indexAt(position: number): number {
    const { at, offset } = this.placeAt(position);
    const record = this.records[at];
    if (!record || offset === null) return this.startOf(at);
    if (!this.isInline && record.node.type.name !== 'block') return this.startOf(at);
    return this.contentOf(at) + withHidden(record, lengthUntil(record, offset));
  }

  /**
   * Reads the blocks from `first` to `last` anew, and those after them whose formats changed with them. The
   * passage is read as a whole if an embed in it is hidden by another, or if it is empty.
   */
  reread(first: number, last: number): Reread {
    const wasEmpty = this.records.length === 1 && isPlaceholder(this.records[0]);
    if (this.isInline || this.#hides || wasEmpty) return this.#rereadAll();
    let from = Math.max(0, first);
    while (from > 0 && !isStanding(this.records[from]?.head)) from -= 1;
    const record = from > 0 ? this.records[from] : undefined;
    const start: Start = record
      ? { item: record.head, formats: record.formats, after: null }
      : { item: this.text._start, formats: noFormats, after: null };
    let next = this.#nextStanding(last + 1);
    const seen = new Map<string, Y.Item>();
    const doubled = new Set<string>();
    const reader = new BlockReader(
      this.shape,
      {
        ...this.#around,
        show: (key, item) => {
          const other = seen.get(key) ?? this.#shown.get(key);
          if (seen.has(key) || (other && other !== item && !other.deleted)) doubled.add(key);
          seen.set(key, item);
          return true;
        }
      },
      start
    );
    const { records } = reader.read(start.item, (item, formats) => {
      if (item !== this.records[next]?.head) return false;
      if (sameFormats(formats, this.records[next]?.formats ?? noFormats)) return true;
      next = this.#nextStanding(next + 1);
      return false;
    });
    if (doubled.size > 0 || (records.length === 0 && from === 0 && next >= this.records.length))
      return this.#rereadAll();
    for (const [key, item] of seen) this.#shown.set(key, item);
    const old = this.records.slice(from, next);
    this.#replace(from, next, records);
    return { at: from, old, fresh: records };
  }

  #nextStanding(from: number): number {
    let next = from;
    while (next < this.records.length && !isStanding(this.records[next]?.head)) next += 1;
    return next;
  }

  #rereadAll(): Reread {
    const old = this.records;
    const fresh = this.#readAll();
    this.#replace(0, old.length, fresh);
    return { at: 0, old, fresh };
  }

  #readAll(): BlockRecord[] {
    this.#shown.clear();
    const around: BlockSource = {
      ...this.#around,
      show: (key, item) => {
        if (this.#shown.has(key)) return false;
        this.#shown.set(key, item);
        return true;
      }
    };
    const start: Start = { item: this.text._start, formats: noFormats, after: null };
    const { records, hides } = new BlockReader(this.shape, around, start).read(start.item, () => false);
    this.#hides = hides;
    if (records.length > 0) return records;
    const node = this.#around.schema.nodes['block']?.create();
    if (!node) throw new Error('The schema lacks blocks.');
    return [
      { head: null, after: null, formats: noFormats, hiddenBefore: 0, length: 0, runs: [], hidden: [], node }
    ];
  }

  #replace(from: number, to: number, fresh: readonly BlockRecord[]): void {
    for (const record of this.records.slice(from, to)) {
      if (record.head) this.#byHead.delete(record.head);
      const id = idOf(record);
      if (id === null) continue;
      const known = this.#byId.get(id);
      known?.delete(record);
      if (known?.size === 0) this.#byId.delete(id);
    }
    for (const record of fresh) {
      if (record.head) this.#byHead.set(record.head, record);
      const id = idOf(record);
      if (id === null) continue;
      const known = this.#byId.get(id);
      if (known) known.add(record);
      else this.#byId.set(id, new Set([record]));
    }
    this.records = [...this.records.slice(0, from), ...fresh, ...this.records.slice(to)];
  }
}

const isStanding = (head: Y.Item | null | undefined): boolean => (head ? !head.deleted : false);

/** Checks whether a block only stands for an empty passage. */
export const isPlaceholder = (record: BlockRecord | undefined): boolean =>
  record !== undefined && record.head === null && record.node.content.size === 0;
