/**
 * Follows which blocks of a section are pairs and whether both still say the same: from the document as it is in this
 * browser, and from what the page knows of what people confirmed.
 */
import { untrack } from 'svelte';
import type * as Y from 'yjs';
import { passageContent } from '#document/content.ts';
import { later, whenIdle } from '#lib/collab/page.ts';
import { observeSection } from '#document/observe.ts';
import { locales, type Locale } from '#base/locale.ts';
import { proposedIn } from '#rules/pairs/pairs.ts';
import { unitsOf, type SectionUnits } from '#rules/pairs/units.ts';
import { reuseStatuses, statesOfUnits, type PairFacts, type PairStatus } from '#rules/pairs/pair-states.ts';
import { reuseNodes } from '#rules/documents/reused-nodes.ts';
import { fingerprintsOf, type ContentNode } from '#base/content.ts';
import { keepProposed, proposedFor } from './proposed-pairs.ts';

/** The text is read at most this often, in milliseconds, and after a change no later than twice that. */
const pause = 80;

type Nodes = readonly ContentNode[];

export class LivePairs {
  /** The texts are apart: a letter in one does not have the other read again. */
  #en = $state.raw<Nodes>([]);
  #zh = $state.raw<Nodes>([]);
  #section = $state.raw<string | null>(null);
  readonly #facts: () => PairFacts;
  #readLate: () => void = () => undefined;
  readonly #enUnits = $derived(unitsOf(this.#en, 'en'));
  readonly #zhUnits = $derived(unitsOf(this.#zh, 'zh'));
  #known: readonly PairStatus[] = [];
  #doc: Y.Doc | null = null;
  /** Each pair that has not changed stays the same object. */
  readonly statuses: readonly PairStatus[] = $derived.by(() => {
    const section = this.#section;
    if (section === null) return [];
    const facts = this.#facts();
    const blocks =
      facts.confirmed === null ? {} : fingerprintsOf({ id: section, en: this.#en, zh: this.#zh });
    const units = { section, en: this.#enUnits, zh: this.#zhUnits };
    // What is proposed stays so while one writes: a new paragraph has no partner, and moves no other.
    const proposed = untrack(() => proposedFor(this.#doc, section));
    const statuses = statesOfUnits(units, blocks, facts, proposed);
    keepProposed(this.#doc, section, proposedIn(statuses));
    return (this.#known = reuseStatuses(this.#known, statuses));
  });
  readonly units: Pick<SectionUnits, Locale> = $derived({ en: this.#enUnits, zh: this.#zhUnits });
  /** Maps the English blocks that have a partner to it. */
  readonly partners: ReadonlyMap<string, string> = $derived.by(
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made here, and never changed
    () => new Map(this.statuses.flatMap(({ en, zh }) => (en && zh ? [[en.id, zh.id] as const] : [])))
  );

  /** True while it follows a text. */
  get isLive(): boolean {
    return this.#section !== null;
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
    /** Null where none is due. */
    let cancelNext: (() => void) | null = null;
    let changed: readonly Locale[] = locales;
    const read = (): void => {
      cancelNext = null;
      // The effect that begins to follow a text does not depend on what was read of it before.
      const known = untrack(() => ({ en: this.#en, zh: this.#zh }));
      if (changed.includes('en')) this.#en = reuseNodes(known.en, passageContent(doc, section, 'en'));
      if (changed.includes('zh')) this.#zh = reuseNodes(known.zh, passageContent(doc, section, 'zh'));
      changed = [];
    };
    const soon = (languages: readonly Locale[]): void => {
      changed = locales.filter((language) => changed.includes(language) || languages.includes(language));
      cancelNext ??= later(pause, () => (cancelNext = whenIdle(pause, read)));
    };
    this.#readLate = () => {
      if (cancelNext === null) return;
      cancelNext();
      read();
    };
    this.#doc = doc;
    read();
    this.#section = section;
    const stop = observeSection(doc, section, soon);
    return () => {
      stop();
      cancelNext?.();
      this.#readLate = () => undefined;
      this.#section = null;
      this.#en = this.#zh = [];
    };
  }
}
