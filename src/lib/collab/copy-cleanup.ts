/**
 * Deletes the copies of documents in this browser when they are due: at a sign-out, when another person uses
 * the browser, when a text has moved on, and with time. What is not saved stays for the person who wrote it,
 * except at their own sign-out.
 */
import { parseRoom, roomName } from '#document/rooms.ts';
import { Copies, deleteCopiesOf, peopleWithCopies } from './copies.ts';
import type { StoredRoom } from './copy-rows.ts';

const days = 24 * 3600 * 1000;
const retention = 30 * days;

export interface CopyCleanup {
  /** The id of the person who is signed in. */
  readonly readerId: string | null;
  /** The id of the person who has just signed out here. */
  readonly leftId: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly factory?: IDBFactory;
}

export async function cleanUpCopies({
  readerId,
  leftId,
  now,
  factory = indexedDB
}: CopyCleanup): Promise<void> {
  if (leftId !== null && leftId !== readerId) await deleteCopiesOf(leftId, factory);
  for (const personId of await peopleWithCopies(factory)) {
    const copies = await Copies.open(personId, factory);
    const rooms = await copies.rooms();
    const isOwn = personId === readerId;
    for (const one of rooms) {
      if (!isOwn) await copies.keepOnlyUnsent(one.room);
      else if (one.unsaved === null && (one.at < now - retention || isOutlived(one, rooms)))
        await copies.forget(one.room);
    }
    const isEmpty = rooms.every(({ unsaved }) => unsaved === null);
    copies.close();
    if (!isOwn && isEmpty) await deleteCopiesOf(personId, factory);
  }
}

/** Checks whether a later generation of the same document is stored as well. */
function isOutlived({ room }: StoredRoom, all: readonly StoredRoom[]): boolean {
  const parsed = parseRoom(room);
  if (!parsed) return true;
  return all.some((other) => {
    const found = parseRoom(other.room);
    return (
      found !== undefined &&
      found.generation > parsed.generation &&
      roomName({ ...found, generation: parsed.generation }) === room
    );
  });
}
