/**
 * Holds the index of a passage and those of the captions, cells and notes in it. All are found by the names of
 * their texts.
 */
import type { Node, Schema } from '@tiptap/pm/model';
import * as Y from 'yjs';
import {
  firstValid,
  isAlt,
  isImageSource,
  isPictureWidth,
  readAttributes,
  readPlace
} from '#document/sequence/attributes.ts';
import { parseEmbed } from '#document/sequence/embeds.ts';
import { movesAfter, type Moves } from '#document/sequence/moves.ts';
import { partNames } from '#document/sequence/parts.ts';
import { openAttributes, openText, parseRoot } from '#document/sequence/roots.ts';
import { attributeKey, captionRoot, cellRoot, noteRoot } from '#document/sequence/shapes.ts';
import type { AtomEmbed, Shape, BlockSource } from './block-reader.ts';
import { PassageIndex } from './passage-index.ts';
import { tableNode } from './table-node.ts';

/** Names the passage of a place, and where its content begins in the editor. */
export interface Part {
  readonly index: PassageIndex;
  readonly start: number;
  /** The passages around it, outermost first, each with the block that holds this part. */
  readonly around: readonly {
    readonly index: PassageIndex;
    readonly at: number;
    readonly position: number;
  }[];
}

export class PassageTree {
  readonly doc: Y.Doc;
  readonly schema: Schema;
  readonly map: Y.Map<unknown>;
  readonly root: PassageIndex;
  readonly rootName: string;
  /** True while a part is read otherwise than the editor shows it. */
  isUnsettled = false;
  readonly #parts = new Map<string, PassageIndex>();
  readonly #names = new Map<Y.Text, string>();
  /** The names of the cells that the current change took out of tables that stay. */
  readonly #hidden = new Set<string>();
  /**
   * Maps the ids of the nodes that the current change deleted, which may stand again elsewhere with their words, to what
   * their markers say of moves then.
   */
  readonly freed = new Map<string, Moves | null>();

  constructor(doc: Y.Doc, schema: Schema, rootName: string) {
    this.doc = doc;
    this.schema = schema;
    this.map = openAttributes(doc);
    this.rootName = rootName;
    this.root = this.part(rootName, 'passage');
  }

  /** An index is read when it is first asked for. */
  part(name: string, shape: Shape): PassageIndex {
    const known = this.#parts.get(name);
    if (known) {
      this.#refresh(known);
      return known;
    }
    const text = openText(this.doc, name);
    const index = new PassageIndex(text, shape, this.#around(shape));
    this.#parts.set(name, index);
    this.#names.set(text, name);
    return index;
  }

  /**
   * Reads a text anew that holds a note or a caption otherwise than this is read now. While the text is not shown
   * anywhere, nothing else takes over what changes in them.
   */
  #refresh(index: PassageIndex): void {
    if (index.records.some(({ node }) => this.#isStale(node))) index.reread(0, index.records.length - 1);
  }

  #isStale(holder: Node): boolean {
    let isStale = false;
    holder.descendants((node) => {
      const id = String(node.attrs['id']);
      const name =
        node.type.name === 'note' ? noteRoot(id) : node.type.name === 'figure' ? captionRoot(id) : null;
      const record = name === null ? undefined : this.#parts.get(name)?.records[0];
      isStale ||= record !== undefined && !record.node.content.eq(node.content);
      return !isStale;
    });
    return isStale;
  }

  /** Returns the name of a text's root if the text is part of the passage. */
  nameOf(text: unknown): string | undefined {
    return this.#names.get(text as Y.Text);
  }

  findPart(name: string): PassageIndex | undefined {
    return this.#parts.get(name);
  }

  *indexes(): Generator<PassageIndex> {
    yield* this.#parts.values();
  }

  /**
   * Checks whether any text of the document has a block, an atom or a note of this id, or whether the id names parts
   * that hold words: those were left over, and are no part of a new node, unless the same change moves the node.
   */
  isTaken(id: string): boolean {
    const owners = (['table', 'figure', 'note'] as const).map((kind) => ({ kind, id }));
    if (
      !this.freed.has(id) &&
      owners.some((owner) => partNames(this.doc, owner).some((name) => openText(this.doc, name).length > 0))
    )
      return true;
    for (const type of this.doc.share.values()) {
      for (let item = type._start; item !== null; item = item.right) {
        if (item.deleted || !(item.content instanceof Y.ContentEmbed)) continue;
        const embed = parseEmbed(item.content.embed);
        if (embed && 'id' in embed && embed.id === id) return true;
      }
    }
    return false;
  }

  /** Returns what a marker says of moves that takes the place of this node's; null where it has none. */
  movesFrom(id: string, node: Node): Moves | null {
    const records = [...this.indexes()].flatMap((index) => [...index.recordsById(id)]);
    const own = records.find((record) => record.node.eq(node)) ?? records[0];
    return own?.head ? movesAfter(own.head) : null;
  }

  /** Records that the current change shows cells no more. */
  hides(cells: readonly string[]): void {
    for (const cell of cells) this.#hidden.add(cell);
  }

  /** Records that the current change shows a cell; returns whether it took the cell away before. */
  shows(cell: string): boolean {
    return this.#hidden.delete(cell);
  }

  takeHidden(): string[] {
    const hidden = [...this.#hidden];
    this.#hidden.clear();
    this.freed.clear();
    return hidden;
  }

  /** Reads parts anew that were emptied, and tables that show such a cell all the same, since its row and column stay. */
  emptied(names: readonly string[]): void {
    for (const name of names) {
      const index = this.#parts.get(name);
      index?.reread(0, index.records.length - 1);
      const root = parseRoot(name);
      for (const record of root?.kind === 'cell' ? [...this.root.recordsById(root.table)] : []) {
        const at = this.root.records.indexOf(record);
        if (at >= 0) this.root.reread(at, at);
      }
    }
  }

  /** Returns the document as the editor shows it. */
  document(): Node {
    return this.schema.node(
      'doc',
      null,
      this.root.records.map(({ node }) => node)
    );
  }

  #around(shape: Shape): Omit<BlockSource, 'show'> {
    const { schema } = this;
    return {
      schema,
      blockAttributes: (id, birth) => ({ ...readAttributes(this.map, id, birth) }),
      noteNode: (id) => schema.node('note', { id }, this.#content(noteRoot(id), 'note')),
      atomNode: (embed) => this.#atomNode(embed, shape)
    };
  }

  #content(name: string, shape: 'note' | 'caption'): Node['content'] {
    const record = this.part(name, shape).records[0];
    if (!record) throw new Error(`The text ${name} was not read.`);
    return record.node.content;
  }

  #atomNode({ kind, id, value }: AtomEmbed, shape: Shape): Node {
    const { schema, map } = this;
    const place = { ...readPlace(map, id, value) };
    if (kind === 'rule') return schema.node('rule', { id, ...place });
    if (kind === 'table' && shape === 'passage')
      return tableNode(schema, this.doc, id, place, (row, column) =>
        this.part(cellRoot(id, row, column), 'cell').records.map(({ node }) => node)
      );
    const src = firstValid(isImageSource, [value['src']], '');
    const alt = firstValid(isAlt, [map.get(attributeKey(id, 'alt')), value['alt']], '');
    const width = firstValid(isPictureWidth, [map.get(attributeKey(id, 'width')), value['width']], null);
    return schema.node(
      'figure',
      { id, src, alt, width, ...place },
      this.#content(captionRoot(id), 'caption')
    );
  }

  /** Finds the innermost passage that holds both positions of the document. */
  partAt(document: Node, from: number, to: number): Part {
    let part: Part = { index: this.root, start: 0, around: [] };
    let node = document;
    for (;;) {
      const inner = this.#partIn(part, node, from, to);
      if (!inner) return part;
      part = inner.part;
      node = inner.node;
    }
  }

  #partIn(part: Part, content: Node, from: number, to: number): { part: Part; node: Node } | null {
    const { index, start } = part;
    const { at } = index.isInline ? { at: 0 } : childAt(content, from - start);
    const block = index.isInline ? content : content.maybeChild(at);
    if (!block) return null;
    let position = start;
    if (!index.isInline) for (let i = 0; i < at; i++) position += content.child(i).nodeSize;
    const inside = index.isInline ? start : position + 1;
    const around = [...part.around, { index, at, position }];
    const enter = (name: string, shape: Shape, node: Node, begins: number) => {
      if (from < begins || to > begins + node.content.size) return null;
      const found = this.#parts.get(name);
      return found ? { part: { index: found, start: begins, around }, node, shape } : null;
    };
    const id = String(block.attrs['id']);
    if (!index.isInline && block.type.name === 'figure')
      return enter(captionRoot(id), 'caption', block, inside);
    if (!index.isInline && block.type.name === 'table') {
      let rowStart = inside;
      for (const row of block.children) {
        let cellStart = rowStart + 1;
        for (const cell of row.children) {
          const name = cellRoot(id, String(row.attrs['id']), String(cell.attrs['column']));
          const found = enter(name, 'cell', cell, cellStart + 1);
          if (found) return found;
          cellStart += cell.nodeSize;
        }
        rowStart += row.nodeSize;
      }
      return null;
    }
    let childStart = inside;
    for (const child of block.children) {
      if (child.type.name === 'note') {
        const found = enter(noteRoot(String(child.attrs['id'])), 'note', child, childStart + 1);
        if (found) return found;
      }
      childStart += child.nodeSize;
    }
    return null;
  }

  placesOf(document: Node, name: string): Part[] {
    if (name === this.rootName) return [{ index: this.root, start: 0, around: [] }];
    const starts: number[] = [];
    document.descendants((node, position) => {
      const id = String(node.attrs['id']);
      if (node.type.name === 'figure' && captionRoot(id) === name) starts.push(position + 1);
      if (node.type.name === 'note' && noteRoot(id) === name) starts.push(position + 1);
      if (node.type.name === 'table') {
        node.descendants((cell, inner, row) => {
          if (cell.type.name !== 'table_cell') return true;
          const cellName = cellRoot(id, String(row?.attrs['id']), String(cell.attrs['column']));
          if (cellName === name) starts.push(position + 1 + inner + 1);
          return false;
        });
      }
      return true;
    });
    return starts.map((start) => this.partAt(document, start, start));
  }
}

function childAt(content: Node, position: number): { at: number } {
  let rest = position;
  for (let index = 0; index < content.childCount; index++) {
    const { nodeSize } = content.child(index);
    if (rest < nodeSize) return { at: index };
    rest -= nodeSize;
  }
  return { at: content.childCount };
}
