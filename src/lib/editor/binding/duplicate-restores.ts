/**
 * Finds words that stand twice because two people deleted them and both undid: each undo restores a copy, and Yjs
 * cannot know that they are one. Of the two people, the one with the larger client id is shown it, so that never both
 * remove their copy.
 */
import * as Y from 'yjs';
import { writerIdsOf } from '#document/writer-ids.ts';

/** Names a copy that this person's undo restored, next to one of another client: words, or an embed in JSON. */
export interface RestoredCopy {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  readonly content: string;
  readonly other: number;
}

/** Fewer letters stand twice by chance. */
const fewest = 3;
/** Limits how many restored runs are remembered. */
const mostRuns = 2_000;

interface Run {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

export class DuplicateRestores {
  readonly #doc: Y.Doc;
  readonly #manager: Y.UndoManager;
  readonly #onChange: (copies: readonly RestoredCopy[]) => void;
  #runs: Run[] = [];
  #copies: readonly RestoredCopy[] = [];

  constructor(doc: Y.Doc, manager: Y.UndoManager, onChange: (copies: readonly RestoredCopy[]) => void) {
    this.#doc = doc;
    this.#manager = manager;
    this.#onChange = onChange;
    doc.on('afterTransaction', this.#listen);
  }

  close(): void {
    this.#doc.off('afterTransaction', this.#listen);
  }

  /** Deletes the own copies that are still whole, within a transaction of the caller's. */
  removeCopies(): void {
    for (const { client, clock, length } of this.#copies) {
      const item = this.#itemAt(client, clock);
      const parent = item?.parent;
      if (!item || !(parent instanceof Y.Text)) continue;
      let index = clock - item.id.clock;
      for (let before = item.left; before; before = before.left)
        if (!before.deleted && before.countable) index += before.length;
      parent.delete(index, length);
    }
  }

  readonly #listen = (transaction: Y.Transaction): void => {
    const isOwn = transaction.origin === this.#manager;
    if (isOwn) this.#remember(transaction);
    // Nothing was restored here: what others write costs nothing.
    if (this.#runs.length === 0) return;
    if (!isOwn && transaction.deleteSet.clients.size === 0 && !hasWords(transaction)) return;
    const found = this.#find();
    // Markers and chips alone are no words; with words they are part of the copy.
    const areWords = found.some(({ length }) => length >= fewest);
    const copies = areWords ? found : [];
    if (JSON.stringify(copies) === JSON.stringify(this.#copies)) return;
    this.#copies = copies;
    this.#onChange(copies);
  };

  #remember(transaction: Y.Transaction): void {
    for (const client of writerIdsOf(this.#doc))
      for (const { id, length } of copiedIn(transaction, client))
        this.#runs.push({ client, clock: id.clock, length });
    this.#runs.splice(0, this.#runs.length - mostRuns);
  }

  #find(): RestoredCopy[] {
    const copies: RestoredCopy[] = [];
    this.#runs = this.#runs.filter(({ client, clock, length }) => {
      const item = this.#itemAt(client, clock);
      const own = item && contentOf(item);
      const end = item ? item.id.clock + item.length : 0;
      // Part of it was deleted, or a colleague wrote within it.
      if (!item || own === null || end < clock + length) return false;
      const isEmbed = item.content instanceof Y.ContentEmbed;
      const content = isEmbed ? own : own.slice(clock - item.id.clock).slice(0, length);
      const left = clock === item.id.clock ? neighbour(item, 'left') : null;
      const right = clock + length === end ? neighbour(item, 'right') : null;
      const isTwin = (other: Neighbour | null, isCopy: (content: string) => boolean): boolean =>
        other !== null && (isEmbed ? other.content === content : isCopy(other.content));
      const twin = isTwin(left, (other) => other.endsWith(content))
        ? left
        : isTwin(right, (other) => other.startsWith(content))
          ? right
          : null;
      if (twin && twin.client < client) copies.push({ client, clock, length, content, other: twin.client });
      return true;
    });
    return copies;
  }

  /** Null if the letter is deleted. */
  #itemAt(client: number, clock: number): Y.Item | null {
    const structs = this.#doc.store.clients.get(client) ?? [];
    if (clock >= Y.getState(this.#doc.store, client)) return null;
    const item = structs[Y.findIndexSS(structs, clock)];
    return item instanceof Y.Item && !item.deleted ? item : null;
  }
}

interface Neighbour {
  readonly content: string;
  readonly client: number;
}

/** Returns words, or an embed in JSON; null for what is neither. */
const contentOf = ({ content }: Y.Item): string | null =>
  content instanceof Y.ContentString
    ? content.str
    : content instanceof Y.ContentEmbed
      ? JSON.stringify(content.embed)
      : null;

/** Returns what another client has directly next to an item. */
function neighbour(item: Y.Item, side: 'left' | 'right'): Neighbour | null {
  let other = item[side];
  while (other && (other.deleted || !other.countable)) other = other[side];
  const content = other && other.id.client !== item.id.client ? contentOf(other) : null;
  return other && content !== null ? { content, client: other.id.client } : null;
}

const hasWords = (transaction: Y.Transaction): boolean =>
  [...transaction.afterState.keys()].some((client) =>
    [...copiedIn(transaction, client)].some(({ length }) => length >= fewest)
  );

/** Lists the words and embeds that a transaction inserted under a client id. */
function* copiedIn({ doc, beforeState, afterState }: Y.Transaction, client: number): Generator<Y.Item> {
  const from = beforeState.get(client) ?? 0;
  const structs = doc.store.clients.get(client);
  if (!structs || from >= (afterState.get(client) ?? 0)) return;
  for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
    const item = structs[at];
    if (item instanceof Y.Item && item.id.clock >= from && !item.deleted && contentOf(item) !== null)
      yield item;
  }
}
