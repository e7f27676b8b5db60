/**
 * Holds what a section's page knows and does about suggestions: which are shown and selected, and the mode in which
 * the reader makes some. What the reader writes, and what a writer decides, have classes of their own.
 */
import { tick, untrack } from 'svelte';
import type * as Y from 'yjs';
import type { SuggestionFork } from '#document/suggestions/fork.ts';
import { shownHunks, shownSuggestions, type ShownPart } from '#document/suggestions/shown.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { findText } from '#document/sequence/roots.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import type { Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { SuggestionsOnSection, SuggestionView } from '#areas/suggestions';
import { OwnSuggestions } from './own-suggestions.svelte.ts';
import type { SuggestionActions } from './suggestion-actions.ts';
import { SuggestionDecisions } from './suggestion-decisions.svelte.ts';
import type { ShownInEditor } from './suggestion-decorations.ts';
import { SuggestionFilter } from './suggestion-filter.svelte.ts';
import { labelOfPart } from './suggestion-labels.ts';
import {
  asShown,
  SuggestionList,
  type PlacedSuggestion,
  type SuggestionPage
} from './suggestion-list.svelte.ts';
import type { DraftStore } from './suggestion-saver.ts';

/** Holds a fork of a text while its author has it open. */
export interface OpenFork {
  readonly fork: SuggestionFork;
  readonly read: () => ShownInEditor;
  readonly close: () => void;
}

export class SectionSuggestions {
  readonly #page: () => SuggestionPage;
  readonly #list: SuggestionList;
  readonly own: OwnSuggestions;
  readonly decisions: SuggestionDecisions;
  /** Narrows the list to the suggestions of one person. */
  readonly filter: SuggestionFilter<PlacedSuggestion>;
  #asked = $state(false);
  /** Holds the list that was followed last. */
  #followed: SuggestionsOnSection | null = null;
  /** Selects a suggestion, in the list and in the text. */
  active = $state<string | null>(null);
  isListed = $state(false);
  /** Holds what screen readers are told of the last act. */
  heard = $state('');

  constructor(page: () => SuggestionPage, actions: SuggestionActions, drafts: DraftStore) {
    this.#page = page;
    const list = new SuggestionList(page);
    const say = (sentence: string): void => {
      this.heard = sentence;
    };
    this.#list = list;
    this.own = new OwnSuggestions({ page, list, actions, drafts, say });
    this.decisions = new SuggestionDecisions({ page, list, actions, say });
    this.filter = new SuggestionFilter(() => list.items);
  }

  get suggests(): boolean {
    return this.#page().list?.suggests === true;
  }
  get decides(): boolean {
    return this.#page().list?.decides === true;
  }
  /** The reader has chosen to make suggestions. */
  get isOn(): boolean {
    return this.#asked && this.suggests;
  }
  get items(): readonly PlacedSuggestion[] {
    return this.#list.items;
  }

  /** Begins or ends to suggest. The editor is loaded before it takes over: letters between the two would be lost. */
  async toggle(): Promise<void> {
    if (!this.suggests) return;
    if (!this.#asked) await import('./open-suggestion-editor.ts');
    this.#asked = !this.#asked;
    this.heard = this.#asked ? '' : m.suggest_mode_ended();
  }

  /** Opens the fork of a text, and reads what is to be shown in it. */
  openFork(language: Locale): OpenFork | null {
    const opened = this.own.openFork(language);
    return opened && { ...opened, read: () => this.#shownInFork(language, opened.fork) };
  }

  /** Follows the page's list: what was decided since is shown no more, in the list and in the forks. */
  follow(): void {
    const { list } = this.#page();
    const isNew = list !== this.#followed;
    this.#followed = list;
    untrack(() => {
      if (isNew) this.#list.forgetKnown();
      this.#list.unsettle(this.decisions.isDeciding);
    });
    this.own.follow(isNew);
  }

  /** Says where a block is to go, in the words of the text. */
  targetOf({ language, target }: SuggestionView): string {
    const { session, section } = this.#page();
    if (target === null) return m.suggest_move_first();
    const text = session?.hasText ? findText(session.readDoc, passageRoot(section, language)) : null;
    const block = text && readBlocks(session?.readDoc as Y.Doc, text).find((one) => one.id === target);
    const words =
      block?.kind === 'text'
        ? block.content.map((one) => (one.kind === 'text' ? one.text : '')).join('')
        : '';
    return m.suggest_move_to({ words: words.slice(0, 40) });
  }

  /** Reads what is to be shown in a text that is not a fork. */
  shownIn(doc: Y.Doc, language: Locale): ShownInEditor {
    const { section } = this.#page();
    const views = this.#list.in(language);
    return this.#shown(
      views,
      shownSuggestions(doc, passageRoot(section, language), views.map(asShown)).flatMap(({ parts }) => parts)
    );
  }

  #shownInFork(language: Locale, fork: SuggestionFork): ShownInEditor {
    const root = passageRoot(this.#page().section, language);
    const views = this.#list.in(language);
    const others = views.filter(({ isOwn, kind }) => !isOwn || kind === 'move');
    const own = fork.hunks.map((hunk, index) => ({ id: fork.idOf(hunk) ?? `new-${index}`, hunk }));
    return this.#shown(views, [
      ...shownSuggestions(fork.doc, root, others.map(asShown)).flatMap(({ parts }) => parts),
      ...shownHunks(fork.doc, root, own)
    ]);
  }

  #shown(views: readonly SuggestionView[], parts: readonly ShownPart[]): ShownInEditor {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made here, read, and never changed
    const byId = new Map(views.map((view) => [view.id, view]));
    return { parts, active: this.active, labelOf: (part) => labelOfPart(part, byId.get(part.suggestion)) };
  }

  /** Selects a suggestion, and shows it in the list and in the text. */
  pick(id: string, focuses = true): void {
    this.active = id;
    this.isListed = true;
    this.filter.reveal(id);
    void tick().then(() => {
      const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
      const card = document.getElementById(`suggestion-${id}`);
      if (focuses) card?.focus({ preventScroll: true });
      card?.scrollIntoView({ block: 'nearest', behavior });
      requestAnimationFrame(() =>
        document
          .querySelector(`.prose [data-suggestion="${CSS.escape(id)}"]`)
          ?.scrollIntoView({ block: 'nearest', behavior })
      );
    });
  }

  /** Selects the listed suggestion before or after the selected one. */
  walk(step: -1 | 1): void {
    const items = this.filter.shown;
    if (items.length === 0) {
      this.heard = m.suggest_none();
      return;
    }
    const at = items.findIndex(({ view }) => view.id === this.active);
    const next = at === -1 ? (step === 1 ? 0 : items.length - 1) : (at + step + items.length) % items.length;
    const found = items[next];
    if (found) this.pick(found.view.id);
  }
}
