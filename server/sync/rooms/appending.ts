/** The queue between judging and settling: what came in one turn goes to the log together, one append at a time, and is settled once it is committed. */
import type { Journal } from '../../journal.ts';
import type { Fanout } from '../nodes/fanout.ts';
import type { Generation } from './generation.ts';
import type { Appended, Log } from '../log/log.ts';
import type { Turn } from '../lines/turn.ts';
import { rowsOf } from './typed-on.ts';
import type { Batch, Pending } from './work.ts';

export interface AppendingTools {
  readonly log: Log;
  readonly fanout: Fanout;
  readonly journal: Journal;
  readonly turn: Turn;
  readonly now: () => Date;
}

/** What the queue tells its room. */
export interface AppendingEvents {
  /** Committed, or nothing in it needed to be. */
  settle(batch: Batch): void;
  /** Another node was first with some numbers: what stands there, up to this one, comes before ours. */
  precededThrough(seq: number): Promise<void>;
  /** The freeze came before these. */
  overtaken(pending: readonly Pending[]): void;
  /** Nothing is being appended for the moment. */
  rested(): void;
  failed(error: unknown): void;
}

/** Of one append at most. */
const maxAppend = 4_096;
/** While nothing is committed, what waits is bounded: those who go on writing are sent away and come back. */
const maxPending = 20_000;

export class Appending {
  readonly #tools: AppendingTools;
  readonly #generation: Generation;
  readonly #events: AppendingEvents;
  readonly #pending: Pending[] = [];
  #claims = new Map<number, string>();
  #underWay: Promise<void> | null = null;
  #stopped = false;

  constructor(tools: AppendingTools, generation: Generation, events: AppendingEvents) {
    this.#tools = tools;
    this.#generation = generation;
    this.#events = events;
  }

  get underWay(): Promise<void> | null {
    return this.#underWay;
  }

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  /** Goes to the log with what is appended next. */
  claim(clients: readonly number[], userId: string): void {
    for (const client of clients) {
      this.#generation.claim(client, userId);
      this.#claims.set(client, userId);
    }
  }

  await(pending: Pending): void {
    if (this.#pending.length >= maxPending)
      return pending.work.connection.refuse('rate', 'nothing can be saved just now');
    this.#pending.push(pending);
    pending.work.connection.unsettled(1);
    if (!this.#underWay) this.#tools.turn.atEnd(this);
  }

  /** For the turn: writes that came in it go to the log together. */
  turnEnds(): void {
    try {
      this.#begin();
    } catch (error) {
      this.#events.failed(error);
    }
  }

  /** Settles once all that waits is committed. */
  async appended(): Promise<void> {
    this.#begin();
    while (this.#underWay) await this.#underWay;
  }

  /** What waits no longer goes to the log. */
  takeBack(): Pending[] {
    return this.#pending.splice(0);
  }

  stop(): void {
    this.#stopped = true;
  }

  #begin(): void {
    if (this.#underWay || this.#stopped || this.isEmpty) return;
    const pending = this.#pending.splice(0, maxAppend);
    const written = pending.flatMap((one) =>
      one.kind === 'write' && one.accepted ? [{ work: one.work, accepted: one.accepted }] : []
    );
    const rows = rowsOf(written);
    const batch = {
      pending,
      rows,
      arrived: written[0]?.work.arrived ?? 0,
      at: this.#tools.now(),
      newOwners: this.#claims
    };
    if (rows.length === 0) return this.#events.settle(batch);
    this.#claims = new Map();
    const at = batch.at.toISOString();
    const entries = rows.map(({ connection, bytes }) => ({ userId: connection.userId, at, bytes }));
    this.#underWay = this.#tools.log
      .append(this.#generation.place, {
        after: this.#generation.text.lastSeq,
        entries,
        newOwners: batch.newOwners
      })
      .then((outcome) => this.#follow(outcome, batch))
      .catch((error: unknown) => this.#events.failed(error))
      .then(() => {
        this.#underWay = null;
        if (this.#stopped) return;
        this.#begin();
        this.#events.rested();
      })
      .catch((error: unknown) => this.#events.failed(error));
  }

  async #follow(outcome: Appended, batch: Batch): Promise<void> {
    if (outcome.kind === 'ended') return this.#events.overtaken(batch.pending);
    if (outcome.kind === 'foreign') throw new Error(`Client id ${outcome.client} was taken on another node`);
    const { place, text } = this.#generation;
    if (outcome.firstSeq > text.lastSeq + 1) await this.#events.precededThrough(outcome.firstSeq - 1);
    for (const { bytes, clocks } of batch.rows) text.append(bytes, clocks);
    const updates = batch.rows.map(({ bytes }) => bytes);
    this.#tools.journal.counters.updates.inc(updates.length);
    this.#tools.fanout.tell({
      type: 'committed',
      place,
      firstSeq: outcome.firstSeq,
      updates,
      owners: batch.newOwners
    });
    this.#events.settle(batch);
  }
}
