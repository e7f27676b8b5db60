/**
 * Queues validated writes for the log: what came in one tick is appended together, one append at a time, and
 * is delivered once it is committed.
 */
import type { Logger } from '#server/process/logger.ts';
import type { Fanout } from '../cluster/fanout.ts';
import type { Generation } from './generation.ts';
import type { Appended, Log } from '../log/log.ts';
import type { TickBatcher } from '../transport/tick-batcher.ts';
import { rowsOf } from './typed-on.ts';
import type { Batch, Pending, Row } from './work.ts';

export interface AppendQueueTools {
  readonly log: Log;
  readonly fanout: Fanout;
  readonly logger: Logger;
  readonly tickBatcher: TickBatcher;
  readonly now: () => Date;
}

export interface AppendQueueEvents {
  /** The batch is committed, or nothing in it needed to be. */
  deliver(batch: Batch): void;
  /** Another node was first with some numbers: its updates, up to this one, come before ours. */
  precededThrough(seq: number): Promise<void>;
  /** The freeze came before these writes. */
  generationEnded(pending: readonly Pending[]): void;
  /** Another person was given a client id of these writes first, on another node: nothing of them is stored. */
  claimedElsewhere(pending: readonly Pending[]): void;
  /** The queue appends nothing for the moment. */
  becameIdle(): void;
  failed(error: unknown): void;
}

/** Limits one append, in entries of the queue. */
const maxAppend = 4_096;
/** Limits what waits while nothing is committed: connections that go on writing are closed and reconnect. */
const maxPending = 20_000;

export class AppendQueue {
  readonly #tools: AppendQueueTools;
  readonly #generation: Generation;
  readonly #events: AppendQueueEvents;
  readonly #pending: Pending[] = [];
  #claims = new Map<number, string>();
  #waitingBytes = 0;
  /** Holds the share of each user in these bytes. */
  #waitingOf = new Map<string, number>();
  /** Holds what the append under way adds. */
  #appending: readonly Uint8Array[] = [];
  #inFlight: Promise<void> | null = null;
  #stopped = false;
  /** The client ids whose writing was noted in this minute. */
  #noted: { readonly minute: string; readonly clients: Set<number> } = { minute: '', clients: new Set() };

  constructor(tools: AppendQueueTools, generation: Generation, events: AppendQueueEvents) {
    this.#tools = tools;
    this.#generation = generation;
    this.#events = events;
  }

  get inFlight(): Promise<void> | null {
    return this.#inFlight;
  }

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  /** The bytes that have been accepted and are not committed yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Returns the same of one user. */
  waitingBytesOf(userId: string): number {
    return this.#waitingOf.get(userId) ?? 0;
  }

  /** Lists the updates that have been accepted and are not in the text yet, in order. */
  get waitingUpdates(): Uint8Array[] {
    const pending = this.#pending.flatMap((one) =>
      one.kind === 'write' && one.accepted ? [one.accepted.bytes] : []
    );
    return [...this.#appending, ...pending];
  }

  /** The claims are stored with the next append. */
  claim(clients: readonly number[], userId: string): void {
    for (const client of clients) {
      this.#generation.claim(client, userId);
      this.#claims.set(client, userId);
    }
  }

  /** States whether so much waits that nothing more is taken. */
  get isFull(): boolean {
    return this.#pending.length >= maxPending;
  }

  await(pending: Pending): void {
    if (this.isFull) return pending.work.connection.refuse('rate', 'nothing can be saved just now');
    this.#pending.push(pending);
    this.#countWaiting(pending, 1);
    pending.work.connection.unsettled(1);
    if (!this.#inFlight) this.#tools.tickBatcher.schedule(this);
  }

  /** Appends what came in this tick to the log, together. Called by the tick batcher. */
  flush(): void {
    try {
      this.#begin();
    } catch (error) {
      this.#events.failed(error);
    }
  }

  /** Settles once all that waits is committed. */
  async appended(): Promise<void> {
    this.#begin();
    while (this.#inFlight) await this.#inFlight;
  }

  /** Takes back what waits, so that it no longer goes to the log. */
  takeBack(): Pending[] {
    this.#waitingBytes = 0;
    this.#waitingOf = new Map();
    this.#claims = new Map();
    return this.#pending.splice(0);
  }

  stop(): void {
    this.#stopped = true;
  }

  #begin(): void {
    if (this.#inFlight || this.#stopped || this.isEmpty) return;
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
    if (rows.length === 0 && this.#claims.size === 0) return this.#events.deliver(batch);
    this.#claims = new Map();
    const at = batch.at.toISOString();
    const entries = rows.map(({ connection, bytes }) => ({ userId: connection.userId, at, bytes }));
    this.#appending = rows.map(({ bytes }) => bytes);
    this.#inFlight = this.#tools.log
      .append(this.#generation.roomKey, {
        after: this.#generation.text.lastSeq,
        entries,
        newOwners: batch.newOwners,
        writers: this.#writersOf(rows, at)
      })
      .then((outcome) => this.#follow(outcome, batch))
      .catch((error: unknown) => this.#events.failed(error))
      .then(() => {
        this.#inFlight = null;
        this.#appending = [];
        if (this.#stopped) return;
        this.#begin();
        this.#events.becameIdle();
      })
      .catch((error: unknown) => this.#events.failed(error));
  }

  /** Returns the client ids of the rows that have not been noted in this minute: that costs one row a minute. */
  #writersOf(rows: readonly Row[], at: string): number[] {
    const minute = at.slice(0, 16);
    if (this.#noted.minute !== minute) this.#noted = { minute, clients: new Set() };
    const { clients } = this.#noted;
    const found = new Set(rows.flatMap(({ clocks }) => clocks.map(([client]) => client)));
    const fresh = [...found].filter((client) => !clients.has(client));
    for (const client of fresh) clients.add(client);
    return fresh;
  }

  #countWaiting(pending: Pending, sign: 1 | -1): void {
    const size = sizeOf(pending);
    if (size === 0) return;
    const { userId } = pending.work.connection;
    this.#waitingBytes = Math.max(0, this.#waitingBytes + sign * size);
    const left = this.waitingBytesOf(userId) + sign * size;
    if (left > 0) this.#waitingOf.set(userId, left);
    else this.#waitingOf.delete(userId);
  }

  async #follow(outcome: Appended, batch: Batch): Promise<void> {
    if (outcome.kind === 'ended') return this.#events.generationEnded(batch.pending);
    for (const one of batch.pending) this.#countWaiting(one, -1);
    if (outcome.kind === 'foreign') return this.#events.claimedElsewhere(batch.pending);
    const { roomKey, text } = this.#generation;
    if (outcome.firstSeq > text.lastSeq + 1) await this.#events.precededThrough(outcome.firstSeq - 1);
    for (const { connection, bytes, clocks } of batch.rows) {
      text.append(bytes, clocks);
      this.#generation.addUsage(connection.userId, bytes.length);
    }
    const updates = batch.rows.map(({ bytes }) => bytes);
    this.#tools.logger.metrics.updates.inc(updates.length);
    // Reserved ids alone have no number in the log; the database refuses them to other nodes.
    if (updates.length > 0)
      this.#tools.fanout.broadcast({
        kind: 'committed',
        roomKey,
        firstSeq: outcome.firstSeq,
        updates,
        owners: batch.newOwners
      });
    this.#events.deliver(batch);
  }
}

const sizeOf = (pending: Pending): number =>
  pending.kind === 'write' ? (pending.accepted?.bytes.length ?? 0) : 0;
