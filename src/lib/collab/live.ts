/**
 * Notifies an open page of the events of its study: of their topics, so that the loads that follow one of them
 * run again. After a break it resumes behind the last event seen; events from the meantime are delivered
 * then, never lost.
 */
import { isUrgent, topicsOf, type Topic } from '#lib/events/topics.ts';
import { closeReasonOf, isFinal, type FinalReason } from '#wire/close.ts';
import { livePath, type LiveMessage } from '#wire/live.ts';
import { GatheredTopics } from './gathered-topics.ts';
import { ReconnectPolicy, type ReconnectTools } from './reconnect-policy.ts';
import { abnormalClosure } from './event-stream.ts';
import type { Transports, TransportKind } from './transports.ts';
import type { LiveTransport } from './live-stream.ts';

export interface LiveCalls {
  /**
   * Called when something happened in the study: the page loads again what shows one of these topics, or everything
   * where the reader's rights changed or events may have been missed.
   */
  readonly changed: (topics: readonly Topic[] | null) => void;
  readonly signedOut: () => void;
  /** Called when the user who leads a meeting has gone to another page. */
  readonly leadMoved?: () => void;
}

export interface LiveTools extends LiveCalls, Omit<ReconnectTools, 'switchTransport'> {
  readonly studySlug: string;
  /** The last event that the page was rendered with: later ones are delivered when the connection opens. */
  readonly after?: number | null;
  readonly transports: Pick<Transports, 'kind' | 'openLive' | 'switchTransport'>;
  /** Returns true if the page is visible. */
  readonly isSeen: () => boolean;
}

/**
 * Milliseconds after which a silent stream counts as dead; streams give a sign of life every 20 seconds.
 * Pages cannot see a WebSocket's signs.
 */
const silence = 45_000;
/** A connection heard from within this time, in milliseconds, is not doubted for a slight reason. */
const fresh = 60_000;
export class LiveStudy {
  readonly #tools: LiveTools;
  #transport: LiveTransport | null = null;
  #kind: TransportKind;
  #after: number | null = null;
  /** True if something may have happened of which the page was not notified. */
  #isBehind = false;
  #heardAt = 0;
  readonly #reconnectPolicy: ReconnectPolicy;
  readonly #gathered: GatheredTopics;
  /** Cancels the wait for the next sign of life. */
  #cancelSilence: (() => void) | null = null;
  #isOver = false;

  constructor(tools: LiveTools) {
    this.#tools = tools;
    this.#kind = tools.transports.kind;
    this.#after = tools.after ?? null;
    this.#gathered = new GatheredTopics(tools.later, tools.changed);
    const switchTransport = (): void => tools.transports.switchTransport(this.#kind);
    this.#reconnectPolicy = new ReconnectPolicy(
      { ...tools, switchTransport },
      { connect: () => this.#connect(), stop: (end) => this.#end(end) }
    );
    this.#connect();
  }

  /**
   * Reconnects after the network or the machine was away: an existing connection carries nothing any more.
   */
  renew(): void {
    this.#reconnectPolicy.resetBackoff();
    this.#drop();
    this.#connect();
  }

  /**
   * Reconnects on a slight suspicion. A dead connection looks the same as one without events, so it is opened
   * anew.
   */
  doubt(): void {
    if (!this.#transport || this.#tools.now() - this.#heardAt >= fresh) this.renew();
  }

  /**
   * Reacts to a change of the page's visibility. A browser that speaks HTTP/1.1 allows six concurrent
   * requests to a server, for all its tabs: over HTTP a hidden page leaves its share to the visible ones, and
   * catches up afterwards.
   */
  seenChanged(): void {
    if (this.#tools.isSeen()) this.doubt();
    else if (this.#kind === 'http') this.#drop();
  }

  close(): void {
    this.#isOver = true;
    this.#gathered.clear();
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
      if (this.#after === null && this.#isBehind) this.#loadAll();
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
        return this.#gathered.add(topicsOf(message), isUrgent(message));
      case 'rights-changed':
        return this.#loadAll();
      case 'lead-moved':
        return this.#tools.leadMoved?.();
      case 'session-ended':
        return this.#end('session-ended');
    }
  }

  #loadAll(): void {
    this.#gathered.clear();
    this.#tools.changed(null);
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

  #end(reason: FinalReason): void {
    this.#isOver = true;
    this.#drop();
    if (reason === 'session-ended') this.#tools.signedOut();
    // The page finds out by itself what the reader may still see.
    else this.#loadAll();
  }
}
