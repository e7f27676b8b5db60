/**
 * One line of one person in one room: messages in, messages out. It knows what this person may do right now; while that is
 * judged again, what comes in is held.
 */
import { closeCodes, type CloseReason } from '#wire/close.ts';
import { encodeAccess, encodeCommitted, type SocketAccess } from '#wire/messages.ts';
import { isSameParts, type Parts } from '#domain/parts.ts';
import type { Actor } from '#domain/permissions.ts';
import type { Logger } from '../../logger.ts';
import { accessOf, partsOf, type FoundRoom } from '../../services/access.ts';
import { parseFrame, type Incoming } from './frames.ts';
import type { Transport } from './transport.ts';
import { Packet, type Message, type Portion } from './packet.ts';
import type { PresenceUser } from './presence-user.ts';
import type { RevocableSocket, Round } from '../handshake/revoke.ts';
import { Malformed } from '../scan/cursor.ts';

/** Who sits behind a line and which room it is, as the database says now. */
export interface CurrentAccess {
  readonly actor: Actor | null;
  readonly found: FoundRoom | undefined;
}

/** What a connection tells its room. */
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

/** What a connection's person may do in its room, and where they write, in which parts of it. */
export interface Rights {
  readonly access: SocketAccess;
  readonly parts: Parts;
}

/** A portion of what somebody missed, and whether it is the last. */
export interface Missed {
  readonly portion: Portion;
  readonly isAll: boolean;
}

export interface ConnectionTools {
  readonly logger: Logger;
  readonly now: () => Date;
  /** False when this person has sent too much of late. */
  readonly mayReceive: (userId: string, bytes: number) => boolean;
  /** Reads who sits behind it and which room it is; what many connections share, once in a round. */
  readonly readCurrentAccess: (connection: Connection, round: Round) => Promise<CurrentAccess>;
}

/** A reader for whom so much waits is shown nothing more until it has taken it; then it gets what it missed, a portion at a time. */
const behindAt = 1024 * 1024;
/** Answers and acknowledgements are not left out: a line that lets so much of them wait is closed. */
const maxWaiting = 4 * 1024 * 1024;
/** So long a line for which much waits may take nothing of it; what is less may wait for a line that was cut to come back. */
const muchAt = 64 * 1024;
const maxStillMilliseconds = 15_000;
/** Of a room that is still loading, or while rights are judged. */
const maxHeld = 1000;
/** More writes than this that are not committed yet, and no more are taken from the line until they are. */
const maxUnsettled = 2000;

export class Connection implements PresenceUser, RevocableSocket, Rights {
  readonly user: Readonly<Record<string, unknown>>;
  readonly wantsOurs: boolean;
  actor: Actor;
  found: FoundRoom;
  access: SocketAccess;
  parts: Parts;
  /** The number in the log up to which it has been shown what others wrote. */
  shownThrough = 0;
  readonly #transport: Transport;
  readonly #tools: ConnectionTools;
  #listener: Listener | null = null;
  readonly #held: Incoming[] = [];
  /** Judgements of rights and long writes under way: what comes in meanwhile is held. */
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
    who: { actor: Actor; user: Readonly<Record<string, unknown>>; found: FoundRoom; wantsOurs: boolean },
    tools: ConnectionTools
  ) {
    this.#transport = transport;
    this.#tools = tools;
    this.#takingAt = tools.now().getTime();
    this.user = who.user;
    this.wantsOurs = who.wantsOurs;
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
      gone: () => this.#orClose(() => this.#onGone())
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

  /** Whether the server has closed it. What a peer sent before it left by itself still counts. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether it is shown nothing for now because too much waits for it. */
  get isBehind(): boolean {
    return this.#behind;
  }

  /** Settles once no judgement is under way. */
  get accessChecked(): Promise<void> {
    return this.#accessChecked;
  }

  /** The room is there; what has arrived meanwhile comes first. */
  attach(listener: Listener): void {
    this.#listener = listener;
    this.#release();
    if (this.#gone) listener.leave(this);
  }

  /** Calls when the line is gone for good, at once when it is already. */
  onGone(call: () => void): void {
    if (this.#gone) call();
    else this.#goneCalls.push(call);
  }

  send(...messages: readonly Message[]): void {
    this.sendPacket(new Packet(...messages));
  }

  sendPacket(packet: Packet): void {
    if (this.#closed || !this.#transport.isOpen || packet.messages.length === 0) return;
    if (this.#transport.waiting > maxWaiting) this.close('too-slow');
    else this.#transport.send(packet);
  }

  /** What others wrote, up to this number in the log. */
  show(packet: Packet, through: number): void {
    if (this.#isFull()) return;
    this.shownThrough = through;
    this.sendPacket(packet);
  }

  /** Presence says how things are, not what happened: one who is behind misses nothing by missing some of it. */
  showPresence(packet: Packet): void {
    if (!this.#isFull()) this.sendPacket(packet);
  }

  sendAccess(): void {
    if (this.wantsOurs) this.send(encodeAccess(this.access));
  }

  sendCommitted(message: Parameters<typeof encodeCommitted>[0]): void {
    if (this.wantsOurs) this.send(encodeCommitted(message));
  }

  /** So many of its writes wait for the log now more (or less). */
  unsettled(change: number): void {
    this.#unsettled += change;
    const isHeld = this.#unsettled > maxUnsettled;
    if (isHeld === this.#heldBack) return;
    this.#heldBack = isHeld;
    this.#transport.holdBack(isHeld);
  }

  /** Nothing that arrives from now on is looked at. */
  close(reason: CloseReason, sentence: string = reason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#transport.holdBack(false);
    this.#transport.close(closeCodes[reason], sentence);
  }

  /** Closes for what the other end sent. */
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

  /** A slow line that takes some of what waits for it is left its time; one that takes nothing is not. */
  checkSlowReader(): void {
    this.#orClose(() => {
      const { waiting } = this.#transport;
      const at = this.#tools.now().getTime();
      if (waiting < muchAt || waiting < this.#waitingBefore) this.#takingAt = at;
      this.#waitingBefore = waiting;
      if (at - this.#takingAt > maxStillMilliseconds) this.close('too-slow');
    });
  }

  /** Drops a peer that has not answered since the last call; asks it again otherwise. */
  checkPulse(): void {
    if (!this.#alive) return this.#transport.cut();
    this.#alive = false;
    this.#transport.ping();
  }

  /** Reads the facts again and follows them. When they cannot be read, the line goes: nothing passes unjudged. */
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

  /** What comes in is held until then. It never rejects. */
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

  /** A defect that one line meets ends that line, never the process; its client comes back with what it holds. */
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

  /** Whether so much waits for it that it is shown nothing now. */
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
