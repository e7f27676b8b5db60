/**
 * One socket of one person in one room: frames in, frames out. It knows what this person may do right now; the revoker has it
 * judged again, and the room awaits a judgement that is under way before it takes another frame.
 */
import type { WebSocket } from 'ws';
import { closeCodes, type CloseReason } from '#wire/close.ts';
import { encodeAccess, encodeCommitted, type SocketAccess } from '#wire/messages.ts';
import type { Actor } from '#domain/permissions.ts';
import type { Journal } from '../journal.ts';
import { accessOf, type FoundRoom } from '../services/access.ts';
import { parseFrame, type Incoming } from './frames.ts';
import type { Speaker } from './presence.ts';
import { Malformed } from './scan/cursor.ts';
import { closeSocket } from './socket-server.ts';

/** Who sits behind a socket and which room it is, as the database says now. */
export interface Standing {
  readonly actor: Actor | null;
  readonly found: FoundRoom | undefined;
}

/** What a connection tells its room. */
export interface Listener {
  receive(connection: Connection, frame: Incoming): void;
  leave(connection: Connection): void;
  /** Its person's rights or its room's facts were read again. */
  judged(connection: Connection, found: FoundRoom, before: SocketAccess): void;
}

export interface ConnectionTools {
  readonly journal: Journal;
  /** False when this person has sent too much of late. */
  readonly mayReceive: (userId: string, bytes: number) => boolean;
}

/** A socket that does not read is closed once this much waits for it. */
const maxWaiting = 8 * 1024 * 1024;
/** After this the frames of a room that is still loading are too many. */
const maxBacklog = 1000;

export class Connection implements Speaker {
  readonly user: Readonly<Record<string, unknown>>;
  readonly wantsOurs: boolean;
  actor: Actor;
  found: FoundRoom;
  access: SocketAccess;
  readonly #socket: WebSocket;
  readonly #tools: ConnectionTools;
  #listener: Listener | null = null;
  readonly #backlog: Incoming[] = [];
  #standing: Promise<void> = Promise.resolve();
  #closed = false;
  #heard = true;

  constructor(
    socket: WebSocket,
    who: { actor: Actor; user: Readonly<Record<string, unknown>>; found: FoundRoom; wantsOurs: boolean },
    tools: ConnectionTools
  ) {
    this.#socket = socket;
    this.#tools = tools;
    this.user = who.user;
    this.wantsOurs = who.wantsOurs;
    this.actor = who.actor;
    this.found = who.found;
    this.access = accessOf(who.actor, who.found) === 'write' ? 'write' : 'read';
    socket.on('message', (data, isBinary) => this.#onMessage(data as Buffer, isBinary));
    socket.on('pong', () => (this.#heard = true));
    socket.on('close', () => this.#listener?.leave(this));
    // A broken or oversized frame is followed by the close that ws sends for it.
    socket.on('error', () => tools.journal.counters.refusedFrames.inc({ reason: 'socket' }));
  }

  get userId(): string {
    return this.actor.userId;
  }

  /** Whether the server has closed it. What a peer sent before it left by itself still counts. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Settles once no judgement is under way. */
  get standing(): Promise<void> {
    return this.#standing;
  }

  /** The room is there; what has arrived meanwhile comes first. */
  attach(listener: Listener): void {
    this.#listener = listener;
    for (const frame of this.#backlog.splice(0)) if (!this.#closed) listener.receive(this, frame);
    if (this.#socket.readyState !== this.#socket.OPEN) listener.leave(this);
  }

  /** Calls when the socket is closed for good, at once when it is already. */
  onGone(call: () => void): void {
    if (this.#socket.readyState === this.#socket.CLOSED) call();
    else this.#socket.on('close', call);
  }

  send(frame: Uint8Array): void {
    if (this.#closed || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > maxWaiting) {
      this.close('too-slow');
      this.#socket.terminate();
      return;
    }
    this.#socket.send(frame);
  }

  sendAccess(): void {
    if (this.wantsOurs) this.send(encodeAccess(this.access));
  }

  sendCommitted(message: Parameters<typeof encodeCommitted>[0]): void {
    if (this.wantsOurs) this.send(encodeCommitted(message));
  }

  /** Nothing that arrives from now on is looked at. */
  close(reason: CloseReason, sentence: string = reason): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSocket(this.#socket, closeCodes[reason], sentence);
  }

  /** Closes for what the other end sent. */
  refuse(reason: CloseReason, sentence: string): void {
    if (this.#closed) return;
    this.#tools.journal.counters.refusedFrames.inc({ reason });
    this.#tools.journal.info('socket refused', { reason, sentence, userId: this.userId, documentId: this.found.documentId });
    this.close(reason, sentence);
  }

  /** Drops a peer that has not answered since the last call; asks it again otherwise. */
  checkPulse(): void {
    if (!this.#heard) return this.#socket.terminate();
    this.#heard = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  /** Reads the facts again and follows them. When they cannot be read, the socket goes: nothing passes unjudged. */
  judgeAgain(read: () => Promise<Standing>): Promise<void> {
    this.#standing = Promise.all([this.#standing, read()]).then(
      ([, standing]) => this.#follow(standing),
      (error: unknown) => {
        this.#tools.journal.error('Rights could not be read again', error, { userId: this.userId });
        this.close('try-again');
      }
    );
    return this.#standing;
  }

  #follow({ actor, found }: Standing): void {
    if (this.#closed) return;
    if (!actor) return this.close('session-ended');
    const access = found ? accessOf(actor, found) : 'none';
    if (!found || access === 'none') return this.close('forbidden');
    const before = this.access;
    this.actor = actor;
    this.found = found;
    this.access = access;
    if (access !== before) this.sendAccess();
    this.#listener?.judged(this, found, before);
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (this.#closed) return;
    if (!isBinary) return this.refuse('malformed', 'text instead of bytes');
    if (!this.#tools.mayReceive(this.userId, data.length)) return this.refuse('rate', 'too much at once');
    try {
      const frame = parseFrame(data);
      if (this.#listener) this.#listener.receive(this, frame);
      else if (this.#backlog.push(frame) > maxBacklog) this.refuse('rate', 'too much before the room was there');
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.refuse('malformed', error.message);
    }
  }
}
