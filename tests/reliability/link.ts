/**
 * A connection between a provider and a real socket of the server on which a run decides what arrives when:
 * frames wait in a queue for each direction, are delivered one by one, are lost when the connection breaks,
 * or arrive after their author has reconnected. Within a connection the order is preserved, as with TCP.
 */
import { WebSocket } from 'ws';
import type { SocketLike } from '#lib/collab/provider-state.ts';

type LinkEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly code: number };

const states = { connecting: 0, open: 1, closed: 3 } as const;

export class Link implements SocketLike {
  binaryType: BinaryType = 'arraybuffer';
  readyState: SocketLike['readyState'] = states.connecting;
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  readonly #real: WebSocket;
  #toServer: Uint8Array[] = [];
  #toClient: LinkEvent[] = [];
  #isGone = false;
  #isDead = false;

  constructor(address: string, headers: Readonly<Record<string, string>>) {
    this.#real = new WebSocket(address, { headers, perMessageDeflate: false });
    this.#real.on('open', () => this.#toClient.push({ kind: 'open' }));
    this.#real.on('message', (data: Buffer) =>
      this.#toClient.push({ kind: 'frame', bytes: new Uint8Array(data) })
    );
    this.#real.on('close', (code) => this.#toClient.push({ kind: 'close', code }));
    this.#real.on('error', () => undefined);
  }

  /** Set once the client has closed it, or was notified that it broke. */
  get isGone(): boolean {
    return this.#isGone;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /**
   * Delivers nothing any more, without notifying either end. A connection that is not open yet fails instead,
   * as a browser's own time-out does it.
   */
  fallSilent(): void {
    if (this.readyState === states.open) this.#isDead = true;
    else this.cut('lost');
  }

  get holdsFrames(): boolean {
    return this.#toServer.length > 0 || this.#toClient.length > 0;
  }

  get holdsForServer(): boolean {
    return this.#toServer.length > 0 && this.#real.readyState === WebSocket.OPEN;
  }

  send(frame: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (this.#isGone) return;
    if (!(frame instanceof Uint8Array)) throw new Error('The provider sends bytes');
    this.#toServer.push(frame.slice());
  }

  /** Closes the client's end only: what it has sent is still in flight. */
  close(): void {
    this.#isGone = true;
    this.readyState = states.closed;
    this.#toClient = [];
  }

  handToServer(): void {
    if (this.#isDead || this.#real.readyState !== WebSocket.OPEN) return;
    const frame = this.#toServer.shift();
    if (frame) this.#real.send(frame);
  }

  handToClient(): void {
    if (this.#isDead || this.#isGone) return;
    const next = this.#toClient.shift();
    if (!next) return;
    if (next.kind === 'open') {
      this.readyState = states.open;
      call(this.onopen, {});
    } else if (next.kind === 'frame') call(this.onmessage, { data: next.bytes.buffer });
    else this.#breakFor(next.code);
  }

  /**
   * Drops what is in flight to the client and reports the close to it. `outgoing` decides whether what the
   * client had sent is lost or arrives late.
   */
  cut(outgoing: 'lost' | 'late'): void {
    if (outgoing === 'lost') this.end();
    this.#toClient = [];
    this.#breakFor(1006);
  }

  /** Drops everything still in flight to the server and ends the real socket. */
  end(): void {
    this.#toServer = [];
    this.#real.terminate();
  }

  #breakFor(code: number): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.readyState = states.closed;
    call(this.onclose, { code });
  }
}

/** Calls a handler with the fields of an event that the provider reads. */
function call(handler: unknown, event: { readonly code?: number; readonly data?: unknown }): void {
  if (typeof handler === 'function') (handler as (event: unknown) => void)(event);
}
