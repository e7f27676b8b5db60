/**
 * One generation of one document while somebody has it open. It judges what comes in, hands it to the log, and shows it once
 * it is committed: what a question is answered with, and what anybody sees or is told is saved, the log has. It holds bytes
 * and a skeleton, no document. Here is who is in it and what is done when; each step has a file of its own.
 */
import { encodeTrouble, type Trouble } from '#wire/messages.ts';
import type { FoundRoom } from '../../services/access.ts';
import { Appending, type AppendingTools } from './appending.ts';
import { Audience } from './audience.ts';
import { CatchingUp } from './catching-up.ts';
import { Compaction, type CompactionTools } from './compaction.ts';
import type { Connection, Listener, Missed, Rights } from '../lines/connection.ts';
import type { PresenceEntry } from '../nodes/fanout.ts';
import type { Incoming } from '../lines/frames.ts';
import { Generation, type GenerationTools } from './generation.ts';
import { Instalments, wholeAgain } from './instalments.ts';
import { Judging } from './judging.ts';
import { LateWrites } from './late-writes.ts';
import type { LateTools } from './late.ts';
import type { Place } from '../log/log.ts';
import { Replies, type ReplyTools } from './replies.ts';
import { Settling } from './settling.ts';
import { isWrite, type Pending, type Work } from './work.ts';

export interface RoomTools extends GenerationTools, AppendingTools, CompactionTools, LateTools, ReplyTools {
  /** The room has nobody left and nothing to do, or has failed: it is to be forgotten. */
  readonly onDone: (room: Room) => void;
}

export class Room implements Listener {
  readonly #tools: RoomTools;
  readonly #generation: Generation;
  readonly #audience = new Audience();
  readonly #replies: Replies;
  readonly #late: LateWrites;
  readonly #judging: Judging;
  readonly #appending: Appending;
  readonly #settling: Settling;
  readonly #catchingUp: CatchingUp;
  readonly #compaction: Compaction;
  #failed = false;
  /** Waits while one write needs longer than a turn to be judged. */
  readonly #waiting: Work[] = [];
  #held: Promise<void> | null = null;
  /** Long writes that are taken one instalment a turn. */
  readonly #long = new Set<Promise<void>>();

  /** Rejects when the stored document cannot be read whole; then nothing has been changed. */
  static async load(tools: RoomTools, found: FoundRoom): Promise<Room> {
    return new Room(tools, await Generation.load(tools, found));
  }

  private constructor(tools: RoomTools, generation: Generation) {
    this.#tools = tools;
    this.#generation = generation;
    this.#replies = new Replies(tools, generation);
    this.#late = new LateWrites(tools, generation, this.#replies);
    this.#settling = new Settling(tools, { generation, audience: this.#audience, replies: this.#replies });
    this.#catchingUp = new CatchingUp(tools.log, generation, this.#audience);
    this.#compaction = new Compaction(tools, generation, () => this.#doneWhenIdle());
    this.#appending = new Appending(tools, generation, {
      settle: (batch) => this.#settling.settle(batch),
      precededThrough: (seq) => this.#catchingUp.readMissed(seq),
      overtaken: (pending) => this.#overtaken(pending),
      rested: () => {
        this.#catchUpWhenBehind();
        this.#compactWhenLong();
        this.#doneWhenIdle();
      },
      failed: (error) => this.#fail(error)
    });
    this.#judging = new Judging(tools, {
      generation,
      replies: this.#replies,
      late: this.#late,
      appending: this.#appending
    });
  }

  get place(): Place {
    return this.#generation.place;
  }

  get hasFailed(): boolean {
    return this.#failed;
  }

  join(connection: Connection): void {
    this.#audience.join(connection);
    this.#replies.joined(connection);
    connection.shownThrough = this.#generation.text.lastSeq;
    connection.sendAccess();
    this.#replies.ask(connection);
    this.#audience.tellWhoIsHere(connection);
    connection.attach(this);
  }

  leave(connection: Connection): void {
    const told = this.#audience.leave(connection);
    if (!told) return;
    this.#tellPresence(told);
    if (this.#audience.isEmpty) this.#compactWhenLong();
    this.#doneWhenIdle();
  }

  receive(connection: Connection, frame: Incoming): void {
    if (this.#failed) return;
    if (frame.type === 'awareness') return this.#hearPresence(connection, frame.update);
    if (frame.type === 'query-awareness') return this.#audience.tellWhoIsHere(connection);
    const work: Work = { connection, frame, arrived: this.#tools.now().getTime() };
    // Of what is denied in part nothing is taken: where that can be, a long write is judged as a whole.
    const instalments =
      isWrite(work) && connection.parts === 'all'
        ? Instalments.of(work, () => this.#generation.text.skeleton)
        : null;
    if (instalments) this.#takeInTurns(connection, instalments);
    else this.#take(work);
  }

  judged(connection: Connection, found: FoundRoom, before: Rights): void {
    if (found.ended) this.#end();
    // What was denied is still with the client: ask for it now that it may be written.
    const mayWriteElse = before.access === 'read' || before.parts !== connection.parts;
    if (connection.access === 'write' && mayWriteElse) this.#replies.ask(connection);
  }

  missedBy(connection: Connection): Missed {
    const { text } = this.#generation;
    const portion = text.portionAfter(connection.shownThrough);
    return { portion, isAll: portion.through === text.lastSeq };
  }

  /** Presence was not shown to one who was behind. */
  caughtUp(connection: Connection): void {
    this.#audience.tellWhoIsHere(connection);
  }

  /** Settles when everything that has arrived so far is committed, refused or answered. */
  async settled(): Promise<void> {
    for (let work = this.#underWay; work && !this.#failed; work = this.#underWay) await work;
    await this.#compaction.underWay;
  }

  /** Another node has committed this. */
  hearCommitted(firstSeq: number, updates: readonly Uint8Array[], owners: ReadonlyMap<number, string>): void {
    if (this.#failed) return;
    this.#catchingUp.toldThrough(firstSeq + updates.length - 1);
    // In the middle of an append of our own the numbers tell only afterwards what comes next.
    if (!this.#appending.underWay && !this.#held && firstSeq === this.#generation.text.lastSeq + 1)
      this.#catchingUp.takeIn(updates, owners);
    else this.#catchUpWhenBehind();
  }

  /** The log is known to reach up to this number: what has not come by itself is read from it. */
  lookForMissed(through: number): void {
    this.#catchingUp.toldThrough(through);
    this.#catchUpWhenBehind();
  }

  hearPresence(node: string, entries: readonly PresenceEntry[]): void {
    this.#audience.hearElsewhere(node, entries);
  }

  nodeGone(node: string): void {
    this.#audience.goneElsewhere(node);
  }

  /** Another node has opened the room and wants to know. */
  tellWhoIsHere(): void {
    this.#tellPresence(this.#audience.everyoneHere());
  }

  tellTrouble(trouble: Trouble): void {
    for (const connection of this.#audience)
      if (connection.wantsOurs) connection.send(encodeTrouble(trouble));
  }

  get #isFree(): boolean {
    return !this.#failed && this.#held === null;
  }

  get #underWay(): Promise<void> | null {
    const [long] = this.#long;
    const working = this.#held ?? this.#appending.underWay ?? long ?? null;
    if (working || this.#appending.isEmpty) return working;
    return new Promise((resolve) => setImmediate(resolve));
  }

  #take(work: Work): void {
    if (this.#held) {
      this.#waiting.push(work);
      return;
    }
    try {
      const judging = this.#work(work);
      if (judging) this.#hold(() => judging);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What others send comes in between; what this connection sends waits. */
  #takeInTurns(connection: Connection, instalments: Instalments): void {
    const taking = this.#takeEach(connection, instalments)
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        this.#long.delete(taking);
      });
    this.#long.add(taking);
    connection.holdUntil(taking);
    void taking.then(() => this.#doneWhenIdle());
  }

  async #takeEach(connection: Connection, instalments: Instalments): Promise<void> {
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    while (!instalments.prepare()) await turn();
    for (;;) {
      // Rights may be read anew, and another write may take long.
      await connection.standing;
      while (this.#held) await this.#held;
      const next = this.#failed ? null : instalments.next();
      if (!next) return;
      this.#take(next);
      // The commit has its time, and so has who types.
      await turn();
      await this.#appending.underWay;
    }
  }

  /** Nothing else is judged until this is done. */
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
    }
    this.#catchUpWhenBehind();
    this.#doneWhenIdle();
  }

  #work(work: Work): Promise<void> | undefined {
    const { connection, frame } = work;
    if (connection.isClosed) return undefined;
    if (isWrite(work))
      return this.#generation.hasEnded
        ? this.#late.keep(work.instalment?.rest() ?? work)
        : this.#judging.judge(work);
    if (frame.type === 'ask') this.#appending.await({ kind: 'ask', work, stateVector: frame.stateVector });
    else this.#appending.await({ kind: 'farewell', work });
    return undefined;
  }

  /** The freeze came before these writes: the text is read again without them, and they are kept as late. */
  #overtaken(batch: readonly Pending[]): void {
    const works = [...batch, ...this.#appending.takeBack()].map(({ work }) => work);
    for (const { connection } of works) connection.unsettled(-1);
    this.#waiting.unshift(...wholeAgain(works));
    this.#hold(async () => {
      await this.#generation.reload();
      this.#late.reloaded();
    });
    this.#end();
  }

  /** Whoever had it open moves on; what is in flight from them has its place behind this, and is kept as late. */
  #end(): void {
    if (this.#generation.hasEnded) return;
    this.#generation.hasEnded = true;
    const arrived = this.#tools.now().getTime();
    for (const connection of this.#audience) this.#take({ connection, frame: { type: 'farewell' }, arrived });
  }

  #hearPresence(connection: Connection, update: Uint8Array): void {
    this.#tellPresence(this.#audience.hear(connection, update, (client) => this.#generation.ownerOf(client)));
  }

  #tellPresence(entries: readonly PresenceEntry[]): void {
    if (entries.length > 0) this.#tools.fanout.tell({ type: 'presence', place: this.place, entries });
  }

  #catchUpWhenBehind(): void {
    if (this.#failed || this.#appending.underWay || this.#held || !this.#catchingUp.isBehind) return;
    this.#hold(() => this.#catchingUp.readMissed());
  }

  #compactWhenLong(): void {
    if (!this.#failed) this.#compaction.beginWhenLong(this.#audience.isEmpty);
  }

  /** A defect, or numbers that do not fit: nobody is told anything, the room is forgotten, and clients send again what they hold. */
  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#appending.stop();
    this.#tools.journal.error('A room failed', error, { ...this.place });
    for (const connection of this.#audience) connection.close('try-again');
    this.#tools.onDone(this);
  }

  #doneWhenIdle(): void {
    const isWorking = this.#held ?? this.#appending.underWay ?? this.#compaction.underWay;
    if (this.#audience.isEmpty && !isWorking && this.#appending.isEmpty && this.#long.size === 0)
      this.#tools.onDone(this);
  }
}
