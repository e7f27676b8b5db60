/**
 * Simulates one connected person of a load test: syncs, types edit by edit, and reports which edits of other
 * clients have arrived.
 */
import * as encoding from 'lib0/encoding';
import type { Access } from '../targets/target.ts';
import { encodeStep1, encodeStep2, encodeToken, encodeUpdate, readMessage } from './protocol.ts';
import { frameOf, WireSocket } from './socket.ts';
import { encodeEdit, readClocks } from './updates.ts';

/** Is called with the author's client id and the clocks that came, `to` exclusive. */
export type ArrivalHandler = (client: Client, author: number, from: number, to: number) => void;

export interface ClientParts {
  /** Several clients may be one person. */
  readonly person: number;
  readonly room: string;
  /** Its Yjs client id. */
  readonly id: number;
  readonly onArrival?: ArrivalHandler;
  /** Stores every update that arrives, for documents that check the outcome. */
  readonly storesUpdates?: boolean;
  /**
   * Holds what the client already has, as a state vector; `offline` is its answer to the server's first sync
   * step.
   */
  readonly stateVector?: Uint8Array;
  readonly offline?: Uint8Array;
}

const nothing = Uint8Array.of(0);
const noUpdate = Uint8Array.of(0, 0);

export class Client {
  readonly id: number;
  readonly room: string;
  /** Is true once the answer to its first sync step has arrived completely. */
  syncedAt = 0;
  readonly storedUpdates: Uint8Array[] = [];
  /** The times at which its edits were handed to the kernel, by their number. */
  readonly sentAt: number[] = [];
  readonly #access: Access;
  readonly #parts: ClientParts;
  readonly #socket: WireSocket;
  #answered: () => void = () => undefined;
  /** Holds the client whose block follows its own, as far as it has read: concurrent blocks are in the order of ids. */
  #following: number | null = null;

  constructor(access: Access, parts: ClientParts) {
    this.#access = access;
    this.#parts = parts;
    this.id = parts.id;
    this.room = parts.room;
    this.#socket = new WireSocket(access.address(parts.room, parts.person), (bytes, start, end) =>
      this.#received(bytes, start, end)
    );
  }

  /** Resolves when the server has answered what it holds. */
  async synced(): Promise<void> {
    await this.#socket.opened();
    const { dialect } = this.#access;
    const step1 = frameOf(encodeStep1(dialect, this.room, this.#parts.stateVector ?? nothing));
    const first =
      dialect === 'hocuspocus' ? Buffer.concat([frameOf(encodeToken(dialect, this.room)), step1]) : step1;
    await this.#answerTo(first);
  }

  /** Sends another sync step 1: once it is answered, everything sent before has been processed. */
  async sendSyncStep1(stateVector: Uint8Array): Promise<void> {
    await this.#answerTo(frameOf(encodeStep1(this.#access.dialect, this.room, stateVector)));
  }

  async #answerTo(frames: Buffer): Promise<void> {
    const answered = new Promise<void>((resolve) => (this.#answered = resolve));
    this.#socket.write(frames);
    await answered;
  }

  get closeCode(): number | null {
    return this.#socket.closeCode;
  }

  get edits(): number {
    return this.sentAt.length;
  }

  /** Types so many characters, each a frame of its own, handed to the kernel together. */
  type(count = 1): void {
    const frames: Buffer[] = [];
    for (let i = 0; i < count; i++) frames.push(this.#editFrame(this.sentAt.length + i));
    const now = performance.now();
    for (let i = 0; i < count; i++) this.sentAt.push(now);
    this.#socket.write(frames.length === 1 ? (frames[0] ?? Buffer.alloc(0)) : Buffer.concat(frames));
  }

  /** Sends the updates, each in a frame of its own. */
  sendUpdates(updates: readonly Uint8Array[]): void {
    this.#socket.write(
      Buffer.concat(updates.map((update) => frameOf(encodeUpdate(this.#access.dialect, this.room, update))))
    );
  }

  async drop(): Promise<void> {
    await this.#socket.drop();
  }

  #editFrame(edit: number): Buffer {
    const encoder = encoding.createEncoder();
    encodeEdit(encoder, this.id, edit, this.#following);
    return frameOf(encodeUpdate(this.#access.dialect, this.room, encoding.toUint8Array(encoder)));
  }

  #received(bytes: Buffer, start: number, end: number): void {
    const message = readMessage(this.#access.dialect, bytes, start, end);
    switch (message.kind) {
      case 'step1':
        this.#socket.write(
          frameOf(encodeStep2(this.#access.dialect, this.room, this.#parts.offline ?? noUpdate))
        );
        return;
      case 'step2':
      case 'update':
        if (this.#parts.storesUpdates)
          this.storedUpdates.push(new Uint8Array(bytes.subarray(message.start, message.end)));
        if (this.#parts.onArrival) readClocks(bytes, message.start, message.end, this.#arrived);
        if (message.kind === 'step2') {
          if (this.syncedAt === 0) this.syncedAt = performance.now();
          this.#answered();
        }
        return;
      case 'denied':
        throw new Error(`A server denied ${this.room} to one of its writers`);
      case 'authenticated':
      case 'other':
        return;
    }
  }

  readonly #arrived = (author: number, from: number, to: number): void => {
    if (author > this.id && author < (this.#following ?? Infinity)) this.#following = author;
    if (author !== this.id) this.#parts.onArrival?.(this, author, from, to);
  };
}
