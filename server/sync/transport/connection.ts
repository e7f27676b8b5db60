/**
 * Connects one person to one room: messages in, messages out. It holds what this person may do right now;
 * while that is authorized again, incoming messages are held.
 */
import { closeCodes, type CloseReason } from '#wire/close.ts';
import { encodeAccess, encodeClientIdsTaken, encodeCommitted, type SocketAccess } from '#wire/messages.ts';
import { isSameParts, type Parts } from '#base/parts.ts';
import type { Actor } from '#base/permissions.ts';
import type { Logger } from '#server/process/logger.ts';
import { inOwnRound } from '#server/process/rounds.ts';
import type { FoundRoom } from '../handshake/room-facts.ts';
import { accessOf, partsOf } from '#rules/documents/room-rights.ts';
import { parseFrame, type Incoming } from './frames.ts';
import type { Transport } from './transport.ts';
import { Packet, type Message, type Portion } from './packet.ts';
import type { PresenceUser } from './presence-user.ts';
import type { RevocableSocket, Round } from '../handshake/revoke.ts';
import { Malformed } from '../scan/cursor.ts';

/** Describes the user of a connection and its room, as the database states now. */
export interface CurrentAccess {
  readonly actor: Actor | null;
  readonly found: FoundRoom | undefined;
}

/** Describes the events that a connection reports to its room. */
export interface Listener {
  receive(connection: Connection, frame: Incoming): void;
  leave(connection: Connection): void;
  /** Its person's rights or its room's facts were read again. */
  accessRechecked(connection: Connection, found: FoundRoom, before: Rights): void;
  /** It had not been shown everything for a while and can take some of it now. */
  missedBy(connection: Connection): Missed;
  /** It has been shown everything again. */
  caughtUp(connection: Connection): void;
}

/** Holds what a connection's person may do in its room, and where they write, in which parts of it. */
export interface Rights {
  readonly access: SocketAccess;
  readonly parts: Parts;
}

/** Holds a portion of what a connection missed, and whether it is the last. */
export interface Missed {
  readonly portion: Portion;
  readonly isAll: boolean;
}

export interface ConnectionTools {
  readonly logger: Logger;
  readonly now: () => Date;
  /** False when this person has sent too much of late. */
  readonly mayReceive: (userId: string, bytes: number) => boolean;
  /**
   * Reads the user and the room of a connection; facts that many connections share are read once in a round.
   */
  readonly readCurrentAccess: (connection: Connection, round: Round) => Promise<CurrentAccess>;
}

/**
 * Limits what waits for a reader; above it nothing more is shown until it has taken it; then it gets what it
 * missed, a portion at a time.
 */
const behindAt = 1024 * 1024;
/**
 * Limits waiting answers and acknowledgements, which are never left out: a connection with more than this is
 * closed.
 */
const maxWaiting = 4 * 1024 * 1024;
/**
 * Sets from how many waiting bytes a connection must take some within the time below; fewer may wait until it
 * recovers or reconnects.
 */
const muchAt = 64 * 1024;
const maxStillMilliseconds = 15_000;
/** Sets from how many bytes a frame is looked at in a round of the event loop of its own: several may arrive in one. */
const largeFrame = 128 * 1024;
/** Limits the messages held while the room is still loading, or while rights are authorized. */
const maxHeld = 1000;
/**
 * Limits the writes that are not committed yet; above it nothing more is read from the transport until they
 * are.
 */
const maxUnsettled = 2000;

export class Connection implements PresenceUser, RevocableSocket, Rights {
  readonly user: Readonly<Record<string, unknown>>;
  readonly wantsOurs: boolean;
  readonly presenceId: number | null;
  /** Lists client ids under which the client holds unsent text, as its handshake named them. */
  readonly clientIds: readonly number[];
  actor: Actor;
  found: FoundRoom;
  access: SocketAccess;
  parts: Parts;
  /** Gives the number in the log up to which it has been shown what others wrote. */
  shownThrough = 0;
  readonly #transport: Transport;
  readonly #tools: ConnectionTools;
  #listener: Listener | null = null;
  readonly #held: Incoming[] = [];
  /** Counts what waits for a round of its own: large frames, and all that came after them. */
  #delayed = 0;
  /** Counts the authorizations and long writes under way: what comes in meanwhile is held. */
  #holds = 0;
  #accessChecked: Promise<void> = Promise.resolve();
  #free: Promise<unknown> = Promise.resolve();
  #closed = false;
  #alive = true;
  #behind = false;
  #waitingBefore = 0;
  #takingAt: number;
  #unsettled = 0;
  #heldBack = false;
  readonly #goneCalls: (() => void)[] = [];
  #gone = false;

  constructor(
    transport: Transport,
    who: {
      actor: Actor;
      user: Readonly<Record<string, unknown>>;
      found: FoundRoom;
      wantsOurs: boolean;
      presenceId: number | null;
      clientIds: readonly number[];
    },
    tools: ConnectionTools
  ) {
    this.#transport = transport;
    this.#tools = tools;
    this.#takingAt = tools.now().getTime();
    this.user = who.user;
    this.wantsOurs = who.wantsOurs;
    this.presenceId = who.presenceId;
    this.clientIds = who.clientIds;
    this.actor = who.actor;
    this.found = who.found;
    this.access = accessOf(who.actor, who.found) === 'write' ? 'write' : 'read';
    this.parts = partsOf(who.actor, who.found);
    transport.listen({
      message: (data) => this.#orClose(() => this.#onMessage(data)),
      malformed: (sentence) => this.refuse('malformed', sentence),
      broken: () => tools.logger.metrics.refusedFrames.inc({ reason: 'socket' }),
      alive: () => (this.#alive = true),
      drained: () => this.#orClose(() => this.#onDrained()),
      gone: () => this.#afterLarge(() => this.#onGone())
    });
  }

  get userId(): string {
    return this.actor.userId;
  }

  get sessionId(): string {
    return this.actor.sessionId;
  }

  get documentId(): string {
    return this.found.documentId;
  }

  get studyId(): string {
    return this.found.studyId;
  }

  /** What a peer sent before it left by itself still counts. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** States whether it is shown nothing for now because too much waits for it. */
  get isBehind(): boolean {
    return this.#behind;
  }

  /** Settles once no authorization is under way. */
  get accessChecked(): Promise<void> {
    return this.#accessChecked;
  }

  /** Attaches the loaded room; what has arrived meanwhile is handled first. */
  attach(listener: Listener): void {
    this.#listener = listener;
    this.#release();
    if (this.#gone) listener.leave(this);
  }

  /** Calls when the connection is gone for good, at once when it is already. */
  onGone(call: () => void): void {
    if (this.#gone) call();
    else this.#goneCalls.push(call);
  }

  send(...messages: readonly Message[]): void {
    this.sendPacket(new Packet(messages));
  }

  sendPacket(packet: Packet): void {
    if (this.#closed || !this.#transport.isOpen || packet.messages.length === 0) return;
    if (this.#transport.waiting > maxWaiting) this.close('too-slow');
    else this.#transport.send(packet);
  }

  /** Shows what others wrote, up to this number in the log. */
  show(packet: Packet, through: number): void {
    if (this.#isFull()) return;
    this.shownThrough = through;
    this.sendPacket(packet);
  }

  /**
   * Shows presence, which is state and not history: a connection that is behind misses nothing by missing
   * some of it.
   */
  showPresence(packet: Packet): void {
    if (!this.#isFull()) this.sendPacket(packet);
  }

  sendAccess(): void {
    if (this.wantsOurs) this.send(encodeAccess(this.access));
  }

  sendCommitted(message: Parameters<typeof encodeCommitted>[0]): void {
    if (this.wantsOurs) this.send(encodeCommitted(message));
  }

  /** Reports client ids that belong to other people. */
  sendTaken(clients: readonly number[]): void {
    if (this.wantsOurs && clients.length > 0) this.send(encodeClientIdsTaken(clients));
  }

  /** Changes the number of its writes that wait for the log. */
  unsettled(change: number): void {
    this.#unsettled += change;
    const isHeld = this.#unsettled > maxUnsettled;
    if (isHeld === this.#heldBack) return;
    this.#heldBack = isHeld;
    this.#transport.holdBack(isHeld);
  }

  /** Nothing that arrives from now on is handled. */
  close(reason: CloseReason, sentence: string = reason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#transport.holdBack(false);
    this.#transport.close(closeCodes[reason].number, sentence);
  }

  /** Closes because of what the other end sent. */
  refuse(reason: CloseReason, sentence: string): void {
    if (this.#closed) return;
    this.#tools.logger.metrics.refusedFrames.inc({ reason });
    this.#tools.logger.info('socket refused', {
      reason,
      sentence,
      userId: this.userId,
      documentId: this.found.documentId
    });
    this.close(reason, sentence);
  }

  /** A reader that takes some of what waits for it is left its time. */
  checkSlowReader(): void {
    this.#orClose(() => {
      const { waiting } = this.#transport;
      const at = this.#tools.now().getTime();
      if (waiting < muchAt || waiting < this.#waitingBefore) this.#takingAt = at;
      this.#waitingBefore = waiting;
      if (at - this.#takingAt > maxStillMilliseconds) this.close('too-slow');
    });
  }

  /** Drops a peer that has not answered since the last call; pings it otherwise. */
  checkPulse(): void {
    if (!this.#alive) return this.#transport.cut();
    this.#alive = false;
    this.#transport.ping();
  }

  /**
   * Reads the facts again and applies them. When they cannot be read, the connection is closed: nothing
   * passes without authorization.
   */
  recheckAccess(round: Round): Promise<void> {
    this.#accessChecked = Promise.all([this.#accessChecked, this.#tools.readCurrentAccess(this, round)])
      .then(([, accessChecked]) => this.#follow(accessChecked))
      .catch((error: unknown) => {
        this.#tools.logger.error('Rights could not be read again', error, { userId: this.userId });
        this.close('try-again');
      });
    this.holdUntil(this.#accessChecked);
    return this.#accessChecked;
  }

  /** Holds what comes in until a promise settles, which must never reject. */
  holdUntil(done: Promise<void>): void {
    this.#holds++;
    const released = done.then(() => {
      this.#holds--;
      this.#release();
    });
    this.#free = Promise.all([this.#free, released]);
  }

  #follow({ actor, found }: CurrentAccess): void {
    if (this.#closed) return;
    if (!actor) return this.close('session-ended');
    const access = found ? accessOf(actor, found) : 'none';
    if (!found || access === 'none') return this.close('forbidden');
    const before = { access: this.access, parts: this.parts };
    const parts = partsOf(actor, found);
    this.actor = actor;
    this.found = found;
    this.access = access;
    if (!isSameParts(parts, before.parts)) this.parts = parts;
    if (access !== before.access) this.sendAccess();
    this.#listener?.accessRechecked(this, found, before);
  }

  /** Closes this connection, never the process, on a defect; its client reconnects with what it holds. */
  #orClose(event: () => void): void {
    try {
      event();
    } catch (error) {
      this.#tools.logger.error('A message of a connection could not be handled', error, {
        userId: this.userId,
        documentId: this.documentId
      });
      this.close('try-again');
    }
  }

  #onMessage(data: Uint8Array): void {
    if (this.#closed) return;
    this.#alive = true;
    if (!this.#tools.mayReceive(this.userId, data.length)) return this.refuse('rate', 'too much at once');
    if (data.length < largeFrame) this.#afterLarge(() => this.#read(data));
    else this.#delay(() => this.#read(data));
  }

  /** Does something now, or after the large frames that came before. */
  #afterLarge(event: () => void): void {
    if (this.#delayed > 0) this.#delay(event);
    else this.#orClose(event);
  }

  #delay(event: () => void): void {
    this.#delayed++;
    inOwnRound(() => {
      this.#delayed--;
      this.#orClose(event);
    });
  }

  #read(data: Uint8Array): void {
    if (this.#closed) return;
    try {
      const frame = parseFrame(data);
      if (this.#listener && this.#holds === 0 && this.#held.length === 0) this.#listener.receive(this, frame);
      else if (this.#held.push(frame) > maxHeld) this.refuse('rate', 'too much before it could be looked at');
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.refuse('malformed', error.message);
    }
  }

  #release(): void {
    // A long write among them holds what is behind it.
    while (this.#listener && this.#holds === 0) {
      const frame = this.#held.shift();
      if (!frame) return;
      if (!this.#closed) this.#listener.receive(this, frame);
    }
  }

  /** Checks whether so much waits for it that it is shown nothing now. */
  #isFull(): boolean {
    this.#behind ||= this.#transport.waiting > behindAt;
    return this.#behind;
  }

  #onDrained(): void {
    if (!this.#behind || this.#closed || !this.#listener) return;
    const { portion, isAll } = this.#listener.missedBy(this);
    this.shownThrough = portion.through;
    this.#behind = !isAll;
    this.sendPacket(portion.packet);
    if (isAll) this.#listener.caughtUp(this);
  }

  #onGone(): void {
    if (this.#gone) return;
    this.#gone = true;
    // What was held still counts, unless its rights are gone.
    if (this.#holds > 0) void this.#free.then(() => this.#listener?.leave(this));
    else this.#listener?.leave(this);
    for (const call of this.#goneCalls.splice(0)) call();
  }
}
