/**
 * Follows which blocks of a section are pairs and whether both still say the same: from the document as it is in this
 * browser, and from what the page knows of what people confirmed.
 */
import type * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import { observeSection } from '#document/observe.ts';
import type { Locale } from '#domain/locale.ts';
import { readUnits, statesOf, type PairFacts, type PairStatus, type SectionUnits } from '#domain/pairs.ts';
import type { SectionContent } from '#domain/version.ts';

/** The text is read at most this often, in milliseconds, and after a change no later than twice that. */
const pause = 80;

export class LivePairs {
  #content = $state.raw<SectionContent | null>(null);
  readonly #facts: () => PairFacts;
  #readLate: () => void = () => undefined;
  readonly statuses: readonly PairStatus[] = $derived.by(() =>
    this.#content ? statesOf(this.#content, this.#facts()) : []
  );
  readonly units: Pick<SectionUnits, Locale> = $derived.by(() =>
    this.#content ? readUnits(this.#content) : { en: [], zh: [] }
  );
  /** Maps the English blocks that have a partner to it. */
  readonly partners: ReadonlyMap<string, string> = $derived.by(
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made here, and never changed
    () => new Map(this.statuses.flatMap(({ en, zh }) => (en && zh ? [[en.id, zh.id] as const] : [])))
  );

  /** True while it follows a text. */
  get isLive(): boolean {
    return this.#content !== null;
  }

  constructor(facts: () => PairFacts) {
    this.#facts = facts;
  }

  /** Reads what has changed in the last moment: an act is about the text as its writer sees it. */
  readNow(): void {
    this.#readLate();
  }

  /** Follows a section of a document until the returned function is called. */
  follow(doc: Y.Doc, section: string): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let idle = 0;
    const read = (): void => {
      idle = 0;
      this.#content = sectionContent(doc, section);
    };
    const soon = (): void => {
      if (timer !== undefined || idle !== 0) return;
      timer = setTimeout(() => {
        timer = undefined;
        idle = whenIdle(read);
      }, pause);
    };
    const cancel = (): void => {
      clearTimeout(timer);
      timer = undefined;
      cancelIdle(idle);
    };
    this.#readLate = () => {
      if (timer === undefined && idle === 0) return;
      cancel();
      read();
    };
    read();
    const stop = observeSection(doc, section, soon);
    return () => {
      stop();
      cancel();
      this.#readLate = () => undefined;
      this.#content = null;
    };
  }
}

/** Runs a task between the keys that somebody presses, where the browser can tell. */
const whenIdle = (task: () => void): number =>
  typeof requestIdleCallback === 'function'
    ? requestIdleCallback(task, { timeout: pause })
    : requestAnimationFrame(task);
const cancelIdle = (handle: number): void =>
  typeof cancelIdleCallback === 'function' ? cancelIdleCallback(handle) : cancelAnimationFrame(handle);
