/**
 * Implements the transport for live events as an event stream, for networks that let no WebSocket through. To
 * its reader it looks like a WebSocket.
 */
import { abnormalClosure, readEventStream, type StreamEvent } from './event-stream.ts';
import type { SocketLike } from './provider-state.ts';

/**
 * Describes what a page needs of its transport for live events: the browser's own WebSocket fits, and so does
 * LiveStream.
 */
export type LiveTransport = Pick<SocketLike, 'onopen' | 'onmessage' | 'onclose' | 'onpulse' | 'close'>;

export class LiveStream implements LiveTransport {
  onopen: LiveTransport['onopen'] = null;
  onmessage: LiveTransport['onmessage'] = null;
  onclose: LiveTransport['onclose'] = null;
  onpulse: (() => void) | null = null;
  readonly #stream = new AbortController();

  /** `address` is `https://host/live-http?…`. */
  constructor(address: string, fetching: typeof fetch) {
    const calls = { onPulse: () => this.onpulse?.(), onEvent: (event: StreamEvent) => this.#receive(event) };
    void readEventStream(address, fetching, this.#stream.signal, calls).then((code) => this.#end(code));
  }

  /** No more events are raised. */
  close(): void {
    this.#stream.abort();
  }

  #receive({ name, data }: StreamEvent): void {
    if (this.#stream.signal.aborted) return;
    if (name === 'open') this.onopen?.(new Event('open'));
    else if (name === 'close') this.#end((JSON.parse(data) as { code?: number }).code ?? abnormalClosure);
    else if (name === '') this.onmessage?.(new MessageEvent('message', { data }));
  }

  #end(code: number): void {
    if (this.#stream.signal.aborted) return;
    this.#stream.abort();
    this.onclose?.(new CloseEvent('close', { code }));
  }
}
