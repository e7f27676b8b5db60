/**
 * A line between a provider and a real socket of the server on which a run decides what arrives when: frames wait in a queue
 * for each direction, are handed on one by one, are lost when the line breaks, or arrive after their author has come back by
 * another one. Within a line the order stays, as TCP keeps it.
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

  /** Whether the client has let go of it, or was told that it broke. */
  get isGone(): boolean {
    return this.#isGone;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Carries nothing any more, and neither end knows. A line that is not open yet fails instead, as a browser's own time-out makes it. */
  fallSilent(): void {
    if (this.readyState === states.open) this.#isDead = true;
    else this.cut('lost');
  }

  /** Whether anything waits to be handed on. */
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

  /** The client's own end: what it has sent is still on its way. */
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

  /** What is under way to the client is lost, and it is told. `outgoing` says what becomes of what it had sent. */
  cut(outgoing: 'lost' | 'late'): void {
    if (outgoing === 'lost') this.end();
    this.#toClient = [];
    this.#breakFor(1006);
  }

  /** Nothing more arrives anywhere. */
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

/** The provider looks at nothing but these fields of an event. */
function call(handler: unknown, event: { readonly code?: number; readonly data?: unknown }): void {
  if (typeof handler === 'function') (handler as (event: unknown) => void)(event);
}
