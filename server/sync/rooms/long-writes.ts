/**
 * Takes writes that need more than a tick, an instalment per tick: writes of other people come in between; those
 * of the same person wait.
 */
import { holdsAny } from '#base/parts.ts';
import { latePartsOf } from '#rules/documents/room-rights.ts';
import { ownRound } from '#server/process/rounds.ts';
import type { Connection } from '../transport/connection.ts';
import type { AppendQueue } from './append-queue.ts';
import type { Generation } from './generation.ts';
import { Instalments, mostStructs, structsRead } from './instalments.ts';
import { readIntent, type WorkRates } from './reader-writes.ts';
import type { Work, Write } from './work.ts';

/** Sets the bytes of a write, or the structs of other work, below which it is done at once and is not charged. */
export const shortWrite = 1_000;
/** Says what a client id costs, in structs. */
const structsOfClient = 4;

/** Charges a connection's person; false where that is too much, and the connection is closed. */
export function maySpend(rates: WorkRates, connection: Connection, structs: number): boolean {
  if (structs < shortWrite || rates.maySpend(connection.userId, structs)) return true;
  connection.refuse('rate', 'too much work at once');
  return false;
}

/** Is the room as far as long writes need it. */
interface LongWriteRoom {
  readonly generation: Generation;
  readonly appendQueue: AppendQueue;
  readonly take: (work: Work) => void;
  /** Returns what all other validation waits for; null while there is nothing. */
  readonly held: () => Promise<void> | null;
  readonly hasFailed: () => boolean;
  readonly failed: (error: unknown) => void;
  /** Called after each long write. */
  readonly taken: () => void;
}

export class LongWrites {
  readonly #rates: WorkRates;
  readonly #room: LongWriteRoom;
  /** Holds, by person, the last of the long writes that are taken one after the other. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(rates: WorkRates, room: LongWriteRoom) {
    this.#rates = rates;
    this.#room = room;
  }

  /** Settles when one of those that are being taken has been; null where there is none. */
  get inFlight(): Promise<void> | null {
    const [first] = this.#last.values();
    return first ?? null;
  }

  /** Begins a write that takes more than a tick; false where it takes less. */
  begin(write: Write): boolean {
    const take = this.#takingOf(write);
    if (take) this.#takeInTurn(write.connection, take);
    return take !== null;
  }

  /**
   * Says how a write is taken; null where it takes no more than a tick. One that is denied in part is refused
   * whole: where that is possible, it is validated as a whole. What is known byte for byte takes no time.
   */
  #takingOf(write: Write): (() => Promise<void>) | null {
    const { connection, frame } = write;
    const { text } = this.#room.generation;
    if (frame.update.length < shortWrite || (frame.isAnswer && text.isKnown(frame.update))) return null;
    if (!this.#mayWrite(connection)) return () => this.#takeOfReader(write);
    const instalments = Instalments.of(write, () => this.#room.generation.text.structIndex);
    if (!instalments) return null;
    if (connection.parts !== 'all') instalments.takeWhole();
    return () => this.#takeEach(connection, instalments);
  }

  #mayWrite({ access, actor, found }: Connection): boolean {
    return this.#room.generation.hasEnded ? holdsAny(latePartsOf(actor, found)) : access === 'write';
  }

  async #takeOfReader(write: Write): Promise<void> {
    const { connection, frame } = write;
    const intent = await readIntent(this.#rates, this.#room.generation, connection, frame.update);
    if (intent === 'unaffordable') return connection.refuse('rate', 'too much work at once');
    await connection.accessChecked;
    this.#room.take({ ...write, intent });
  }

  #takeInTurn(connection: Connection, take: () => Promise<void>): void {
    const { userId } = connection;
    const taking = (this.#last.get(userId) ?? Promise.resolve())
      .then(() => (connection.isClosed ? undefined : take()))
      .catch((error: unknown) => this.#room.failed(error))
      .then(() => {
        if (this.#last.get(userId) === taking) this.#last.delete(userId);
      });
    this.#last.set(userId, taking);
    connection.holdUntil(taking);
    void taking.then(() => this.#room.taken());
  }

  async #takeEach(connection: Connection, instalments: Instalments): Promise<void> {
    const { generation, appendQueue, held, hasFailed, take } = this.#room;
    const limits = generation.text.deletionLimits;
    if (instalments.clients > limits.clients) return connection.refuse('forbidden', 'too many client ids');
    if (!maySpend(this.#rates, connection, structsOfClient * instalments.clients)) return;
    while (!instalments.prepare(limits)) {
      if (instalments.structs > mostStructs) return connection.refuse('too-large', 'too much in one message');
      if (!maySpend(this.#rates, connection, structsRead)) return;
      await ownRound();
    }
    if (instalments.malformed !== null) return connection.refuse('malformed', instalments.malformed);
    for (;;) {
      // Rights may be read again meanwhile, and another write may take long.
      await connection.accessChecked;
      for (let other = held(); other; other = held()) await other;
      const next = hasFailed() ? null : instalments.next();
      if (!next) return;
      take(next);
      // This leaves time for the commit and for other writes.
      await ownRound();
      await appendQueue.inFlight;
    }
  }
}
