/**
 * Runs one generation of one document while it is open. It validates what comes in, hands it to the log, and
 * shows it once it is committed: whatever is answered, shown or acknowledged as saved is in the log. It holds
 * bytes and a struct index, no document. This class manages the connections and the order of the steps; each
 * step has a file of its own.
 */
import { encodeTrouble, type Trouble } from '#wire/messages.ts';
import type { FoundRoom } from '../handshake/room-facts.ts';
import { AppendQueue, type AppendQueueTools } from './append-queue.ts';
import { Audience } from './audience.ts';
import { Backfill } from './backfill.ts';
import { CleanReading } from './clean-reading.ts';
import { Compaction, type CompactionTools } from './compaction.ts';
import type { Connection, Listener, Missed, Rights } from '../transport/connection.ts';
import type { PresenceEntry } from '../cluster/fanout.ts';
import type { Incoming } from '../transport/frames.ts';
import { Generation, type GenerationTools } from './generation.ts';
import { LogQuota, type LogQuotaTools } from './log-quota.ts';
import { wholeAgain } from './instalments.ts';
import { LongWrites, maySpend, shortWrite } from './long-writes.ts';
import { UpdateValidation } from './update-validation.ts';
import { LateWrites } from './late-writes.ts';
import type { LateTools } from './late.ts';
import type { RoomKey } from '../log/log.ts';
import { ownRound } from '#server/process/rounds.ts';
import type { WorkRates } from './reader-writes.ts';
import { SyncReplies, type SyncReplyTools } from './sync-replies.ts';
import { Delivery } from './delivery.ts';
import { TextBound, type TextBoundTools } from './text-bound.ts';
import { isWrite, type Pending, type Work } from './work.ts';

/** Limits the awareness updates of a connection that wait while its client ids are being reserved. */
const maxReserving = 8;
/** Gives the least bytes of a client id in a state vector. */
const bytesOfClient = 2;
/** Is an awareness update without a state. */
const noPresence = Uint8Array.of(0);

export interface RoomTools
  extends
    GenerationTools,
    AppendQueueTools,
    CompactionTools,
    LateTools,
    SyncReplyTools,
    TextBoundTools,
    LogQuotaTools,
    WorkRates {
  /** Called when the room has no connections and nothing to do, or has failed: it is to be forgotten. */
  readonly onDone: (room: Room) => void;
}

export class Room implements Listener {
  readonly #tools: RoomTools;
  readonly #generation: Generation;
  readonly #audience = new Audience((entries) => this.#publishPresence(entries));
  /** Holds the presence that waits while client ids of a connection are being reserved, oldest first. */
  readonly #reserving = new Map<Connection, Uint8Array[]>();
  readonly #syncReplies: SyncReplies;
  readonly #late: LateWrites;
  readonly #validation: UpdateValidation;
  readonly #appendQueue: AppendQueue;
  readonly #delivery: Delivery;
  readonly #backfill: Backfill;
  readonly #compaction: Compaction;
  readonly #cleanReading: CleanReading;
  readonly #textBound: TextBound;
  readonly #logQuota: LogQuota;
  readonly #longWrites: LongWrites;
  #failed = false;
  /** Holds what waits while one write needs longer than a tick to be validated. */
  #waiting: Work[] = [];
  #held: Promise<void> | null = null;

  /** Rejects when the stored document cannot be read whole; then nothing has been changed. */
  static async load(tools: RoomTools, found: FoundRoom): Promise<Room> {
    return new Room(tools, await Generation.load(tools, found));
  }

  private constructor(tools: RoomTools, generation: Generation) {
    this.#tools = tools;
    this.#generation = generation;
    this.#syncReplies = new SyncReplies(tools, generation);
    this.#late = new LateWrites(tools, generation, this.#syncReplies);
    this.#backfill = new Backfill(tools.log, {
      generation,
      audience: this.#audience,
      isAppending: () => this.#appendQueue.inFlight !== null
    });
    this.#compaction = new Compaction(tools, generation, () => this.#doneWhenIdle());
    this.#textBound = new TextBound(tools, {
      generation,
      audience: this.#audience,
      compaction: this.#compaction
    });
    this.#cleanReading = new CleanReading(tools, {
      generation,
      audience: this.#audience,
      syncReplies: this.#syncReplies,
      compaction: this.#compaction,
      caughtUp: (seq) => this.#caughtUp(seq)
    });
    this.#delivery = new Delivery(tools, {
      generation,
      audience: this.#audience,
      syncReplies: this.#syncReplies,
      cleanReading: this.#cleanReading,
      presenceReserved: (connection, update) => this.#showReserved(connection, update),
      lateDue: (late) => this.#lateDue(late)
    });
    this.#appendQueue = new AppendQueue(tools, generation, {
      deliver: (batch) => {
        this.#delivery.deliver(batch);
        this.#logQuota.committed(batch.rows);
      },
      precededThrough: (seq) => this.#backfill.readMissed(seq),
      generationEnded: (pending) => this.#generationEnded(pending),
      claimedElsewhere: (pending) => this.#claimedElsewhere(pending),
      becameIdle: () => {
        this.#backfillWhenBehind();
        this.#compactWhenLong();
        this.#textBound.look();
        this.#doneWhenIdle();
      },
      failed: (error) => this.#fail(error)
    });
    this.#logQuota = new LogQuota(tools, {
      generation,
      waitingBytesOf: (userId) => this.#appendQueue.waitingBytesOf(userId)
    });
    this.#validation = new UpdateValidation(tools, {
      generation,
      syncReplies: this.#syncReplies,
      late: this.#late,
      appendQueue: this.#appendQueue,
      textBound: this.#textBound,
      logQuota: this.#logQuota,
      presentUserOf: (client) => this.#audience.presentUserOf(client)
    });
    this.#longWrites = new LongWrites(tools, {
      generation,
      appendQueue: this.#appendQueue,
      take: (work) => this.#take(work),
      held: () => this.#held,
      hasFailed: () => this.#failed,
      failed: (error) => this.#fail(error),
      taken: () => this.#doneWhenIdle()
    });
  }

  get roomKey(): RoomKey {
    return this.#generation.roomKey;
  }

  get hasFailed(): boolean {
    return this.#failed;
  }

  join(connection: Connection): void {
    this.#audience.join(connection);
    this.#syncReplies.joined(connection);
    connection.shownThrough = this.#generation.text.lastSeq;
    connection.sendAccess();
    connection.sendTaken(connection.clientIds.filter((client) => this.#isOthers(client, connection.userId)));
    this.#syncReplies.sendSyncStep1(connection);
    this.#audience.sendPresence(connection);
    this.#cleanReading.joined(connection);
    this.#textBound.joined(connection);
    this.#logQuota.announce(connection);
    connection.attach(this);
  }

  leave(connection: Connection): void {
    this.#reserving.delete(connection);
    const presence = this.#audience.leave(connection);
    if (!presence) return;
    this.#publishPresence(presence);
    if (this.#audience.isEmpty) this.#compactWhenLong();
    this.#doneWhenIdle();
  }

  receive(connection: Connection, frame: Incoming): void {
    if (this.#failed) return;
    if (frame.kind === 'awareness') return this.#hearPresence(connection, frame.update);
    if (frame.kind === 'query-awareness') return this.#audience.sendPresence(connection);
    const work: Work = { connection, frame, arrived: this.#tools.now().getTime() };
    if (isWrite(work) && this.#longWrites.begin(work)) return;
    if (frame.kind === 'ask' && !maySpend(this.#tools, connection, frame.stateVector.length / bytesOfClient))
      return;
    this.#take(work);
  }

  accessRechecked(connection: Connection, found: FoundRoom, before: Rights): void {
    if (found.ended) this.#end();
    if (connection.access === 'read' && before.access === 'write')
      this.#syncReplies.rightWithdrawn(connection);
    // What was denied is still with the client: ask for it now that it may be written.
    if (connection.access === 'write' && before.access === 'read')
      this.#reserve(
        connection,
        this.#audience.idsOf(connection).filter((client) => !this.#isOwned(client)),
        noPresence
      );
    // The secretariat may have raised the quota.
    this.#logQuota.announce(connection);
    const mayWriteElse = before.access === 'read' || before.parts !== connection.parts;
    if (connection.access === 'write' && mayWriteElse) this.#syncReplies.sendSyncStep1(connection);
  }

  missedBy(connection: Connection): Missed {
    const { text } = this.#generation;
    const portion = text.portionAfter(connection.shownThrough);
    return { portion, isAll: portion.through === text.lastSeq };
  }

  /** Sends presence, which was not shown to a connection that was behind. */
  caughtUp(connection: Connection): void {
    this.#audience.sendPresence(connection);
  }

  /** Settles when everything that has arrived so far is committed, refused or answered. */
  async settled(): Promise<void> {
    const next = (): Promise<void> | null => this.#inFlight ?? this.#cleanReading.inFlight;
    for (let work = next(); work && !this.#failed; work = next()) await work;
    await this.#compaction.inFlight;
  }

  /** Takes in what another node has committed. */
  hearCommitted(firstSeq: number, updates: readonly Uint8Array[], owners: ReadonlyMap<number, string>): void {
    if (this.#failed) return;
    this.#backfill.noteHeardThrough(firstSeq + updates.length - 1);
    // During an append of our own, only its result shows which numbers come next.
    const isFree = !this.#appendQueue.inFlight && !this.#held;
    try {
      if (
        isFree &&
        [...owners].some(([client, userId]) => (this.#generation.ownerOf(client) ?? userId) !== userId)
      )
        this.#claimedElsewhere([]);
      else if (isFree && firstSeq === this.#generation.text.lastSeq + 1)
        this.#backfill.takeIn(updates, owners);
      else this.#backfillWhenBehind();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Notes that the log reaches up to this number; what has not arrived by message is read from it. */
  lookForMissed(through: number): void {
    this.#backfill.noteHeardThrough(through);
    this.#backfillWhenBehind();
  }

  hearPresence(node: string, entries: readonly PresenceEntry[]): void {
    this.#audience.hearElsewhere(node, entries);
  }

  nodeGone(node: string): void {
    this.#audience.goneElsewhere(node);
  }

  /** Sends the presence here to another node that has opened the room. */
  sendPresence(): void {
    this.#publishPresence(this.#audience.everyoneHere());
  }

  sendTrouble(trouble: Trouble): void {
    for (const connection of this.#audience)
      if (connection.wantsOurs) connection.send(encodeTrouble(trouble));
  }

  get #isFree(): boolean {
    return !this.#failed && this.#held === null;
  }

  get #inFlight(): Promise<void> | null {
    const working = this.#held ?? this.#appendQueue.inFlight ?? this.#longWrites.inFlight;
    if (working || this.#appendQueue.isEmpty) return working;
    return new Promise((resolve) => setImmediate(resolve));
  }

  #take(work: Work): void {
    if (this.#held) {
      this.#waiting.push(work);
      return;
    }
    try {
      const validating = this.#work(work);
      if (validating) this.#hold(() => validating);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Holds all other validation until this is done. */
  #hold(begin: () => Promise<void>): void {
    const held: Promise<void> = (this.#held ?? Promise.resolve())
      .then(begin)
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        if (this.#held === held) this.#goOn();
      })
      .catch((error: unknown) => this.#fail(error));
    this.#held = held;
  }

  #goOn(): void {
    this.#held = null;
    while (this.#isFree) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#take(next);
      // Several long ones would make one long tick.
      if (isWrite(next) && next.frame.update.length > shortWrite) this.#hold(ownRound);
    }
    this.#backfillWhenBehind();
    this.#doneWhenIdle();
  }

  #work(work: Work): Promise<void> | undefined {
    const { connection, frame } = work;
    if (connection.isClosed) return undefined;
    if (isWrite(work) && this.#generation.hasEnded) {
      // What its author wrote before may still be on its way to the log, or be refused there as late, too.
      if (!this.#appendQueue.inFlight && this.#appendQueue.isEmpty)
        return this.#late.keep(work.instalment?.rest() ?? work);
      this.#appendQueue.await({ kind: 'late', work });
      return undefined;
    }
    if (isWrite(work)) return this.#validation.validate(work);
    if (frame.kind === 'awareness') this.#showReserved(connection, frame.update);
    else if (frame.kind === 'ask')
      this.#appendQueue.await({ kind: 'ask', work, stateVector: frame.stateVector });
    else this.#appendQueue.await({ kind: 'close-marker', work });
    return undefined;
  }

  /**
   * Handles writes that a freeze came before: the text is read again without them, and they are stored as
   * late proposals.
   */
  #generationEnded(batch: readonly Pending[]): void {
    const works = [...batch, ...this.#appendQueue.takeBack()].map(({ work }) => work);
    for (const { connection } of works) connection.unsettled(-1);
    this.#waiting = [...wholeAgain(works), ...this.#waiting];
    this.#hold(async () => {
      await this.#generation.reload();
      this.#late.reloaded();
    });
    this.#end();
  }

  /**
   * Handles writes under a client id that was given to another person on another node first. The text is read
   * again without them, and they are validated again: only whose id it was not is refused.
   */
  #claimedElsewhere(batch: readonly Pending[]): void {
    const works = [...batch, ...this.#appendQueue.takeBack()].map(({ work }) => work);
    for (const { connection } of works) connection.unsettled(-1);
    this.#waiting = [...wholeAgain(works), ...this.#waiting];
    this.#hold(async () => {
      let shown = this.#generation.text.lastSeq;
      await this.#generation.reload();
      this.#late.reloaded();
      const { text } = this.#generation;
      while (shown < text.lastSeq) {
        const { packet, through } = text.portionAfter(shown);
        this.#audience.show(packet, through, null);
        shown = through;
      }
    });
  }

  /** Takes late writes, before all that came after them. */
  #lateDue(late: readonly Work[]): void {
    const behind = this.#appendQueue.takeBack().map(({ work }) => work);
    for (const { connection } of behind) connection.unsettled(-1);
    this.#waiting = [...wholeAgain([...late, ...behind]), ...this.#waiting];
    this.#hold(() => Promise.resolve());
  }

  /**
   * Ends the generation: the close marker is queued for each connection; what is in flight from them comes
   * after it, and is stored as late.
   */
  #end(): void {
    if (this.#generation.hasEnded) return;
    this.#generation.hasEnded = true;
    const arrived = this.#tools.now().getTime();
    for (const connection of this.#audience)
      this.#take({ connection, frame: { kind: 'close-marker' }, arrived });
  }

  #isOwned(client: number): boolean {
    return this.#generation.ownerOf(client) !== undefined;
  }

  #isOthers(client: number, userId: string): boolean {
    return (this.#generation.ownerOf(client) ?? this.#audience.presentUserOf(client) ?? userId) !== userId;
  }

  #hearPresence(connection: Connection, update: Uint8Array): void {
    if (!this.#audience.has(connection)) return;
    const waiting = this.#reserving.get(connection);
    if (waiting) {
      if (waiting.push(update) > maxReserving) waiting.shift();
      return;
    }
    const reserves = connection.access === 'write' && !this.#generation.hasEnded;
    const ownerOf = (client: number): string | undefined => this.#generation.ownerOf(client);
    this.#reserve(connection, this.#audience.hear(connection, update, ownerOf, reserves), update);
  }

  /**
   * Reserves client ids for their person before anybody else is shown them, in the log as if something had
   * been written under them: a user who learnt them could write under them first, and what their person wrote
   * meanwhile would be lost.
   */
  #reserve(connection: Connection, clients: readonly number[], update: Uint8Array): void {
    if (clients.length === 0 || !this.#generation.mayClaim(connection.userId, clients.length)) return;
    if (this.#appendQueue.isFull || connection.isClosed) return;
    const frame = { kind: 'awareness', update } as const;
    const work = { connection, frame, arrived: this.#tools.now().getTime() };
    if (this.#held) {
      this.#waiting.push(work);
      return;
    }
    this.#reserving.set(connection, [update]);
    this.#appendQueue.claim(clients, connection.userId);
    this.#appendQueue.await({ kind: 'presence', work, update });
  }

  /** Hears the presence that has waited for a reservation, with what came meanwhile. */
  #showReserved(connection: Connection, first: Uint8Array): void {
    const updates = this.#reserving.get(connection) ?? [first];
    this.#reserving.delete(connection);
    for (const update of updates) this.#hearPresence(connection, update);
  }

  #publishPresence(entries: readonly PresenceEntry[]): void {
    if (entries.length > 0)
      this.#tools.fanout.broadcast({ kind: 'presence', roomKey: this.roomKey, entries });
  }

  #backfillWhenBehind(): void {
    if (this.#failed || this.#appendQueue.inFlight || this.#held || !this.#backfill.isBehind) return;
    this.#hold(() => this.#backfill.readMissed());
  }

  /** Settles when what any node has committed up to this number has been taken in. */
  async #caughtUp(seq: number): Promise<void> {
    const isBehind = (): boolean => !this.#failed && this.#generation.text.lastSeq < seq;
    if (isBehind()) this.lookForMissed(seq);
    for (let work = this.#inFlight; work && isBehind(); work = this.#inFlight) await work;
  }

  #compactWhenLong(): void {
    if (!this.#failed) this.#compaction.beginWhenLong(this.#audience.isEmpty);
  }

  /**
   * Handles a defect, or numbers that do not follow: nothing is sent to anyone, the room is forgotten, and
   * clients send again what they hold.
   */
  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#appendQueue.stop();
    this.#tools.logger.error('A room failed', error, { ...this.roomKey });
    for (const connection of this.#audience) connection.close('try-again');
    this.#tools.onDone(this);
  }

  #doneWhenIdle(): void {
    const isWorking = this.#held ?? this.#appendQueue.inFlight ?? this.#compaction.inFlight;
    if (this.#audience.isEmpty && !isWorking && this.#appendQueue.isEmpty && !this.#longWrites.inFlight)
      this.#tools.onDone(this);
  }
}
