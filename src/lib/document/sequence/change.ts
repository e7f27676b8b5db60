/**
 * Writes nodes of a version into a passage as an ordinary edit. Blocks that stay keep their marker, and with
 * it comments, authors and what others write in them at the same time; within a block that differs, only what
 * differs is replaced. Reading the passage afterwards returns what was written.
 */
import type * as Y from 'yjs';
import { diffLists } from '#base/diff.ts';
import type { ContentNode } from '#base/content.ts';
import { attributeNames } from './attributes.ts';
import {
  changeInline,
  changesNothing,
  insertInline,
  retain,
  type InlineChange,
  type Operation
} from './change-inline.ts';
import { changeTable } from './change-table.ts';
import { deleteParts } from './deleted-parts.ts';
import { parseEmbed } from './embeds.ts';
import { atomOf, markerOf } from './embed-of.ts';
import { isEmpty, type FlatBlock, type Inline, type TextBlock } from './flat.ts';
import { flatten } from './flatten.ts';
import { withoutLeftIds } from './left-ids.ts';
import { readCaption, sourceOf, wasShown } from './read-inline.ts';
import { readPlacedBlocks, type PlacedBlock } from './read.ts';
import { openAttributes, openCaption, openCell, openNote } from './roots.ts';
import { attributeKey, defaultAttributes } from './shapes.ts';
import { readLines } from './tables.ts';
import { walk } from './walk.ts';
import { writeFlat } from './write.ts';

/** Writes the nodes within one transaction, so that it is one undo step. `newId` makes ids that are not given. */
export function writeContent(
  doc: Y.Doc,
  text: Y.Text,
  nodes: readonly ContentNode[],
  newId: () => string
): void {
  const linesOf = readLines(openAttributes(doc));
  const columnsOf = (table: string): string[] => linesOf(table).columns.map(({ id }) => id);
  doc.transact((transaction) => {
    const blocks = withoutLeftIds(doc, flatten(nodes, { newId, columnsOf }), newId);
    deleteParts(transaction, changePassage(doc, text, blocks, newId));
  });
}

/**
 * Writes flat blocks into a passage or a cell, within a transaction of the caller's. Returns the names of the cells
 * that it took out of tables that stay.
 */
function changePassage(
  doc: Y.Doc,
  text: Y.Text,
  blocks: readonly FlatBlock[],
  newId: () => string
): readonly string[] {
  if (text.length === 0) {
    writeFlat(doc, text, blocks, { newId });
    return [];
  }
  deleteSeconds(text);
  const read = readPlacedBlocks(doc, text);
  const change = new Change(doc, newId);
  change.passage(text, read, isEmpty(blocks) ? [] : blocks);
  return change.hidden;
}

/** Writes blocks behind all that a passage holds, within a transaction of the caller's. */
export function appendBlocks(
  doc: Y.Doc,
  text: Y.Text,
  blocks: readonly FlatBlock[],
  newId: () => string
): void {
  new Change(doc, newId).append(text, blocks);
}

/** Deletes embeds that are hidden behind a first one, so that they are not shown when that one goes. */
function deleteSeconds(text: Y.Text): void {
  const shown = new Set<string>();
  const seconds = [...walk(text)].filter((walked) => {
    const embed = walked.kind === 'embed' ? parseEmbed(walked.embed) : null;
    return (
      embed && 'id' in embed && ['note', 'figure', 'table'].includes(embed.kind) && wasShown(shown, embed)
    );
  });
  for (const { at } of seconds.reverse()) text.delete(at, 1);
}

class Change {
  readonly #doc: Y.Doc;
  readonly #map: Y.Map<unknown>;
  readonly #newId: () => string;
  /** Writes what follows the text itself: attributes, captions, cells and notes. */
  readonly #later: (() => void)[] = [];
  readonly hidden: string[] = [];

  constructor(doc: Y.Doc, newId: () => string) {
    this.#doc = doc;
    this.#map = openAttributes(doc);
    this.#newId = newId;
  }

  passage(text: Y.Text, before: readonly PlacedBlock[], after: readonly FlatBlock[]): void {
    const delta: Operation[] = [];
    const runs = diffLists(
      before.map(({ block }) => identityOf(block)),
      after.map(identityOf)
    );
    for (const { edit, from, to, length } of runs) {
      for (let index = 0; index < length; index++) {
        const old = before[from + index];
        const block = after[to + index];
        if (edit === 'deleted') {
          if (old) delta.push({ delete: old.to - old.from });
        } else if (block && edit === 'inserted') this.#insert(delta, block);
        else if (old && block) this.#keep(delta, old, block, after[to + index - 1]);
      }
    }
    if (!changesNothing(delta)) text.applyDelta(delta);
    for (const write of this.#later) write();
  }

  append(text: Y.Text, blocks: readonly FlatBlock[]): void {
    const delta: Operation[] = text.length > 0 ? [retain(text.length)] : [];
    for (const block of blocks) this.#insert(delta, block);
    text.applyDelta(delta);
    for (const write of this.#later) write();
  }

  #insert(delta: Operation[], block: FlatBlock): void {
    const id = block.id ?? this.#newId();
    delta.push({ insert: block.kind === 'text' ? markerOf(id, block) : atomOf(block), attributes: {} });
    if (block.kind === 'text') this.#add(delta, insertInline(block.content));
    this.#later.push(() => {
      this.#attributes(id, valuesOf(block), null);
      this.#parts(block);
    });
  }

  #keep(
    delta: Operation[],
    { block: old, from, to }: PlacedBlock,
    block: FlatBlock,
    previous?: FlatBlock
  ): void {
    if (old.kind === 'text' && block.kind === 'text') {
      if (old.id !== null) delta.push(retain(1));
      else if (!canBeVirtual(block, previous))
        delta.push({ insert: markerOf(this.#newId(), block), attributes: {} });
      const letters = to - from - (old.id === null ? 0 : 1);
      const isSame = JSON.stringify(old.content) === JSON.stringify(block.content);
      this.#add(
        delta,
        isSame ? { delta: [retain(letters)], notes: [] } : changeInline(old.content, block.content)
      );
    } else delta.push(retain(1));
    const { id } = old;
    this.#later.push(() => {
      if (id !== null) this.#attributes(id, valuesOf(block), valuesOf(old));
      this.#parts(block);
    });
  }

  #add(delta: Operation[], change: InlineChange): void {
    delta.push(...change.delta);
    this.#later.push(() => {
      for (const { id, content } of change.notes) this.#inline(openNote(this.#doc, id), lettersIn, content);
    });
  }

  /** Writes a caption or a note. */
  #inline(text: Y.Text, read: (text: Y.Text) => Inline[], pieces: readonly Inline[]): void {
    deleteSeconds(text);
    const { delta, notes } = changeInline(read(text), pieces);
    if (!changesNothing(delta)) text.applyDelta([...delta]);
    for (const { id, content } of notes) this.#inline(openNote(this.#doc, id), lettersIn, content);
  }

  /** Sets attributes that differ from those that were read; of a new block, those that the map says otherwise. */
  #attributes(
    id: string,
    wanted: Readonly<Record<string, unknown>>,
    known: Readonly<Record<string, unknown>> | null
  ): void {
    for (const name of Object.keys(wanted)) {
      const key = attributeKey(id, name);
      const now = known ? known[name] : this.#map.get(key);
      if (now === wanted[name] || (!known && !this.#map.has(key))) continue;
      this.#map.set(key, wanted[name]);
    }
  }

  #parts(block: FlatBlock): void {
    if (block.kind === 'table')
      this.hidden.push(
        ...changeTable(this.#doc, block, (row, column, blocks, wasShown) => {
          const text = openCell(this.#doc, block.id, row, column);
          // What a cell holds that was covered until now, a colleague wrote while it was being merged.
          if (!wasShown && text.length > 0) appendBlocks(this.#doc, text, blocks, this.#newId);
          else changePassage(this.#doc, text, blocks, this.#newId);
        })
      );
    if (block.kind !== 'figure') return;
    const read = (text: Y.Text): Inline[] => readCaption(sourceOf(this.#doc), text);
    this.#inline(openCaption(this.#doc, block.id), read, block.caption);
  }
}

const valuesOf = (block: FlatBlock): Readonly<Record<string, unknown>> =>
  block.kind === 'figure'
    ? { ...block.attributes, alt: block.alt, width: block.width }
    : { ...block.attributes };

/** Checks whether a block needs no marker behind this one. */
const canBeVirtual = ({ attributes, content }: TextBlock, previous: FlatBlock | undefined): boolean =>
  content.length > 0 &&
  previous?.kind !== 'text' &&
  attributeNames.every((name) => attributes[name] === defaultAttributes[name]);

/** Names the embed that a block can keep. The picture of a figure is part of its embed. */
function identityOf(block: FlatBlock): string {
  if (block.kind === 'text') return `text ${block.id ?? ''}`;
  return block.kind === 'figure' ? `figure ${block.id} ${block.src}` : `${block.kind} ${block.id}`;
}

/** A note shows nothing but the letters. */
const lettersIn = (note: Y.Text): Inline[] =>
  [...walk(note)].map((walked) =>
    walked.kind === 'letters'
      ? { kind: 'text', text: walked.text, marks: [] }
      : { kind: 'unknown', length: walked.length }
  );
