/**
 * Stores documents in this browser for one person: updates, what the server is known to hold, and what is not
 * yet saved. Each person has a separate database, so that no one is shown another's data. Client ids are not
 * stored: each document gets a new one.
 */
import * as Y from 'yjs';
import { newDoc } from '#document/new-doc.ts';
import { moveWords } from './move-words.ts';
import type { Unsaved } from './unsaved.ts';
import type { UpdateRow, RoomRow, UnsentRow, CopyOfRoom, Entry, StoredRoom } from './copy-rows.ts';

const prefix = 'meridian-';
const version = 1;

/** The number of stored updates that are merged into one. */
const crowd = 60;
/** Limits the client ids that are remembered of a room. */
const mostWriters = 100;

const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser refused'));
  });

const doneOf = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('The browser refused'));
  });

/**
 * Merges updates by applying them one after the other, as the server's readers do: Y.mergeUpdates may produce
 * another text from updates that were made maliciously.
 */
function asOne(updates: readonly Uint8Array[]): Uint8Array {
  const doc = newDoc();
  for (const update of updates) Y.applyUpdate(doc, update);
  const whole = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return whole;
}

/** Returns the state vector of everything that either of two names. */
function newestOf(one: Uint8Array, other: Uint8Array): Uint8Array {
  const clocks = Y.decodeStateVector(one);
  for (const [client, clock] of Y.decodeStateVector(other))
    clocks.set(client, Math.max(clock, clocks.get(client) ?? 0));
  return Y.encodeStateVector(clocks);
}

/** Sums up the unsaved changes of all rows, with the oldest time; null where nothing is unsent. */
function sumOf(rows: readonly Unsaved[]): Unsaved | null {
  if (rows.length === 0) return null;
  return {
    since: Math.min(...rows.map(({ since }) => since)),
    changes: rows.reduce((sum, { changes }) => sum + changes, 0)
  };
}

export class Copies {
  readonly #db: IDBDatabase;
  #isGone = false;

  /** Rejects where the browser stores nothing, as in some private windows. */
  static async open(personId: string, factory: IDBFactory = indexedDB): Promise<Copies> {
    const request = factory.open(prefix + personId, version);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore('updates', { autoIncrement: true }).createIndex('room', 'room');
      db.createObjectStore('rooms', { keyPath: 'room' });
      db.createObjectStore('unsent', { keyPath: ['room', 'tab'] }).createIndex('room', 'room');
    };
    return new Copies(await resultOf(request));
  }

  private constructor(db: IDBDatabase) {
    this.#db = db;
    // Another tab signs out: the stored data is deleted, and nothing more is stored.
    db.onversionchange = () => this.close();
    db.onclose = () => (this.#isGone = true);
  }

  /** True if nothing can be stored any more: the data was cleared at a sign-out, or by the browser. */
  get isGone(): boolean {
    return this.#isGone;
  }

  close(): void {
    this.#isGone = true;
    this.#db.close();
  }

  /** What the tabs of `except` have not sent is not counted. */
  async read(room: string, except: ReadonlySet<string> = new Set()): Promise<CopyOfRoom | null> {
    const transaction = this.#db.transaction(['updates', 'rooms', 'unsent']);
    const [row, updates, unsent] = await Promise.all([
      resultOf(transaction.objectStore('rooms').get(room) as IDBRequest<RoomRow | undefined>),
      resultOf(transaction.objectStore('updates').index('room').getAll(room) as IDBRequest<UpdateRow[]>),
      resultOf(transaction.objectStore('unsent').index('room').getAll(room) as IDBRequest<UnsentRow[]>)
    ]);
    if (!row || updates.length === 0) return null;
    const left = unsent.filter((one) => !except.has(one.tab));
    return {
      update: asOne(updates.map(({ bytes }) => bytes)),
      known: row.known,
      isWhole: row.isWhole,
      title: row.title ?? null,
      unsaved: sumOf(left),
      tabs: left.map((one) => one.tab),
      writers: row.writers ?? []
    };
  }

  /** Rejects when the disk is full. */
  async write({
    room,
    tab,
    updates: fresh,
    known,
    unsaved,
    at,
    isWhole,
    title,
    writers,
    takenOver
  }: Entry): Promise<void> {
    const transaction = this.#db.transaction(['updates', 'rooms', 'unsent'], 'readwrite');
    const done = doneOf(transaction);
    const updates = transaction.objectStore('updates');
    const unsent = transaction.objectStore('unsent');
    for (const bytes of fresh) updates.put({ room, bytes } satisfies UpdateRow);
    const rooms = transaction.objectStore('rooms');
    const before = rooms.get(room) as IDBRequest<RoomRow | undefined>;
    // Another tab may know more, of updates that it has stored here.
    before.onsuccess = () =>
      rooms.put({
        room,
        known: before.result ? newestOf(before.result.known, known) : known,
        at,
        isWhole,
        title,
        writers: [...new Set([...(before.result?.writers ?? []), ...writers])].slice(-mostWriters)
      } satisfies RoomRow);
    for (const other of takenOver) unsent.delete([room, other]);
    if (unsaved) unsent.put({ room, tab, ...unsaved } satisfies UnsentRow);
    else unsent.delete([room, tab]);
    const count = updates.index('room').count(room);
    count.onsuccess = () => {
      if (count.result > crowd) this.#replace(updates, room, (whole) => whole);
    };
    await done;
  }

  /** What was unsent stays unsent. */
  async rename(room: string, ids: ReadonlyMap<number, number>): Promise<void> {
    const transaction = this.#db.transaction(['updates', 'rooms'], 'readwrite');
    const done = doneOf(transaction);
    this.#replace(transaction.objectStore('updates'), room, (whole) => moveWords(whole, ids));
    const rooms = transaction.objectStore('rooms');
    const found = rooms.get(room) as IDBRequest<RoomRow | undefined>;
    found.onsuccess = () => {
      const row = found.result;
      if (row?.writers) rooms.put({ ...row, writers: row.writers.map((id) => ids.get(id) ?? id) });
    };
    await done;
  }

  /** Deletes what the server holds: where nothing is unsent, everything. */
  async keepOnlyUnsent(room: string): Promise<void> {
    const transaction = this.#db.transaction(['updates', 'rooms', 'unsent'], 'readwrite');
    const done = doneOf(transaction);
    const unsent = transaction.objectStore('unsent').index('room').count(room);
    unsent.onsuccess = () => {
      if (unsent.result === 0) return this.#forgetIn(transaction, room);
      const rooms = transaction.objectStore('rooms');
      const found = rooms.get(room) as IDBRequest<RoomRow | undefined>;
      found.onsuccess = () => {
        const row = found.result;
        if (!row) return;
        rooms.put({ ...row, isWhole: false });
        this.#replace(transaction.objectStore('updates'), room, (whole) => Y.diffUpdate(whole, row.known));
      };
    };
    await done;
  }

  async forget(room: string): Promise<void> {
    const transaction = this.#db.transaction(['updates', 'rooms', 'unsent'], 'readwrite');
    const done = doneOf(transaction);
    this.#forgetIn(transaction, room);
    await done;
  }

  async rooms(): Promise<StoredRoom[]> {
    const transaction = this.#db.transaction(['rooms', 'unsent']);
    const [rooms, unsent] = await Promise.all([
      resultOf(transaction.objectStore('rooms').getAll() as IDBRequest<RoomRow[]>),
      resultOf(transaction.objectStore('unsent').getAll() as IDBRequest<UnsentRow[]>)
    ]);
    return rooms.map(({ room, at, title = null }) => ({
      room,
      at,
      title,
      unsaved: sumOf(unsent.filter((row) => row.room === room))
    }));
  }

  #replace(updates: IDBObjectStore, room: string, change: (whole: Uint8Array) => Uint8Array): void {
    const found = updates.index('room').getAll(room) as IDBRequest<UpdateRow[]>;
    found.onsuccess = () => {
      const bytes = change(asOne(found.result.map((row) => row.bytes)));
      this.#deleteAll(updates, room);
      updates.put({ room, bytes } satisfies UpdateRow);
    };
  }

  #forgetIn(transaction: IDBTransaction, room: string): void {
    transaction.objectStore('rooms').delete(room);
    this.#deleteAll(transaction.objectStore('updates'), room);
    this.#deleteAll(transaction.objectStore('unsent'), room);
  }

  // Writes that are queued after this in the same transaction are not deleted by it, since requests are
  // served in order.
  #deleteAll(store: IDBObjectStore, room: string): void {
    const keys = store.index('room').getAllKeys(room);
    keys.onsuccess = () => keys.result.forEach((key) => store.delete(key));
  }
}

/** The person's open tabs store nothing from then on. */
export async function deleteCopiesOf(personId: string, factory: IDBFactory = indexedDB): Promise<void> {
  const request = factory.deleteDatabase(prefix + personId);
  await new Promise<void>((resolve, reject) => {
    request.onsuccess = () => resolve();
    // A tab that does not close its database gets the event again when it wakes; the browser deletes after
    // that.
    request.onblocked = () => resolve();
    request.onerror = () => reject(request.error ?? new Error('The browser refused'));
  });
}

/** Lists the ids of the people for whom this browser stores anything. */
export async function peopleWithCopies(factory: IDBFactory = indexedDB): Promise<string[]> {
  const found = await factory.databases();
  return found.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}
