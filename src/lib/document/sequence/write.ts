/** Writes flat blocks into an empty passage: for seeds, imports, and whatever begins a document. */
import * as Y from 'yjs';
import type { ContentMark } from '#base/content.ts';
import { Appender } from './append.ts';
import { attributeNames } from './attributes.ts';
import { atomOf, inlineAtomOf, isPartOf, markerOf, tableValues } from './embed-of.ts';
import { isEmpty, type FlatBlock, type Inline, type TableBlock } from './flat.ts';
import { evenPositions } from './positions.ts';
import { openAttributes, openCaption, openCell, openNote } from './roots.ts';
import { attributeKey, lineKey } from './shapes.ts';

export interface WriteOptions {
  /** Makes ids for blocks that have none. */
  readonly newId: () => string;
  /** Returns the client under which letters with these marks are written; otherwise it is the document's. */
  readonly clientOf?: (marks: readonly ContentMark[]) => number | undefined;
}

/** Throws where the passage holds anything. */
export function writeFlat(
  doc: Y.Doc,
  text: Y.Text,
  blocks: readonly FlatBlock[],
  options: WriteOptions
): string[] {
  if (text.length > 0) throw new Error('Blocks are written into an empty passage only');
  return doc.transact((transaction) => new Writer(transaction, options).blocks(text, blocks));
}

/** Writes within a transaction. A text that is part of a block, such as a note, is emptied first. */
export class Writer {
  readonly #transaction: Y.Transaction;
  readonly #doc: Y.Doc;
  readonly #map: Y.Map<unknown>;
  readonly #options: WriteOptions;

  constructor(transaction: Y.Transaction, options: WriteOptions) {
    this.#transaction = transaction;
    this.#doc = transaction.doc;
    this.#map = openAttributes(transaction.doc);
    this.#options = options;
  }

  blocks(text: Y.Text, blocks: readonly FlatBlock[]): string[] {
    const end = new Appender(this.#transaction, text);
    return isEmpty(blocks) ? [] : blocks.map((block) => this.#block(end, block));
  }

  #block(end: Appender, block: FlatBlock): string {
    const id = block.id ?? this.#options.newId();
    if (block.kind === 'text') {
      end.embed(markerOf(id, block));
      this.inline(end, block.content);
    } else {
      end.embed(atomOf(block));
      this.parts(block);
    }
    this.attributes(block, id);
    return id;
  }

  /** Overrides values that an earlier block of the same id has left in the map. */
  attributes({ attributes }: FlatBlock, id: string): void {
    const wanted: Readonly<Record<string, unknown>> = { ...attributes };
    for (const name of attributeNames) {
      const key = attributeKey(id, name);
      if (name in wanted && this.#map.has(key) && this.#map.get(key) !== wanted[name])
        this.#map.set(key, wanted[name]);
    }
  }

  /** Writes what a block atom holds besides its embed. */
  parts(block: FlatBlock): void {
    if (block.kind === 'figure') {
      for (const name of ['alt', 'width'] as const) {
        const key = attributeKey(block.id, name);
        if (this.#map.has(key)) this.#map.set(key, block[name]);
      }
      const caption = emptied(openCaption(this.#doc, block.id));
      this.inline(new Appender(this.#transaction, caption), block.caption);
    } else if (block.kind === 'table') this.#table(block);
  }

  #table(table: TableBlock): void {
    for (const key of [...this.#map.keys()]) if (isPartOf(table.id, key)) this.#map.delete(key);
    for (const axis of ['row', 'column'] as const) {
      const lines = axis === 'row' ? table.rows : table.columns;
      const positions = evenPositions(lines.length);
      lines.forEach(({ id }, index) => this.#map.set(lineKey(table.id, axis, id), positions[index]));
    }
    for (const [key, value] of tableValues(table)) this.#map.set(key, value);
    for (const { id, cells } of table.rows)
      for (const { column, blocks } of cells)
        this.blocks(emptied(openCell(this.#doc, table.id, id, column)), blocks);
  }

  inline(end: Appender, pieces: readonly Inline[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'text') end.letters(piece.text, piece.marks, this.#options.clientOf?.(piece.marks));
      else if (piece.kind === 'break') end.lineEnd();
      else {
        const embed = inlineAtomOf(piece);
        if (embed) end.embed(embed);
        if (piece.kind === 'note')
          this.inline(new Appender(this.#transaction, emptied(openNote(this.#doc, piece.id))), piece.content);
      }
    }
    end.endMarks();
  }
}

function emptied(text: Y.Text): Y.Text {
  if (text.length > 0) text.delete(0, text.length);
  return text;
}
