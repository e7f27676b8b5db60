/**
 * Implements the fan-out over a Redis stream (Valkey's as well). Every node reads what all of them write,
 * itself included: the bus counts as up while a node's own entries come back to it in time. Each node numbers
 * its entries, so that a missing one is noticed.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '#server/process/logger.ts';
import type { Fanout, FanoutTools, ReceivedClusterMessage, ClusterMessage } from './fanout.ts';
import {
  decodePiece,
  encodeMessage,
  closeMarker,
  openEntry,
  sealEntry,
  type Entry
} from './message-codec.ts';
import { OtherNodes } from './other-nodes.ts';
import { Outbox } from './outbox.ts';
import { RedisConnection, type StreamEntry } from './redis-connection.ts';
import { streamOf, waitBefore, derive } from './redis-stream.ts';

/** Limits the bytes sent to Redis and not yet acknowledged; further messages wait. */
const maxInFlightBytes = 4 * 1024 * 1024;
/**
 * Sets for how long after an entry further messages are gathered for the next one, per other node: an entry
 * costs its sender and each receiver some 200 µs, however small it is, so the number of entries must not grow
 * with the number of nodes. The first after a pause is sent at once.
 */
const gatherMilliseconds = 2;
/** Sets the interval at which a node without messages sends a heartbeat. */
const beatMilliseconds = 2_000;
/** Limits the round trip: entries that come back later than this are of little use for typing together. */
const lateMilliseconds = 3_000;
/**
 * Limits the time without any returned entry, after which the connections are opened again. A Redis that
 * takes five seconds for an answer stays connected.
 */
const deadMilliseconds = 20_000;
const lookMilliseconds = 500;
const closeMarkerMilliseconds = 1_000;

const complaintMilliseconds = 60_000;

export class RedisFanout implements Fanout {
  readonly #url: string;
  readonly #node: string;
  readonly #logger: Logger;
  readonly #stream: string;
  readonly #key: KeyObject;
  readonly #hearers = new Set<(message: ReceivedClusterMessage, node: string) => void>();
  readonly #changeListeners = new Set<(isUp: boolean) => void>();
  readonly #others = new OtherNodes();
  readonly #outbox = new Outbox();
  readonly #closing = new AbortController();
  readonly #looking: NodeJS.Timeout;
  readonly #living: Promise<void>;
  #connection: RedisConnection | null = null;
  #isUp = false;
  #hasComplained = false;
  /** The id of the last entry that was read. */
  #after: string | null = null;
  #serial = 0;
  #inFlightBytes = 0;
  #willFlush = false;
  #flushedAt = -Infinity;
  /** Lists the entries of this node that have not come back, oldest first. */
  #sent: { readonly serial: number; readonly at: number }[] = [];
  #strangeAt = -Infinity;

  constructor(url: string, { nodeId, secret, logger }: FanoutTools) {
    this.#url = url;
    this.#node = nodeId;
    this.#logger = logger;
    this.#stream = streamOf(secret);
    this.#key = createSecretKey(derive(secret, 'seal'));
    this.#logger.metrics.busUp.set(0);
    this.#looking = setInterval(() => this.#look(), lookMilliseconds);
    this.#living = this.#live();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  broadcast(message: ClusterMessage): void {
    if (!this.#connection) return this.#dropped(1);
    this.#dropped(this.#outbox.add(encodeMessage(message)));
    this.#flushSoon();
  }

  listen(hear: (message: ReceivedClusterMessage, node: string) => void): () => void {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }

  onChange(listen: (isUp: boolean) => void): () => void {
    this.#changeListeners.add(listen);
    return () => this.#changeListeners.delete(listen);
  }

  async ping(): Promise<void> {
    if (!this.#connection || !this.#isUp) throw new Error('The bus between nodes is down');
    await this.#connection.ping();
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    if (this.#connection && this.#isUp) {
      this.#outbox.add(closeMarker);
      await Promise.race([this.#flush(), pause(closeMarkerMilliseconds, undefined, { ref: false })]);
    }
    this.#closing.abort();
    clearInterval(this.#looking);
    this.#connection?.close();
    await this.#living;
  }

  /** Opens one connection after another, until the fan-out is closed. */
  async #live(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.#holdConnection();
      } catch (error) {
        this.#complain(error);
        if (this.#isUp) failures = 0;
      }
      this.#hangUp();
      await pause(waitBefore(failures), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Rejects with the error that ended it. */
  async #holdConnection(): Promise<void> {
    const connection = await RedisConnection.make({
      url: this.#url,
      stream: this.#stream,
      after: this.#after,
      onEntries: (entries) => this.#read(entries)
    });
    const close = (): void => connection.close();
    this.#closing.signal.addEventListener('abort', close);
    const tooLong = setTimeout(() => connection.close('Redis does not answer'), deadMilliseconds);
    let beating: NodeJS.Timeout | undefined;
    try {
      await Promise.race([connection.open(), connection.ended]);
      clearTimeout(tooLong);
      this.#connection = connection;
      this.#others.beginAgain(performance.now());
      this.#beat();
      beating = setInterval(() => this.#beat(), beatMilliseconds);
      await connection.ended;
    } finally {
      clearTimeout(tooLong);
      clearInterval(beating);
      this.#closing.signal.removeEventListener('abort', close);
      connection.close();
    }
  }

  #hangUp(): void {
    this.#connection = null;
    // What was in flight may be in the stream or not, and is not sent again: a node that misses it notices by
    // its number.
    this.#dropped(this.#outbox.clear());
    this.#sent = [];
    this.#inFlightBytes = 0;
    this.#setUp(false);
  }

  #beat(): void {
    void this.#send([]);
    void this.#connection?.trim();
  }

  #flushSoon(): void {
    if (this.#willFlush) return;
    this.#willFlush = true;
    const flush = (): void => void this.#flush();
    const wait = this.#flushedAt + gatherMilliseconds * Math.max(1, this.#others.count) - performance.now();
    // The flush comes at the end of the tick, so that further messages of the same tick are included.
    if (wait > 0) setTimeout(flush, wait);
    else setImmediate(flush);
  }

  /** Resolves when Redis has taken what could be sent. */
  async #flush(): Promise<void> {
    this.#willFlush = false;
    this.#flushedAt = performance.now();
    const taken: Promise<void>[] = [];
    while (this.#connection && !this.#outbox.isEmpty && this.#inFlightBytes < maxInFlightBytes)
      taken.push(this.#send(this.#outbox.take()));
    await Promise.all(taken);
  }

  async #send(pieces: readonly Uint8Array[]): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    const serial = ++this.#serial;
    const bytes = sealEntry({ node: this.#node, serial, pieces }, this.#key);
    this.#sent.push({ serial, at: performance.now() });
    this.#inFlightBytes += bytes.length;
    await connection.append(bytes);
    if (this.#connection !== connection) return;
    this.#inFlightBytes -= bytes.length;
    if (!this.#outbox.isEmpty) this.#flushSoon();
  }

  /** Skips the numbers of dropped messages; the gap shows the other nodes that something is missing. */
  #dropped(count: number): void {
    this.#serial += count;
    if (count > 0) this.#logger.metrics.busDropped.inc(count);
  }

  #read(entries: readonly StreamEntry[]): void {
    for (const { id, bytes } of entries) {
      this.#after = id;
      const entry = bytes && openEntry(bytes, this.#key);
      if (!entry) this.#refuse();
      else if (entry.node === this.#node) this.#comeBack(entry.serial);
      else this.#hearEntry(entry);
    }
  }

  #hearEntry({ node, serial, pieces }: Entry): void {
    const order = this.#others.hear(node, serial, performance.now());
    if (order === 'repeated') return;
    if (order === 'missed' && this.#isUp) {
      this.#setUp(false);
      this.#setUp(true);
    }
    for (const piece of pieces) {
      const message = decodePiece(piece);
      if (message?.kind !== 'close-marker') this.#hear(message, node);
      else if (this.#others.leave(node)) this.#hear({ kind: 'gone' }, node);
    }
  }

  #hear(message: ReceivedClusterMessage | undefined, node: string): void {
    if (!message) return;
    for (const hear of [...this.#hearers]) hear(message, node);
  }

  /** Handles an entry of this node that has come back. */
  #comeBack(serial: number): void {
    const now = performance.now();
    let at: number | undefined;
    while (this.#sent[0] && this.#sent[0].serial <= serial) at = this.#sent.shift()?.at;
    if (at === undefined) return;
    this.#logger.metrics.busLagSeconds.set((now - at) / 1000);
    if (now - at > lateMilliseconds || this.#isUp) return;
    this.#setUp(true);
    if (this.#hasComplained) this.#logger.info('The bus between nodes is up again');
    this.#hasComplained = false;
  }

  #look(): void {
    const now = performance.now();
    for (const node of this.#others.dropSilent(now)) this.#hear({ kind: 'gone' }, node);
    const oldest = this.#sent[0];
    if (!oldest || now - oldest.at < lateMilliseconds) return;
    this.#logger.metrics.busLagSeconds.set((now - oldest.at) / 1000);
    if (this.#isUp) {
      this.#complain('entries come back late');
      this.#setUp(false);
    }
    if (now - oldest.at > deadMilliseconds) this.#connection?.close('nothing comes back');
  }

  #setUp(isUp: boolean): void {
    if (this.#isUp === isUp) return;
    this.#isUp = isUp;
    this.#logger.metrics.busUp.set(isUp ? 1 : 0);
    for (const listen of [...this.#changeListeners]) listen(isUp);
  }

  /**
   * Logs a warning once for each time that the bus goes down, however often the connection is tried again.
   */
  #complain(reason: unknown): void {
    if (this.#hasComplained || this.#closing.signal.aborted) return;
    this.#hasComplained = true;
    this.#logger.warn('The bus between nodes is down; trying again', {
      reason: reason instanceof Error ? reason.message : String(reason)
    });
  }

  /** Counts an entry in the stream that no node of this installation and version has written. */
  #refuse(): void {
    this.#logger.metrics.busRefused.inc();
    if (performance.now() - this.#strangeAt < complaintMilliseconds) return;
    this.#strangeAt = performance.now();
    this.#logger.warn('An entry on the bus was not written by a node of this installation', {
      stream: this.#stream
    });
  }
}
