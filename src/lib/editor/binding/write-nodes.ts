/** Writes markers, atoms and their attributes: what stands for a node of the editor in Yjs. */
import type { Node } from '@tiptap/pm/model';
import type { Moves } from '#document/sequence/moves.ts';
import { embedOfChip, isChipType } from '#base/chips/chips.ts';
import { sourceOf } from '#document/sequence/read-inline.ts';
import { readTable } from '#document/sequence/read-table.ts';
import {
  attributeKey,
  captionRoot,
  cellAttributeKey,
  cellRoot,
  defaultAttributes,
  lineAttributeKey,
  lineKey,
  noteRoot
} from '#document/sequence/shapes.ts';
import { readLines } from '#document/sequence/tables.ts';
import type { Shape } from './block-reader.ts';
import { newWrittenId, takeUnused } from './ids.ts';
import { newPositions } from './line-positions.ts';
import type { PassageTree } from './passage-tree.ts';
import { writeRange } from './write-range.ts';

const placeNames = ['indent', 'quote', 'apart', 'counterpart'] as const;

/** Returns the attributes of a new block that differ from the defaults. */
export function birthOf(node: Node): Record<string, unknown> {
  const names = node.type.name === 'block' ? Object.keys(defaultAttributes) : placeNames;
  return Object.fromEntries(
    names.flatMap((name) =>
      node.attrs[name] === (defaultAttributes as unknown as Record<string, unknown>)[name]
        ? []
        : [[name, node.attrs[name] as unknown]]
    )
  );
}

export class NodeWriter {
  readonly #tree: PassageTree;
  readonly #freed = new Set<string>();
  readonly #used = new Set<string>();
  /** The ids whose attributes were written. */
  readonly written = new Set<string>();

  constructor(tree: PassageTree) {
    this.#tree = tree;
  }

  /** Records that a node is being deleted, so that its id may be used again in the same change. */
  free(node: Node): void {
    const id: unknown = node.attrs['id'];
    if (typeof id !== 'string') return;
    this.#freed.add(id);
    this.#tree.freed.set(id, this.#tree.movesFrom(id, node));
  }

  markerOf(node: Node): object {
    const id = this.#claim(node);
    return { block: id, ...birthOf(node), ...this.#movesOf(id) };
  }

  /** Returns what the marker of a node says of moves, where this change took the node away elsewhere. */
  #movesOf(id: string): { readonly moves?: Moves } {
    const moves = this.#tree.freed.get(id);
    return moves ? { moves } : {};
  }

  /** Null for one that cannot be written. Its passages are written as well. */
  embedOf(node: Node): object | null {
    const { attrs } = node;
    if (isChipType(node.type.name)) return embedOfChip(node.type.name, attrs);
    switch (node.type.name) {
      case 'block':
        return this.markerOf(node);
      case 'rule': {
        const id = this.#claim(node);
        return { rule: id, ...birthOf(node), ...this.#movesOf(id) };
      }
      case 'note': {
        const id = this.#claim(node);
        this.#writePart(noteRoot(id), 'note', node);
        return { note: id };
      }
      case 'figure': {
        const id = this.#claim(node);
        this.#writePart(captionRoot(id), 'caption', node);
        return {
          figure: id,
          src: attrs['src'] as string,
          alt: attrs['alt'] as string,
          ...(attrs['width'] === null ? {} : { width: attrs['width'] as number }),
          ...birthOf(node)
        };
      }
      case 'table': {
        const id = this.#claim(node);
        this.#writeTable(id, null, node);
        return { table: id, ...birthOf(node) };
      }
      default:
        return null;
    }
  }

  /** Writes the attributes in which two nodes of one block differ. */
  writeAttributes(id: string, old: Node, fresh: Node): void {
    for (const [name, value] of Object.entries(fresh.attrs)) {
      if (name === 'id' || name === 'columns' || name === 'src' || old.attrs[name] === value) continue;
      this.#tree.map.set(attributeKey(id, name), value);
      this.written.add(id);
    }
  }

  /** Writes in what two nodes of one block atom differ. */
  writeAtom(old: Node, fresh: Node): void {
    const id = String(old.attrs['id']);
    this.writeAttributes(id, old, fresh);
    if (old.type.name === 'figure') this.#writePart(captionRoot(id), 'caption', fresh);
    if (old.type.name === 'table') this.#writeTable(id, old, fresh);
  }

  #claim(node: Node): string {
    const wanted = node.attrs['id'] as string | null;
    const isTaken = (id: string): boolean =>
      this.#used.has(id) || (!takeUnused(id) && !this.#freed.has(id) && this.#tree.isTaken(id));
    const id = wanted === null || isTaken(wanted) ? newWrittenId() : wanted;
    this.#used.add(id);
    return id;
  }

  /**
   * Writes the content of a caption, note or cell: only what it lacks or has too much. With `isAdded` nothing is too
   * much: a cell that is shown again may hold what a colleague wrote in it meanwhile.
   */
  #writePart(name: string, shape: Shape, fresh: Node, isAdded = false): void {
    const index = this.#tree.part(name, shape);
    const old = index.isInline
      ? (index.records[0]?.node as Node)
      : this.#tree.schema.node(
          'table_cell',
          null,
          index.records.map(({ node }) => node)
        );
    if (old.content.eq(fresh.content)) return;
    const keeps = isAdded && index.text.length > 0;
    if (keeps && fresh.textContent === '') return;
    const to = keeps ? 0 : old.content.size;
    const range = { from: 0, to, freshFrom: 0, freshTo: fresh.content.size };
    writeRange(this, index, old, fresh, range);
    index.reread(0, index.records.length - 1);
  }

  #writeTable(id: string, old: Node | null, fresh: Node): void {
    const { map } = this.#tree;
    const rowsOf = (table: Node | null): Node[] => (table ? [...table.children] : []);
    const columnsOf = (table: Node | null) =>
      (table?.attrs['columns'] ?? []) as { id: string; width: number | null }[];
    const columns = columnsOf(fresh).map((column) => column.id);
    const stood = old ? cellsOf(id, old) : [];
    const taken = new Set(cellsOf(id, fresh).filter((cell) => this.#tree.shows(cell)));
    this.#tree.hides(stood);
    for (const cell of cellsOf(id, fresh)) this.#tree.shows(cell);
    if (old) this.#freeCovered(id, old, fresh);
    this.#writeLines(
      id,
      'row',
      rowsOf(old).map((row) => String(row.attrs['id'])),
      rowsOf(fresh).map((row) => String(row.attrs['id']))
    );
    this.#writeLines(
      id,
      'column',
      columnsOf(old).map((column) => column.id),
      columns
    );
    for (const { id: column, width } of columnsOf(fresh)) {
      const was = columnsOf(old).find((one) => one.id === column)?.width ?? null;
      if (width !== was) map.set(lineAttributeKey(id, 'column', column, 'width'), width);
    }
    for (const row of rowsOf(fresh)) {
      const oldRow = rowsOf(old).find((one) => one.attrs['id'] === row.attrs['id']);
      for (const cell of row.children) {
        const oldCell =
          oldRow && [...oldRow.children].find((one) => one.attrs['column'] === cell.attrs['column']);
        const [rowId, columnId] = [String(row.attrs['id']), String(cell.attrs['column'])];
        for (const name of ['colspan', 'rowspan', 'align', 'header'] as const) {
          const key = cellAttributeKey(id, rowId, columnId, name);
          const was: unknown = oldCell
            ? oldCell.attrs[name]
            : (map.get(key) ?? cell.type.spec.attrs?.[name]?.default);
          if (cell.attrs[name] !== was) map.set(key, cell.attrs[name]);
        }
        const name = cellRoot(id, rowId, columnId);
        const isAdded = old !== null && !oldCell && !taken.has(name);
        if (!oldCell || !oldCell.eq(cell)) this.#writePart(name, 'cell', cell, isAdded);
      }
    }
    this.#settleSpans(id, fresh);
  }

  /** Frees the blocks of cells that are covered now by a merged one, which holds them under their ids. */
  #freeCovered(id: string, old: Node, fresh: Node): void {
    const cells = cellNodesOf(id, fresh);
    const held = new Set(
      [...cells.values()].flatMap(({ children }) => children.map(({ attrs }) => attrs['id'] as unknown))
    );
    for (const [name, cell] of cellNodesOf(id, old))
      if (!cells.has(name))
        for (const block of cell.children) if (held.has(block.attrs['id'])) this.free(block);
  }

  /**
   * Writes the spans of all cells where the table would be read with others. Where two merged cells that overlap, a
   * span is shown shorter than it is; without this it would cover more once the other cell is split.
   */
  #settleSpans(id: string, fresh: Node): void {
    const { map, doc } = this.#tree;
    const { rows } = readTable(sourceOf(doc), id, readLines(map)(id), () => []);
    const isShown = [...fresh.children].every((row, index) => {
      const cells = rows[index]?.cells ?? [];
      return (
        cells.length === row.childCount &&
        cells.every(
          ({ column, colspan, rowspan }, n) =>
            row.child(n).attrs['column'] === column &&
            row.child(n).attrs['colspan'] === colspan &&
            row.child(n).attrs['rowspan'] === rowspan
        )
      );
    });
    if (isShown) return;
    for (const row of fresh.children)
      for (const cell of row.children)
        for (const name of ['colspan', 'rowspan'] as const) {
          const key = cellAttributeKey(id, String(row.attrs['id']), String(cell.attrs['column']), name);
          if ((map.get(key) ?? 1) !== cell.attrs[name]) map.set(key, cell.attrs[name]);
        }
  }

  #writeLines(table: string, axis: 'row' | 'column', old: readonly string[], fresh: readonly string[]): void {
    const { map } = this.#tree;
    for (const line of old) if (!fresh.includes(line)) map.delete(lineKey(table, axis, line));
    const known = fresh.map((line) =>
      old.includes(line) ? (map.get(lineKey(table, axis, line)) as string) : null
    );
    for (const [index, position] of newPositions(known).entries()) {
      const line = fresh[index] as string;
      if (position !== known[index]) map.set(lineKey(table, axis, line), position);
    }
  }
}

/** Returns the cells that the node of a table shows, by the names of their texts. */
const cellNodesOf = (id: string, table: Node): Map<string, Node> =>
  new Map(
    [...table.children].flatMap((row) =>
      [...row.children].map((cell) => [
        cellRoot(id, String(row.attrs['id']), String(cell.attrs['column'])),
        cell
      ])
    )
  );
const cellsOf = (id: string, table: Node): string[] => [...cellNodesOf(id, table).keys()];
