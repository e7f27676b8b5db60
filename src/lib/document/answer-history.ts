/**
 * Reads from the log of a response who set which answer to what: from single updates, without the text that they
 * also hold. Which cell an item of an update belongs to, and which of two concurrent values counts, is read from
 * the present document, which knows every item of its cells, also of values that are overwritten.
 */
import * as Y from 'yjs';
import type { FieldValue } from '#rules/framework/record.ts';
import { parseCell } from './answer-cells.ts';
import { changedAnswers, type ChangedAnswer } from './answer-changes.ts';
import { answersIn } from './answers.ts';

/** Holds a run of items of one cell; of two values of a cell, the one of the higher rank counts. */
export interface CellItems {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  readonly key: string;
  readonly rank: number;
}

/** Holds what one update did to cells. */
export interface CellWrites {
  /** The place of the update among those that were read. */
  readonly at: number;
  readonly sets: readonly { readonly key: string; readonly rank: number; readonly value: FieldValue }[];
  /** Lists cells of which values were removed, with the highest rank of these: a cell is empty without it. */
  readonly removed: readonly { readonly key: string; readonly rank: number }[];
}

export function cellItems(doc: Y.Doc, questions: ReadonlySet<string>): CellItems[] {
  const found: CellItems[] = [];
  for (const [key, newest] of answersIn(doc)._map) {
    if (!questions.has(parseCell(key)?.question ?? '')) continue;
    const chain: Y.Item[] = [];
    for (let item: Y.Item | null = newest; item !== null; item = item.left) chain.unshift(item);
    let rank = 0;
    for (const { id, length } of chain) {
      found.push({ ...{ client: id.client, clock: id.clock }, length, key, rank });
      rank += length;
    }
  }
  return found;
}

/**
 * Joins the items of a response's generations, the oldest first. A generation that began as a renumbered copy has
 * items of its own: their ranks follow those of the generations before.
 */
export function joinItems(generations: readonly (readonly CellItems[])[]): CellItems[] {
  const lines = new Map<string, { readonly items: readonly CellItems[]; readonly base: number }[]>();
  for (const items of generations) {
    const cells = new Map<string, CellItems[]>();
    for (const item of items) cells.set(item.key, [...(cells.get(item.key) ?? []), item]);
    for (const [key, own] of cells) {
      const known = lines.get(key) ?? [];
      const newest = known.at(-1);
      if (newest && continues(own, newest.items)) known.splice(-1, 1, { items: own, base: newest.base });
      else known.push({ items: own, base: newest ? newest.base + ranksIn(newest.items) : 0 });
      lines.set(key, known);
    }
  }
  return [...lines.values()].flatMap((known) =>
    known.flatMap(({ items, base }) => items.map((item) => ({ ...item, rank: item.rank + base })))
  );
}

/** Says whether the items of a cell are those of an earlier generation, and perhaps more. */
const continues = (items: readonly CellItems[], [first]: readonly CellItems[]): boolean =>
  first !== undefined &&
  items.some(
    ({ client, clock, length }) =>
      client === first.client && clock <= first.clock && first.clock < clock + length
  );

const ranksIn = (items: readonly CellItems[]): number => items.reduce((sum, { length }) => sum + length, 0);

/** Reads what updates (V1) did to these cells; updates that left them alone are omitted. */
export function cellWrites(updates: readonly Uint8Array[], items: readonly CellItems[]): CellWrites[] {
  const byClient = new Map<number, CellItems[]>();
  for (const item of items) byClient.set(item.client, [...(byClient.get(item.client) ?? []), item]);
  return updates.flatMap((update, index): CellWrites[] => {
    const { structs, ds } = Y.decodeUpdate(update);
    const sets = structs.flatMap((struct) => {
      if (!(struct instanceof Y.Item) || struct.deleted || !(struct.content instanceof Y.ContentAny))
        return [];
      const { client, clock } = struct.id;
      return (struct.content.arr as FieldValue[]).flatMap((value, offset) => {
        const own = byClient
          .get(client)
          ?.find((one) => one.clock <= clock + offset && clock + offset < one.clock + one.length);
        return own ? [{ key: own.key, rank: own.rank + clock + offset - own.clock, value }] : [];
      });
    });
    const removed = [...ds.clients].flatMap(([client, deletions]) =>
      (byClient.get(client) ?? []).flatMap(({ clock, length, key, rank }) =>
        deletions.flatMap(({ clock: first, len }) => {
          const [from, to] = [Math.max(clock, first), Math.min(clock + length, first + len) - 1];
          return from <= to ? [{ key, rank: rank + to - clock }] : [];
        })
      )
    );
    return sets.length + removed.length > 0 ? [{ at: index, sets, removed }] : [];
  });
}

export interface WrittenBy {
  readonly userId: string;
  readonly at: string;
}

export interface AnswerChange extends WrittenBy {
  readonly change: ChangedAnswer;
}

/** Follows answers through the writes of a log, in its order, and lists each change, the newest first. */
export class AnswerHistory {
  readonly #cells = new Map<string, { readonly rank: number; readonly value: FieldValue | null }>();
  readonly #changes: AnswerChange[] = [];

  /** `by` is null for what the response began with, which is no change. */
  add({ sets, removed }: Pick<CellWrites, 'sets' | 'removed'>, by: WrittenBy | null): void {
    const before = this.#now();
    for (const { key, rank, value } of sets)
      if (rank > (this.#cells.get(key)?.rank ?? -1)) this.#cells.set(key, { rank, value });
    for (const { key, rank } of removed) {
      const own = this.#cells.get(key);
      // The beginning of a renumbered copy may not be stored any more: then the known value ranks lower.
      if (own && own.rank <= rank) this.#cells.set(key, { ...own, value: null });
    }
    if (by)
      for (const change of changedAnswers(before, this.#now())) this.#changes.unshift({ ...by, change });
  }

  get changes(): readonly AnswerChange[] {
    return this.#changes;
  }

  #now(): Record<string, FieldValue> {
    return Object.fromEntries(
      [...this.#cells].flatMap(([key, { value }]) => (value === null ? [] : [[key, value] as const]))
    );
  }
}
