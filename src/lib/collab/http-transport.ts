/**
 * Implements a transport over plain HTTP, for networks that let no WebSocket through: messages arrive on an
 * event stream and are sent by POST, one request at a time and in order. To the provider it looks like a
 * WebSocket.
 */
import { fromBase64 } from 'lib0/buffer';
import * as encoding from 'lib0/encoding';
import { abnormalClosure, codeOf, readEventStream, type StreamEvent } from './event-stream.ts';
import type { SocketLike } from './provider-state.ts';

const states = { connecting: 0, open: 1, closed: 3 } as const;
/** Limits one request's size, in bytes, so that progress is visible on a slow connection. */
const batchBytes = 256 * 1024;
/** Limits the time of one request, and of the last ones after the transport was closed here. */
const requestMilliseconds = 60_000;
/**
 * The HTTP status of a POST whose connection no longer exists, and the time for which the stream may still
 * give the reason.
 */
const gone = 410;
const reasonMilliseconds = 1_000;

export class HttpTransport implements SocketLike {
  binaryType: BinaryType = 'arraybuffer';
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  onpulse: (() => void) | null = null;
  #readyState: number = states.connecting;
  readonly #address: string;
  readonly #fetch: typeof fetch;
  readonly #stream = new AbortController();
  #transportId = '';
  readonly #queue: Uint8Array[] = [];
  #bufferedAmount = 0;
  #isSending = false;

  /** `address` is `https://host/sync-http/{room}?…`. */
  constructor(address: string, fetching: typeof fetch) {
    this.#address = address;
    this.#fetch = fetching;
    const calls = { onPulse: () => this.onpulse?.(), onEvent: (event: StreamEvent) => this.#receive(event) };
    void readEventStream(address, fetching, this.#stream.signal, calls).then((code) => this.#end(code));
  }

  get readyState(): number {
    return this.#readyState;
  }

  get bufferedAmount(): number {
    return this.#bufferedAmount;
  }

  send(bytes: Uint8Array): void {
    if (this.#readyState !== states.open) return;
    this.#queue.push(bytes);
    this.#bufferedAmount += bytes.length;
    if (!this.#isSending) this.#sendAll().catch(() => this.#end(abnormalClosure));
  }

  /** Closes the transport: what was sent before still goes out; no more events are raised. */
  close(): void {
    this.#readyState = states.closed;
    if (!this.#isSending) this.#stream.abort();
  }

  #receive({ name, data }: StreamEvent): void {
    if (this.#readyState === states.closed) return;
    if (name === 'open') {
      this.#transportId = (JSON.parse(data) as { line: string }).line;
      this.#readyState = states.open;
      this.onopen?.(new Event('open'));
    } else if (name === 'close') {
      const { code, reason } = JSON.parse(data) as { code: number; reason: string };
      this.#end(code, reason);
    } else if (name === '') {
      this.onmessage?.(new MessageEvent('message', { data: fromBase64(data).slice().buffer }));
    }
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#queue.length > 0) {
      const batch = this.#nextBatch();
      const body = encoding.encode((encoder) =>
        batch.forEach((message) => encoding.writeVarUint8Array(encoder, message))
      );
      const response = await this.#fetch(
        `${this.#address.split('?', 1)[0] ?? ''}?line=${encodeURIComponent(this.#transportId)}`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream' },
          body: body.slice(),
          signal: AbortSignal.timeout(requestMilliseconds)
        }
      );
      this.#bufferedAmount -= batch.reduce((sum, { length }) => sum + length, 0);
      if (response.status === gone) return this.#endUnlessClosed();
      if (!response.ok) return this.#end(codeOf(response));
      this.onpulse?.();
    }
    this.#isSending = false;
    if (this.#readyState === states.closed) this.#stream.abort();
  }

  /**
   * Waits for the reason: the stream of a connection that has ended gives it, if the stream is still open.
   */
  #endUnlessClosed(): void {
    setTimeout(() => this.#end(abnormalClosure), reasonMilliseconds);
  }

  #nextBatch(): Uint8Array[] {
    let size = 0;
    const over = this.#queue.findIndex((message) => (size += message.length) > batchBytes);
    return this.#queue.splice(0, over === -1 ? this.#queue.length : Math.max(1, over));
  }

  #end(code: number, reason = ''): void {
    const isOpenStill = this.#readyState !== states.closed;
    this.#readyState = states.closed;
    this.#stream.abort();
    if (isOpenStill) this.onclose?.(new CloseEvent('close', { code, reason }));
  }
}
