/**
 * Reads from the log of a response who set which answer to what: from single updates, without the text that they
 * also hold. Which cell an item of an update belongs to, and which of two concurrent values counts, is read from
 * the present document, which knows every item of its cells, also of values that are overwritten.
 */
import * as Y from 'yjs';
import type { FieldValue } from '#domain/record.ts';
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
  /** Values that were removed: those of a cell whose rank is within. */
  readonly removed: readonly { readonly key: string; readonly from: number; readonly to: number }[];
}

/** Lists all items of the cells of these questions. */
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

/** Reads what updates (V1) did to these cells; updates that left them alone are omitted. */
export function cellWrites(updates: readonly Uint8Array[], items: readonly CellItems[]): CellWrites[] {
  const byClient = new Map<number, CellItems[]>();
  for (const item of items) byClient.set(item.client, [...(byClient.get(item.client) ?? []), item]);
  return updates.flatMap((update, at): CellWrites[] => {
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
          return from <= to ? [{ key, from: rank + from - clock, to: rank + to - clock }] : [];
        })
      )
    );
    return sets.length + removed.length > 0 ? [{ at, sets, removed }] : [];
  });
}

/** Says who sent an update, and when. */
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
    for (const { key, from, to } of removed) {
      const own = this.#cells.get(key);
      if (own && from <= own.rank && own.rank <= to) this.#cells.set(key, { ...own, value: null });
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
