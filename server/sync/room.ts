/**
 * One generation of one document while somebody has it open. It judges what comes in, hands it to the log, and shows it once
 * it is committed: what a question is answered with, and what anybody sees or is told is saved, the log has. It holds bytes
 * and a skeleton, no document.
 */
import { encodeLateProposalKept, encodeQuarantined, encodeTrouble, type SocketAccess, type Trouble } from '#wire/messages.ts';
import type { Journal } from '../journal.ts';
import type { FoundRoom } from '../services/access.ts';
import { UnsoundDocumentError } from '../workshop/errors.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { Audience } from './audience.ts';
import type { Connection, Listener, Missed } from './connection.ts';
import type { Fanout, PresenceEntry } from './fanout.ts';
import { deniedFrame, step1Frame, updateFrame, type Incoming } from './frames.ts';
import { judgeUpdate, type AcceptedUpdate as Accepted } from './judge-update.ts';
import { LateProposals } from './late.ts';
import type { Appended, Log, Place } from './log.ts';
import { Packet } from './packet.ts';
import type { Rules } from './scan/resolve.ts';
import { Text } from './text.ts';
import type { Turn } from './turn.ts';
import { orderHolds, type TrialTools } from './trial.ts';

export interface RoomTools extends TrialTools {
  readonly log: Log;
  readonly fanout: Fanout;
  readonly journal: Journal;
  readonly turn: Turn;
  /** Which roots a document may have. */
  readonly rootsOf: (found: FoundRoom) => Promise<(name: string) => boolean>;
  readonly now: () => Date;
  readonly newId: () => string;
  /** False when this person has fetched too much of late. */
  readonly mayFetch: (userId: string, bytes: number) => boolean;
  /** False when this person has had too much tried in scratch documents of late. */
  readonly mayTry: (userId: string, bytes: number) => boolean;
  /** The room has nobody left and nothing to do, or has failed: it is to be forgotten. */
  readonly onDone: (room: Room) => void;
}

type WriteFrame = Extract<Incoming, { type: 'write' }>;

interface Work {
  readonly connection: Connection;
  readonly frame: WriteFrame | Extract<Incoming, { type: 'ask' }> | { readonly type: 'farewell' };
  readonly arrived: number;
}

type Write = Work & { readonly frame: WriteFrame };

/** What waits until all before it is committed, in the order of arrival: each socket's writes are accounted for in that order. */
type Pending =
  /** `accepted` is null where it held nothing new. */
  | { readonly kind: 'write'; readonly work: Write; readonly accepted: Accepted | null }
  | { readonly kind: 'gap' | 'denied'; readonly work: Write }
  | { readonly kind: 'ask'; readonly work: Work; readonly stateVector: Uint8Array }
  | { readonly kind: 'farewell'; readonly work: Work };

interface Written {
  readonly work: Write;
  readonly accepted: Accepted;
}

/** What is settled together, once its writes are committed. */
interface Batch {
  readonly pending: readonly Pending[];
  readonly written: readonly Written[];
  readonly at: Date;
  /** Who begins to write under which client id with it. */
  readonly newOwners: ReadonlyMap<number, string>;
}

/** Of one append at most. */
const maxAppend = 4_096;
/** While nothing is committed, what waits is bounded: those who go on writing are sent away and come back. */
const maxPending = 20_000;

export class Room implements Listener {
  readonly place: Place;
  readonly #tools: RoomTools;
  readonly #rules: Rules;
  readonly #audience = new Audience();
  readonly #acknowledgements = new WeakMap<Connection, Acknowledgements>();
  #text: Text;
  #owners: Map<number, string>;
  #claims = new Map<number, string>();
  #late: LateProposals | null = null;
  #ended: boolean;
  #failed = false;
  /** Waits while one write needs longer than a turn to be judged. */
  readonly #waiting: Work[] = [];
  #judging: Promise<void> | null = null;
  readonly #pending: Pending[] = [];
  #appending: Promise<void> | null = null;
  #compacting: Promise<void> | null = null;
  /** The stored text cannot be laid together; it stays as it is until it is loaded anew. */
  #unsound = false;
  /** Another node has committed up to here. */
  #newsThrough = 0;

  /** Rejects when the stored document cannot be read whole; then nothing has been changed. */
  static async load(tools: RoomTools, found: FoundRoom): Promise<Room> {
    const [loaded, allowsRoot] = await Promise.all([tools.log.load(found), tools.rootsOf(found)]);
    return new Room(tools, found, { text: new Text(loaded, tools.now().getTime()), owners: loaded.owners }, allowsRoot);
  }

  private constructor(
    tools: RoomTools,
    found: FoundRoom,
    stored: { readonly text: Text; readonly owners: Map<number, string> },
    allowsRoot: Rules['allowsRoot']
  ) {
    this.#tools = tools;
    this.place = { documentId: found.documentId, generation: found.generation };
    this.#rules = { allowsRoot, narrative: !found.isBench };
    this.#ended = found.ended;
    this.#text = stored.text;
    this.#owners = stored.owners;
  }

  join(connection: Connection): void {
    this.#audience.join(connection);
    this.#acknowledgements.set(connection, new Acknowledgements());
    connection.shownThrough = this.#text.lastSeq;
    connection.sendAccess();
    this.#ask(connection);
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
    this.#take({ connection, frame, arrived: this.#tools.now().getTime() });
  }

  judged(connection: Connection, found: FoundRoom, before: SocketAccess): void {
    if (found.ended && !this.#ended) this.#end();
    // What was denied to a reader is still with the client: ask for it now that it may be written.
    if (before === 'read' && connection.access === 'write') this.#ask(connection);
  }

  missedBy(connection: Connection, bytes: number): Missed {
    const { updates, through } = this.#text.portionAfter(connection.shownThrough, bytes);
    const isAll = through === this.#text.lastSeq;
    const messages = updates.map(updateFrame);
    return { packet: new Packet(...messages, ...(isAll ? this.#audience.whoIsHere() : [])), through, isAll };
  }

  get hasFailed(): boolean {
    return this.#failed;
  }

  /** Settles when everything that has arrived so far is committed, refused or answered. */
  async settled(): Promise<void> {
    for (let work = this.#underWay; work && !this.#failed; work = this.#underWay) await work;
    await this.#compacting;
  }

  /** Another node has committed this. */
  hearCommitted(firstSeq: number, updates: readonly Uint8Array[], owners: ReadonlyMap<number, string>): void {
    if (this.#failed) return;
    this.#newsThrough = Math.max(this.#newsThrough, firstSeq + updates.length - 1);
    // In the middle of an append of our own the numbers tell only afterwards what comes next.
    if (!this.#appending && !this.#judging && firstSeq === this.#text.lastSeq + 1) this.#takeForeign(updates, owners);
    else this.lookForMissed(this.#newsThrough);
  }

  /** The log is known to reach up to this number: what has not come by itself is read from it. */
  lookForMissed(through: number): void {
    this.#newsThrough = Math.max(this.#newsThrough, through);
    if (this.#failed || this.#appending || this.#judging || this.#newsThrough <= this.#text.lastSeq) return;
    this.#hold(() => this.#catchUp());
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
    for (const connection of this.#audience) if (connection.wantsOurs) connection.send(encodeTrouble(trouble));
  }

  /** For the turn: writes that came in it go to the log together. */
  turnEnds(): void {
    try {
      this.#append();
    } catch (error) {
      this.#fail(error);
    }
  }

  get #isFree(): boolean {
    return !this.#failed && this.#judging === null;
  }

  get #underWay(): Promise<void> | null {
    if (this.#judging ?? this.#appending) return this.#judging ?? this.#appending;
    return this.#pending.length > 0 ? new Promise((resolve) => setImmediate(resolve)) : null;
  }

  #take(work: Work): void {
    if (this.#judging) {
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

  /** Nothing else is judged until this is done. */
  #hold(begin: () => Promise<void>): void {
    const judging: Promise<void> = (this.#judging ?? Promise.resolve())
      .then(begin)
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        if (this.#judging === judging) this.#goOn();
      })
      .catch((error: unknown) => this.#fail(error));
    this.#judging = judging;
  }

  #goOn(): void {
    this.#judging = null;
    while (this.#isFree) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#take(next);
    }
    this.lookForMissed(this.#newsThrough);
    this.#doneWhenIdle();
  }

  #work(work: Work): Promise<void> | undefined {
    const { connection, frame } = work;
    if (connection.isClosed) return undefined;
    if (isWrite(work)) return this.#ended ? this.#keepLate(work) : this.#judge(work);
    if (frame.type === 'ask') this.#await({ kind: 'ask', work, stateVector: frame.stateVector });
    else this.#await({ kind: 'farewell', work });
    return undefined;
  }

  #judge(work: Write): Promise<void> | undefined {
    const { connection, frame } = work;
    if (frame.isAnswer && this.#text.isKnown(frame.update)) {
      this.#await({ kind: 'write', work, accepted: null });
      return undefined;
    }
    const verdict = judgeUpdate(this.#text.skeleton, frame.update, this.#rules, {
      userId: connection.userId,
      ownerOf: (client) => this.#owners.get(client)
    });
    if (verdict.kind === 'malformed') connection.refuse('malformed', verdict.reason);
    else if (verdict.kind === 'nothing-new') {
      if (frame.isAnswer) this.#text.foundKnown(frame.update);
      this.#await({ kind: 'write', work, accepted: null });
    }
    // A document that only reads still tidies the formats it has read, and tells of it: that is no writing.
    else if (connection.access !== 'write' && verdict.kind === 'accepted' && verdict.tidiesOnly) this.#await({ kind: 'write', work, accepted: null });
    else if (connection.access !== 'write') this.#await({ kind: 'denied', work });
    else if (verdict.kind === 'gap') this.#await({ kind: 'gap', work });
    else if (verdict.kind === 'foreign') this.#refuseForeign(connection, verdict.client);
    else if (verdict.kind === 'unknown-content') return this.#quarantine(work, verdict.reason);
    else if (verdict.orderUnsure) return this.#try(work, verdict);
    else this.#accept(work, verdict);
    return undefined;
  }

  /** An order that cannot be told from the skeleton is tried out where it holds up nobody else's room. */
  async #try(write: Write, verdict: Accepted): Promise<void> {
    const { connection } = write;
    await this.#appended();
    if (connection.isClosed) return;
    if (this.#ended) return this.#keepLate(write);
    switch (await orderHolds(this.#tools, connection.userId, this.#text, verdict.bytes)) {
      case 'holds':
        return this.#accept(write, verdict);
      case 'breaks':
        return connection.refuse('malformed', 'stands where no load would put it');
      case 'unaffordable':
        return connection.refuse('rate', 'too much to try');
    }
  }

  #accept(write: Write, accepted: Accepted): void {
    const { userId } = write.connection;
    this.#text.skeleton.integrate(accepted.resolved);
    for (const client of accepted.claims) {
      this.#owners.set(client, userId);
      this.#claims.set(client, userId);
    }
    this.#await({ kind: 'write', work: write, accepted });
  }

  #await(pending: Pending): void {
    if (this.#pending.length >= maxPending) return pending.work.connection.refuse('rate', 'nothing can be saved just now');
    this.#pending.push(pending);
    pending.work.connection.unsettled(1);
    if (!this.#appending) this.#tools.turn.atEnd(this);
  }

  #append(): void {
    if (this.#appending || this.#failed || this.#pending.length === 0) return;
    const pending = this.#pending.splice(0, maxAppend);
    const written = pending.flatMap((one) => (one.kind === 'write' && one.accepted ? [{ work: one.work, accepted: one.accepted }] : []));
    const batch = { pending, written, at: this.#tools.now(), newOwners: this.#claims };
    if (written.length === 0) return this.#settle(batch);
    this.#claims = new Map();
    const at = batch.at.toISOString();
    const entries = written.map(({ work, accepted }) => ({ userId: work.connection.userId, at, bytes: accepted.bytes }));
    this.#appending = this.#tools.log
      .append(this.place, { after: this.#text.lastSeq, entries, newOwners: batch.newOwners })
      .then((outcome) => this.#follow(outcome, batch))
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        this.#appending = null;
        if (this.#failed) return;
        this.#append();
        this.lookForMissed(this.#newsThrough);
        this.#compactWhenLong();
        this.#doneWhenIdle();
      })
      .catch((error: unknown) => this.#fail(error));
  }

  /** Until all that has been accepted is committed. */
  async #appended(): Promise<void> {
    this.#append();
    while (this.#appending) await this.#appending;
  }

  async #follow(outcome: Appended, batch: Batch): Promise<void> {
    if (outcome.kind === 'ended') return this.#overtaken(batch.pending);
    if (outcome.kind === 'foreign') throw new Error(`Client id ${outcome.client} was taken on another node`);
    // Another node was first with some numbers: what stands there comes before ours.
    if (outcome.firstSeq > this.#text.lastSeq + 1) await this.#catchUp(outcome.firstSeq - 1);
    for (const { accepted } of batch.written) this.#text.append(accepted.bytes, accepted.clocks);
    const updates = batch.written.map(({ accepted }) => accepted.bytes);
    this.#tools.journal.counters.updates.inc(updates.length);
    this.#tools.fanout.tell({ type: 'committed', place: this.place, firstSeq: outcome.firstSeq, updates, owners: batch.newOwners });
    this.#settle(batch);
  }

  /** Others see it, and its author knows it saved, only here: after the commit. */
  #settle({ pending, written, at }: Batch): void {
    this.#show(written);
    const authors = new Set<Connection>();
    const acknowledge = (): void => {
      for (const author of authors) this.#acknowledge(author, at);
      authors.clear();
    };
    for (const one of pending) {
      const { connection } = one.work;
      connection.unsettled(-1);
      if (connection.isClosed) continue;
      switch (one.kind) {
        case 'write':
          this.#acknowledgementsOf(connection).committed(one.work.frame.isAnswer, one.accepted?.clocks ?? noClocks, one.accepted !== null);
          authors.add(connection);
          break;
        case 'gap':
          this.#missed(one.work);
          break;
        case 'denied':
          this.#deny(connection);
          break;
        case 'ask':
          this.#answer(connection, one.stateVector);
          break;
        case 'farewell':
          acknowledge();
          connection.close('generation-ended');
      }
    }
    acknowledge();
  }

  #show(written: readonly Written[]): void {
    const first = written[0];
    if (!first) return;
    const waited = this.#tools.now().getTime() - first.work.arrived;
    this.#tools.journal.counters.commitSeconds.observe(Math.max(0, waited) / 1000);
    const packet = new Packet(...written.map(({ accepted }) => updateFrame(accepted.bytes)));
    // Each gets the same bytes, so that they are made once: where several wrote, each also their own.
    const { connection } = first.work;
    const from = written.every(({ work }) => work.connection === connection) ? connection : null;
    this.#audience.show(packet, this.#text.lastSeq, from);
  }

  #acknowledge(connection: Connection, at: Date): void {
    const { writes, clocks } = this.#acknowledgementsOf(connection);
    connection.sendCommitted({ generation: this.place.generation, at: at.getTime(), writes, clocks });
  }

  /** The freeze came before these writes: the text is read again without them, and they are kept as late. */
  #overtaken(batch: readonly Pending[]): void {
    const works = [...batch, ...this.#pending.splice(0)].map(({ work }) => work);
    for (const { connection } of works) connection.unsettled(-1);
    this.#waiting.unshift(...works);
    this.#hold(() => this.#reload());
    this.#end();
  }

  async #reload(): Promise<void> {
    const loaded = await this.#tools.log.load(this.place);
    this.#text = new Text(loaded, this.#tools.now().getTime());
    this.#owners = loaded.owners;
    this.#late = null;
  }

  async #keepLate(write: Write): Promise<void> {
    const { connection, frame } = write;
    this.#late ??= new LateProposals(this.#tools, this.place, this.#text, this.#owners, this.#rules);
    const outcome = await this.#late.keep(connection, frame.update);
    switch (outcome.kind) {
      case 'nothing-new':
        this.#acknowledgementsOf(connection).committed(frame.isAnswer, noClocks, false);
        return this.#acknowledge(connection, this.#tools.now());
      case 'kept':
        this.#acknowledgementsOf(connection).lost();
        if (connection.wantsOurs) connection.send(encodeLateProposalKept(outcome));
        return;
      case 'malformed':
        return connection.refuse('malformed', outcome.reason);
      case 'unknown-content':
        return this.#quarantine(write, outcome.reason);
      case 'gap':
        return this.#missed(write);
      case 'foreign':
        return this.#refuseForeign(connection, outcome.client);
      case 'too-large':
        return connection.refuse('too-large', 'late proposal too large');
      case 'unaffordable':
        return connection.refuse('rate', 'too much to try');
      case 'denied':
        return this.#deny(connection);
    }
  }

  /** Nobody sees it and nobody builds on it; it is kept aside for whoever looks into it, and its author is told. */
  async #quarantine({ connection, frame }: Write, reason: string): Promise<void> {
    const { userId } = connection;
    const at = this.#tools.now().toISOString();
    await this.#tools.log.quarantine(this.place, { userId, at, reason, bytes: frame.update });
    this.#tools.journal.warn('An update with content that the schema does not know was set aside', { userId, reason, ...this.place });
    if (connection.wantsOurs) connection.send(encodeQuarantined(reason));
    connection.refuse('malformed', 'content that the schema does not know');
  }

  /** Whoever had it open moves on; what is in flight from them has its place behind this, and is kept as late. */
  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const arrived = this.#tools.now().getTime();
    for (const connection of this.#audience) this.#take({ connection, frame: { type: 'farewell' }, arrived });
  }

  #deny(connection: Connection): void {
    this.#acknowledgementsOf(connection).lost();
    this.#tools.journal.counters.refusedFrames.inc({ reason: 'denied' });
    connection.send(deniedFrame('permission denied'));
  }

  #missed({ connection, frame }: Write): void {
    const next = this.#acknowledgementsOf(connection).missed(frame.isAnswer);
    if (next === 'ask') this.#ask(connection);
    else if (next === 'close') connection.refuse('malformed', 'builds on what is not here');
  }

  #refuseForeign(connection: Connection, client: number): void {
    this.#tools.journal.warn('A client id of somebody else was written under', {
      userId: connection.userId,
      owner: this.#owners.get(client) ?? null,
      client,
      ...this.place
    });
    connection.refuse('forbidden', 'client id of somebody else');
  }

  #ask(connection: Connection): void {
    this.#acknowledgementsOf(connection).asked();
    connection.send(step1Frame(this.#text.stateVector()));
  }

  #answer(connection: Connection, stateVector: Uint8Array): void {
    const { packet, size } = this.#text.answerTo(stateVector);
    if (this.#tools.mayFetch(connection.userId, size)) connection.sendPacket(packet);
    else connection.refuse('rate', 'too much fetched');
  }

  #hearPresence(connection: Connection, update: Uint8Array): void {
    this.#tellPresence(this.#audience.hear(connection, update, (client) => this.#owners.get(client)));
  }

  #tellPresence(entries: readonly PresenceEntry[]): void {
    if (entries.length > 0) this.#tools.fanout.tell({ type: 'presence', place: this.place, entries });
  }

  #takeForeign(updates: readonly Uint8Array[], owners: ReadonlyMap<number, string>): void {
    for (const bytes of updates) this.#text.appendForeign(bytes);
    for (const [client, userId] of owners) this.#owners.set(client, userId);
    this.#audience.show(new Packet(...updates.map(updateFrame)), this.#text.lastSeq, null);
  }

  /** Reads from the log what was committed elsewhere, up to a number where our own begins. */
  async #catchUp(through = Number.MAX_SAFE_INTEGER): Promise<void> {
    const missed = await this.#tools.log.listAfter(this.place, this.#text.lastSeq);
    if (missed === 'gone') throw new Error('What was missed has been laid into a snapshot meanwhile');
    const updates = missed.updates.filter(({ seq }) => seq <= through).map(({ bytes }) => bytes);
    if (updates.length > 0) this.#takeForeign(updates, missed.owners);
    // The log is the truth: what somebody has told beyond it is not there.
    if (through === Number.MAX_SAFE_INTEGER) this.#newsThrough = this.#text.lastSeq;
  }

  #compactWhenLong(): void {
    if (this.#compacting || this.#unsound || this.#failed || !this.#text.isLong(this.#audience.isEmpty, this.#tools.now().getTime())) return;
    const throughSeq = this.#text.lastSeq;
    this.#compacting = this.#tools.workshop
      .compact(this.#text.pieces)
      .then(async (compacted) => {
        const snapshot = { throughSeq, ...compacted };
        await this.#tools.log.keepSnapshot(this.place, snapshot);
        if (!this.#failed) this.#text.compacted(snapshot, this.#tools.now().getTime());
      })
      .catch((error: unknown) => {
        this.#unsound = error instanceof UnsoundDocumentError;
        this.#text.compactLater(this.#tools.now().getTime());
        this.#tools.journal.error('A text could not be laid together; its log stays as it is', error, { ...this.place });
      })
      .then(() => {
        this.#compacting = null;
        this.#doneWhenIdle();
      });
  }

  #acknowledgementsOf(connection: Connection): Acknowledgements {
    const found = this.#acknowledgements.get(connection);
    if (!found) throw new Error('A connection was heard before it had joined');
    return found;
  }

  /** A defect, or numbers that do not fit: nobody is told anything, the room is forgotten, and clients send again what they hold. */
  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#tools.journal.error('A room failed', error, { ...this.place });
    for (const connection of this.#audience) connection.close('try-again');
    this.#tools.onDone(this);
  }

  #doneWhenIdle(): void {
    if (this.#audience.isEmpty && !this.#judging && !this.#appending && !this.#compacting && this.#pending.length === 0) this.#tools.onDone(this);
  }
}

const noClocks: ReadonlyMap<number, number> = new Map();
const isWrite = (work: Work): work is Write => work.frame.type === 'write';
