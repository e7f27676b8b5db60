/** Gathers the topics of events that come in a burst, so that a page loads again once for all of them. */
import type { Topic } from '#lib/events/topics.ts';
import type { ReconnectTools } from './reconnect-policy.ts';

/** Milliseconds that an event waits for those that come shortly after it. */
const span = 250;

export class GatheredTopics {
  readonly #later: ReconnectTools['later'];
  readonly #changed: (topics: readonly Topic[]) => void;
  readonly #topics = new Set<Topic>();
  #cancel: (() => void) | null = null;

  constructor(later: ReconnectTools['later'], changed: (topics: readonly Topic[]) => void) {
    this.#later = later;
    this.#changed = changed;
  }

  /** Adds topics, which are passed on with the others of the burst; at once, with what waits, where it is urgent. */
  add(topics: readonly Topic[], isUrgent: boolean): void {
    for (const topic of topics) this.#topics.add(topic);
    if (isUrgent) this.#passOn();
    else this.#cancel ??= this.#later(span, () => this.#passOn());
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#topics.clear();
  }

  #passOn(): void {
    const topics = [...this.#topics];
    this.clear();
    this.#changed(topics);
  }
}
