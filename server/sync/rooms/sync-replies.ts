/**
 * Sends a room's replies to writers: saved, denied, missing something, closed; and holds the account of each
 * socket's writes.
 */
import type { Logger } from '#server/process/logger.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { Denials } from './denials.ts';
import type { Connection } from '../transport/connection.ts';
import { deniedFrame, step1Frame } from '../transport/frames.ts';
import type { Generation } from './generation.ts';
import type { NextClock } from './update-check.ts';
import type { Write } from './work.ts';

export interface SyncReplyTools {
  readonly logger: Logger;
  /** False when this person has fetched too much of late. */
  readonly mayFetch: (userId: string, bytes: number) => boolean;
  readonly now: () => Date;
}

export class SyncReplies {
  readonly #tools: SyncReplyTools;
  readonly #generation: Generation;
  readonly #accounts = new WeakMap<Connection, Acknowledgements>();
  readonly #denials = new WeakMap<Connection, Denials>();

  constructor(tools: SyncReplyTools, generation: Generation) {
    this.#tools = tools;
    this.#generation = generation;
  }

  joined(connection: Connection): void {
    this.#accounts.set(connection, new Acknowledgements());
  }

  accountOf(connection: Connection): Acknowledgements {
    const found = this.#accounts.get(connection);
    if (!found) throw new Error('A connection sent a message before it had joined');
    return found;
  }

  /** Acknowledges how many of its writes are committed. */
  acknowledge(connection: Connection, at: Date): void {
    const { writes, clocks } = this.accountOf(connection);
    connection.sendCommitted({
      generation: this.#generation.roomKey.generation,
      at: at.getTime(),
      writes,
      clocks
    });
  }

  /** Requests what the client has and the room has not. */
  sendSyncStep1(connection: Connection): void {
    this.accountOf(connection).requestSent();
    connection.send(step1Frame(this.#generation.text.stateVector()));
  }

  answer(connection: Connection, stateVector: Uint8Array): void {
    const { packet, size } = this.#generation.text.answerTo(stateVector);
    if (this.#tools.mayFetch(connection.userId, size)) connection.sendPacket(packet);
    else connection.refuse('rate', 'too much fetched');
  }

  /** A reader who goes on inserting is disconnected; what only deletes never counts. */
  deny(connection: Connection, { inserts }: { readonly inserts: boolean }): void {
    this.accountOf(connection).lost();
    this.#tools.logger.metrics.refusedFrames.inc({ reason: 'denied' });
    connection.send(deniedFrame('permission denied'));
    if (!inserts || !this.#denialsOf(connection).note(this.#tools.now().getTime())) return;
    this.#tools.logger.warn('A reader went on writing', {
      userId: connection.userId,
      ...this.#generation.roomKey
    });
    connection.refuse('forbidden', 'may only read');
  }

  rightWithdrawn(connection: Connection): void {
    this.#denialsOf(connection).spare(this.#tools.now().getTime());
  }

  #denialsOf(connection: Connection): Denials {
    const found = this.#denials.get(connection) ?? new Denials();
    this.#denials.set(connection, found);
    return found;
  }

  /** Handles a write that builds on what is not here. */
  missed({ connection, frame }: Write): void {
    const next = this.accountOf(connection).missed(frame.isAnswer);
    if (next === 'ask') this.sendSyncStep1(connection);
    else if (next === 'close') connection.refuse('malformed', 'builds on what is not here');
  }

  refuseForeign(connection: Connection, client: number): void {
    this.#tools.logger.warn('An update used a client id of another user', {
      userId: connection.userId,
      owner: this.#generation.ownerOf(client) ?? null,
      client,
      ...this.#generation.roomKey
    });
    connection.sendTaken([client]);
    connection.refuse('forbidden', 'client id of somebody else');
  }
}

export const noClocks: readonly NextClock[] = [];
