/**
 * What happens in a study reaches open pages: each event makes the loads that depend on `study:{slug}` run again. After a
 * break it resumes behind the last event seen; events that came meanwhile are told then, never lost.
 */
import { closeReasonOf, isFinal } from '#wire/close.ts';
import { livePath, type LiveEvent, type LiveMessage } from '#wire/live.ts';
import { waitBefore } from './backoff.ts';

export interface LiveCalls {
  /** Something happened in the study: load again. */
  readonly changed: (event: LiveEvent | null) => void;
  readonly signedOut: () => void;
}

export class LiveStudy {
  connected = $state(false);
  readonly #slug: string;
  readonly #calls: LiveCalls;
  #after: number | null;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #stop = new AbortController();

  /** `after` is the last event that the page's data already holds; without it only what happens from now on is told. */
  constructor(slug: string, after: number | null, calls: LiveCalls) {
    this.#slug = slug;
    this.#after = after;
    this.#calls = calls;
    addEventListener('online', () => this.#connect(), { signal: this.#stop.signal });
    this.#connect();
  }

  close(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
  }

  #connect(): void {
    if (this.#socket || this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    const after = this.#after === null ? '' : `&after=${this.#after}`;
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${livePath}?study=${encodeURIComponent(this.#slug)}${after}`);
    this.#socket = socket;
    socket.onopen = () => {
      // Without a number to resume behind, what happened during a break can only be found by loading again.
      if (this.#after === null && this.#attempt > 0) this.#calls.changed(null);
      this.#attempt = 0;
      this.connected = true;
    };
    socket.onmessage = (event: MessageEvent<unknown>) => this.#receive(String(event.data));
    socket.onclose = (event) => {
      this.#socket = null;
      this.connected = false;
      const reason = closeReasonOf(event.code);
      if (reason === 'session-ended') return this.#calls.signedOut();
      if (this.#stop.signal.aborted || (reason && isFinal(reason))) return;
      this.#timer = setTimeout(() => this.#connect(), waitBefore(this.#attempt++, Math.random));
    };
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as LiveMessage;
    switch (message.type) {
      case 'event':
        this.#after = message.seq;
        return this.#calls.changed(message);
      case 'rights-changed':
        return this.#calls.changed(null);
      case 'session-ended':
        return this.#calls.signedOut();
    }
  }
}
