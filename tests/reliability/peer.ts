/**
 * A minimal client with a real document: it speaks the protocol with our messages on top and records what it
 * wrote, what was acknowledged, and which tokens of others reached it.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { schemaVersion } from '#base/chips/chips.ts';
import { messageTypes, readCommitted, syncSteps } from '#wire/messages.ts';
import { typeOn, writingNotes } from '#kit/passages.ts';
import { tokenOf, tokensOf } from './oracle.ts';
import type { Endpoint } from './reader.ts';

export interface PeerParts {
  readonly name: string;
  readonly room: string;
  readonly cookie: string;
}

const mostInline = 10_000;

export class Peer {
  readonly name: string;
  readonly room: string;
  readonly cookie: string;
  readonly doc = new Y.Doc();
  readonly seen = new Set<string>();
  /**
   * Called when a token of another client arrives, before anything else is done with it, so that times can be
   * measured.
   */
  onToken: (token: string) => void = () => undefined;
  onAcknowledged: () => void = () => undefined;
  closed: { readonly code: number; readonly reason: string } | null = null;
  /** Own tokens, oldest first. */
  readonly #written: string[] = [];
  #acknowledged = 0;
  /** Writes on the present socket, as the server counts them, and how many tokens each of them and those before it held. */
  #writes = 0;
  #marks: { readonly write: number; readonly tokens: number }[] = [];
  #socket: WebSocket | null = null;
  #answered = false;
  #synced = false;
  /** The last letter of the own paragraph: it stays in its place whatever others write around it. */
  #ownEnd: Y.RelativePosition | null = null;
  readonly #waiters: (() => void)[] = [];

  constructor({ name, room, cookie }: PeerParts) {
    this.name = name;
    this.room = room;
    this.cookie = cookie;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return;
      if (this.#answered) this.#sync(syncSteps.update, update);
    });
  }

  get written(): readonly string[] {
    return this.#written;
  }

  /** The own tokens that the server has acknowledged as committed. */
  get acknowledged(): readonly string[] {
    return this.#written.slice(0, this.#acknowledged);
  }

  get writtenCount(): number {
    return this.#written.length;
  }

  /** Opens a socket and resolves when both sides have what the other had. Rejects when it closes before. */
  async join(endpoint: Endpoint): Promise<void> {
    this.connect(endpoint);
    await this.when(() => this.#synced && this.#answered);
  }

  connect(endpoint: Endpoint): void {
    const socket = new WebSocket(
      `ws://${endpoint.host}:${endpoint.port}/sync/${this.room}?meridian=1&schema=${schemaVersion}`,
      {
        headers: { origin: endpoint.origin, cookie: this.cookie },
        perMessageDeflate: false
      }
    );
    this.#socket = socket;
    this.#answered = this.#synced = false;
    this.#writes = 0;
    this.#marks = [];
    this.closed = null;
    socket.on('open', () => this.#sync(syncSteps.step1, Y.encodeStateVector(this.doc)));
    socket.on('message', (data: Buffer) => {
      if (socket === this.#socket) this.#receive(new Uint8Array(data));
    });
    socket.on('close', (code, reason) => {
      if (socket !== this.#socket) return;
      this.closed = { code, reason: reason.toString() };
      this.#answered = false;
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  /** A socket is open and has been answered. */
  get isJoined(): boolean {
    return this.#synced && this.#answered && this.closed === null;
  }

  /** Appends one token to this author's own paragraph, with so many signs behind it where the size matters. */
  type(padding = 0): string {
    const token = tokenOf(this.name, this.#written.length);
    this.doc.transact(() => {
      const isLong = padding > mostInline;
      this.#ownEnd = typeOn(this.doc, 'body.en', isLong ? token : token + '.'.repeat(padding), this.#ownEnd);
      // A passage has room for some 100 pages.
      if (isLong) writingNotes(this.doc, '.'.repeat(padding));
    });
    this.#written.push(token);
    if (this.#answered) this.#mark();
    return token;
  }

  /** Breaks the connection without a close message. */
  drop(): void {
    this.#socket?.terminate();
  }

  /** Stops and goes on reading, as a stalled client does. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  async when(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.closed)
        throw new Error(`${this.name} was closed with ${this.closed.code} ${this.closed.reason}`);
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    while (!this.closed) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    return this.closed;
  }

  send(frame: Uint8Array): void {
    this.#socket?.send(frame);
  }

  #receive(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    switch (decoding.readVarUint(decoder)) {
      case messageTypes.sync: {
        const step = decoding.readVarUint(decoder);
        const payload = decoding.readVarUint8Array(decoder);
        if (step === syncSteps.step1) {
          this.#sync(syncSteps.step2, Y.encodeStateAsUpdate(this.doc, payload));
          this.#answered = true;
          this.#mark();
        } else {
          for (const token of tokensOf(payload)) {
            if (token.startsWith(`~${this.name}-`)) continue;
            this.onToken(token);
            this.seen.add(token);
          }
          Y.applyUpdate(this.doc, payload, this);
          if (step === syncSteps.step2) this.#synced = true;
        }
        break;
      }
      case messageTypes.committed: {
        const { writes } = readCommitted(decoder);
        for (const { write, tokens } of this.#marks)
          if (write <= writes) this.#acknowledged = Math.max(this.#acknowledged, tokens);
        this.#marks = this.#marks.filter(({ write }) => write > writes);
        this.onAcknowledged();
        break;
      }
    }
    this.#wake();
  }

  #mark(): void {
    this.#marks.push({ write: this.#writes, tokens: this.#written.length });
  }

  #sync(step: number, payload: Uint8Array): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    if (step !== syncSteps.step1) this.#writes += 1;
    this.#socket.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, messageTypes.sync);
        encoding.writeVarUint(encoder, step);
        encoding.writeVarUint8Array(encoder, payload);
      })
    );
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }
}
