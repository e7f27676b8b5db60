/**
 * What happens in a study reaches its open page: each event makes the loads that depend on `study:{slug}` run again. After a
 * break it resumes behind the last event seen; events that came meanwhile are told then, never lost.
 */
import { closeReasonOf, isFinal, type CloseReason } from '#wire/close.ts';
import { livePath, type LiveEvent, type LiveMessage } from '#wire/live.ts';
import { ReconnectPolicy, type ReconnectTools } from './reconnect-policy.ts';
import { abnormalClosure } from './event-stream.ts';
import type { Transports, TransportKind } from './transports.ts';
import type { LiveTransport } from './live-stream.ts';

export interface LiveCalls {
  /** Something happened in the study: load again. */
  readonly changed: (event: LiveEvent | null) => void;
  readonly signedOut: () => void;
  /** Whoever leads a meeting has gone to another page. */
  readonly leadMoved?: () => void;
}

export interface LiveTools extends LiveCalls, Omit<ReconnectTools, 'switchTransport'> {
  readonly studySlug: string;
  /** The last event that the page was drawn with: what came after it is told when the line opens. */
  readonly after?: number | null;
  readonly transports: Pick<Transports, 'kind' | 'openLive' | 'switchTransport'>;
  /** Whether anyone looks at the page. */
  readonly isSeen: () => boolean;
}

/** Streams give a sign of life every 20 seconds; one that has been still for so long is dead. A socket's signs are not seen by pages. */
const silence = 45_000;
/** What was heard of so lately is not doubted for a slight reason. */
const fresh = 60_000;
export class LiveStudy {
  readonly #tools: LiveTools;
  #transport: LiveTransport | null = null;
  #kind: TransportKind;
  #after: number | null = null;
  /** Something may have happened that nobody told. */
  #isBehind = false;
  #heardAt = 0;
  readonly #reconnectPolicy: ReconnectPolicy;
  /** Cancels the wait for the next sign of life. */
  #cancelSilence: (() => void) | null = null;
  #isOver = false;

  constructor(tools: LiveTools) {
    this.#tools = tools;
    this.#kind = tools.transports.kind;
    this.#after = tools.after ?? null;
    const switchTransport = (): void => tools.transports.switchTransport(this.#kind);
    this.#reconnectPolicy = new ReconnectPolicy(
      { ...tools, switchTransport },
      { connect: () => this.#connect(), stop: (end) => this.#end(end) }
    );
    this.#connect();
  }

  /** The network or the machine was away: a line that stands carries nothing any more. */
  renew(): void {
    this.#reconnectPolicy.resetBackoff();
    this.#drop();
    this.#connect();
  }

  /** There is a slight reason to think so. A line that carries nothing looks as one that has nothing to tell, so it is opened anew. */
  doubt(): void {
    if (!this.#transport || this.#tools.now() - this.#heardAt >= fresh) this.renew();
  }

  /**
   * Whether anyone looks at the page has changed. A browser that speaks HTTP/1.1 lets six requests to a server stand at once, for all
   * its tabs: over HTTP a page that nobody sees leaves its share to those that are seen, and catches up afterwards.
   */
  seenChanged(): void {
    if (this.#tools.isSeen()) this.doubt();
    else if (this.#kind === 'http') this.#drop();
  }

  close(): void {
    this.#isOver = true;
    this.#drop();
  }

  #connect(): void {
    const { transports, isSeen, studySlug } = this.#tools;
    this.#kind = transports.kind;
    if (this.#isOver || (this.#kind === 'http' && !isSeen())) return;
    const after = this.#after === null ? '' : `&after=${this.#after}`;
    const transport = transports.openLive(`${livePath}?study=${encodeURIComponent(studySlug)}${after}`);
    this.#transport = transport;
    this.#heardAt = this.#tools.now();
    this.#reconnectPolicy.opening(() => this.#lost(abnormalClosure));
    transport.onopen = () => {
      this.#reconnectPolicy.opened();
      this.#heard();
      // Without a number to resume behind, what happened during a break can only be found by loading again.
      if (this.#after === null && this.#isBehind) this.#tools.changed(null);
      this.#isBehind = false;
    };
    transport.onmessage = (event: MessageEvent<unknown>) => {
      this.#heard();
      this.#receive(String(event.data));
    };
    transport.onpulse = () => this.#heard();
    transport.onclose = ({ code }) => this.#lost(code);
  }

  #heard(): void {
    this.#heardAt = this.#tools.now();
    this.#cancelSilence?.();
    if (this.#kind === 'http')
      this.#cancelSilence = this.#tools.later(silence, () => this.#lost(abnormalClosure));
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as LiveMessage;
    switch (message.type) {
      case 'event':
        this.#after = message.number;
        return this.#tools.changed(message);
      case 'rights-changed':
        return this.#tools.changed(null);
      case 'lead-moved':
        return this.#tools.leadMoved?.();
      case 'session-ended':
        return this.#end('session-ended');
    }
  }

  #drop(): void {
    const transport = this.#transport;
    this.#transport = null;
    this.#reconnectPolicy.cancel();
    this.#cancelSilence?.();
    this.#isBehind = true;
    if (!transport) return;
    transport.onopen = transport.onmessage = transport.onclose = null;
    transport.onpulse = null;
    transport.close(1000);
  }

  #lost(code: number): void {
    this.#drop();
    const reason = closeReasonOf(code);
    if (reason && isFinal(reason)) this.#end(reason);
    else this.#reconnectPolicy.lost(reason);
  }

  #end(reason: CloseReason): void {
    this.#isOver = true;
    this.#drop();
    if (reason === 'session-ended') this.#tools.signedOut();
    // What the reader may still see is for the page to find out.
    else this.#tools.changed(null);
  }
}
