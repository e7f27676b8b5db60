/**
 * One generation of one document while somebody has it open. Everything that touches the text passes one queue, in the order
 * of arrival: what is in the document when a question is answered or an update is shown has been committed before.
 */
import * as Y from 'yjs';
import { assemble, hasPending } from '#document/assemble.ts';
import { encodeLateProposalKept, type SocketAccess } from '#wire/messages.ts';
import type { Journal } from '../journal.ts';
import type { FoundRoom } from '../services/access.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { Audience } from './audience.ts';
import type { Connection, Listener } from './connection.ts';
import { deniedFrame, step1Frame, step2Frame, updateFrame, type Incoming } from './frames.ts';
import { judgeWrite } from './judge-write.ts';
import { LateProposals } from './late.ts';
import type { Loaded, Log, Place } from './log.ts';
import type { Rules } from './scan/resolve.ts';
import { WorkQueue } from './work-queue.ts';

export interface RoomTools {
  readonly log: Log;
  readonly journal: Journal;
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

interface Work {
  readonly connection: Connection;
  readonly frame: Exclude<Incoming, { type: 'awareness' | 'query-awareness' }> | { readonly type: 'greet' | 'farewell' };
  readonly arrived: number;
}

type Write = Work & { readonly frame: Extract<Incoming, { type: 'write' }> };

/** A write that may be acknowledged once everything before it is committed; `bytes` is null where it held nothing new. */
interface Accepted {
  readonly write: Write;
  readonly bytes: Uint8Array | null;
  readonly clocks: ReadonlyMap<number, number>;
}

export class Room implements Listener {
  readonly place: Place;
  readonly #tools: RoomTools;
  readonly #rules: Rules;
  readonly #audience = new Audience();
  readonly #acknowledgements = new WeakMap<Connection, Acknowledgements>();
  #doc: Y.Doc;
  #owners: Map<number, string>;
  #claims = new Map<number, string>();
  #lastSeq: number;
  #late: LateProposals | null = null;
  #ended: boolean;
  readonly #queue: WorkQueue<Work>;

  /** Rejects when the stored document cannot be read whole; then nothing has been changed. */
  static async load(tools: RoomTools, found: FoundRoom): Promise<Room> {
    return new Room(tools, found, await tools.log.load(found), await tools.rootsOf(found));
  }

  private constructor(tools: RoomTools, found: FoundRoom, loaded: Loaded, allowsRoot: Rules['allowsRoot']) {
    this.#tools = tools;
    this.place = { documentId: found.documentId, generation: found.generation };
    this.#rules = { allowsRoot, narrative: !found.isBench };
    this.#ended = found.ended;
    this.#doc = assemble(loaded.snapshot, loaded.updates);
    this.#owners = loaded.owners;
    this.#lastSeq = loaded.lastSeq;
    this.#queue = new WorkQueue({
      work: (batch) => this.#settle(batch),
      onFail: (error) => this.#fail(error),
      onIdle: () => this.#doneWhenIdle()
    });
  }

  join(connection: Connection): void {
    this.#audience.join(connection);
    this.#acknowledgements.set(connection, new Acknowledgements());
    connection.sendAccess();
    this.#enqueue(connection, { type: 'greet' });
    connection.attach(this);
  }

  leave(connection: Connection): void {
    if (this.#audience.leave(connection)) this.#doneWhenIdle();
  }

  receive(connection: Connection, frame: Incoming): void {
    if (frame.type === 'awareness') return this.#audience.hear(connection, frame.update, (client) => this.#owners.get(client));
    if (frame.type === 'query-awareness') return this.#audience.tellWhoIsHere(connection);
    this.#enqueue(connection, frame);
  }

  judged(connection: Connection, found: FoundRoom, before: SocketAccess): void {
    if (found.ended && !this.#ended) this.#end();
    // What was denied to a reader is still with the client: ask for it now that it may be written.
    if (before === 'read' && connection.access === 'write') this.#enqueue(connection, { type: 'greet' });
  }

  /** Settles when everything that has arrived so far is committed, refused or answered. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  #enqueue(connection: Connection, frame: Work['frame']): void {
    this.#queue.push({ connection, frame, arrived: this.#tools.now().getTime() });
  }

  async #settle(batch: readonly Work[]): Promise<void> {
    let accepted: Accepted[] = [];
    const commit = async (): Promise<void> => {
      const writes = accepted;
      accepted = [];
      await this.#commit(writes);
    };
    for (const work of batch) {
      const { connection } = work;
      await connection.standing;
      if (connection.isClosed) continue;
      if (isWrite(work) && !this.#ended) {
        const judged = this.#judge(work);
        if (judged) accepted.push(judged);
        continue;
      }
      await commit();
      if (isWrite(work)) await this.#keepLate(work);
      else if (work.frame.type === 'ask') this.#answer(connection, work.frame.stateVector);
      else if (work.frame.type === 'greet') this.#greet(connection);
      else connection.close('generation-ended');
    }
    await commit();
  }

  #judge(write: Write): Accepted | undefined {
    const { connection, frame } = write;
    const userId = connection.userId;
    const mayWrite = connection.access === 'write';
    const verdict = judgeWrite(this.#doc, frame.update, this.#rules, {
      userId,
      ownerOf: (client) => this.#owners.get(client),
      // What a reader sends is denied whatever it holds.
      mayTry: (bytes) => mayWrite && this.#tools.mayTry(userId, bytes)
    });
    if (verdict.kind === 'nothing-new') return { write, bytes: null, clocks: new Map() };
    if (verdict.kind === 'malformed') connection.refuse('malformed', verdict.reason);
    else if (!mayWrite) this.#deny(connection);
    else if (verdict.kind === 'unaffordable') connection.refuse('rate', 'too much to try');
    else if (verdict.kind === 'gap') this.#missed(write);
    else if (verdict.kind === 'foreign') this.#refuseForeign(connection, verdict.client);
    else {
      Y.applyUpdate(this.#doc, verdict.bytes);
      if (hasPending(this.#doc)) throw new Error('An update passed the scanner and left something waiting');
      for (const client of verdict.claims) {
        this.#owners.set(client, userId);
        this.#claims.set(client, userId);
      }
      return { write, bytes: verdict.bytes, clocks: verdict.clocks };
    }
    return undefined;
  }

  async #commit(accepted: readonly Accepted[]): Promise<void> {
    if (accepted.length === 0) return;
    const at = this.#tools.now();
    const entries = accepted.flatMap(({ write, bytes }) =>
      bytes ? [{ userId: write.connection.userId, at: at.toISOString(), bytes }] : []
    );
    if (entries.length > 0) {
      const newOwners = this.#claims;
      this.#claims = new Map();
      const outcome = await this.#tools.log.append(this.place, { firstSeq: this.#lastSeq + 1, entries, newOwners });
      if (outcome === 'ended') return this.#overtaken(accepted);
      this.#lastSeq += entries.length;
      this.#tools.journal.counters.updates.inc(entries.length);
    }
    this.#show(accepted, at);
  }

  /** Others see it, and its author knows it saved, only here: after the commit. */
  #show(accepted: readonly Accepted[], at: Date): void {
    const authors = new Set<Connection>();
    for (const { write, bytes, clocks } of accepted) {
      const { connection } = write;
      if (bytes) {
        this.#audience.show(updateFrame(bytes), connection);
        this.#tools.journal.counters.commitSeconds.observe(Math.max(0, this.#tools.now().getTime() - write.arrived) / 1000);
      }
      this.#acknowledgementsOf(connection).committed(write.frame.isAnswer, clocks, bytes !== null);
      authors.add(connection);
    }
    for (const author of authors) this.#acknowledge(author, at);
  }

  #acknowledge(connection: Connection, at: Date): void {
    const { writes, clocks } = this.#acknowledgementsOf(connection);
    connection.sendCommitted({ generation: this.place.generation, at: at.getTime(), writes, clocks });
  }

  /** The freeze came before these writes: the document is read again without them, and they are kept as late. */
  async #overtaken(accepted: readonly Accepted[]): Promise<void> {
    const loaded = await this.#tools.log.load(this.place);
    this.#doc = assemble(loaded.snapshot, loaded.updates);
    this.#owners = loaded.owners;
    this.#lastSeq = loaded.lastSeq;
    for (const { write } of accepted) await this.#keepLate(write);
    this.#end();
  }

  async #keepLate(write: Write): Promise<void> {
    const { connection, frame } = write;
    this.#late ??= new LateProposals(this.#tools, this.place, this.#doc, this.#owners, this.#rules);
    const outcome = await this.#late.keep(connection, frame.update);
    switch (outcome.kind) {
      case 'nothing-new':
        this.#acknowledgementsOf(connection).committed(frame.isAnswer, new Map(), false);
        return this.#acknowledge(connection, this.#tools.now());
      case 'kept':
        this.#acknowledgementsOf(connection).lost();
        if (connection.wantsOurs) connection.send(encodeLateProposalKept(outcome));
        return;
      case 'malformed':
        return connection.refuse('malformed', outcome.reason);
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

  /** Whoever had it open moves on; what is in flight from them has its place behind this, and is kept as late. */
  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const connection of this.#audience) this.#enqueue(connection, { type: 'farewell' });
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
    connection.send(step1Frame(Y.encodeStateVector(this.#doc)));
  }

  #greet(connection: Connection): void {
    this.#ask(connection);
    this.#audience.tellWhoIsHere(connection);
  }

  #answer(connection: Connection, stateVector: Uint8Array): void {
    const update = Y.encodeStateAsUpdate(this.#doc, stateVector);
    if (!this.#tools.mayFetch(connection.userId, update.length)) return connection.refuse('rate', 'too much fetched');
    connection.send(step2Frame(update));
  }

  #acknowledgementsOf(connection: Connection): Acknowledgements {
    const found = this.#acknowledgements.get(connection);
    if (!found) throw new Error('A connection was heard before it had joined');
    return found;
  }

  /** A defect or a lost database: nobody is told anything, the room is forgotten, and clients send again what they hold. */
  #fail(error: unknown): void {
    this.#tools.journal.error('A room failed', error, { ...this.place });
    for (const connection of this.#audience) connection.close('try-again');
    this.#tools.onDone(this);
  }

  #doneWhenIdle(): void {
    if (this.#audience.isEmpty && this.#queue.isIdle) this.#tools.onDone(this);
  }
}

const isWrite = (work: Work): work is Write => work.frame.type === 'write';
