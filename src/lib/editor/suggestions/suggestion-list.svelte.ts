/**
 * Lists the open suggestions of a section in the order of the text. What was decided or opened again here counts at
 * once: the list that the page has loaded follows later.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- the page follows the fields with $state; the sets are read at once or never changed */
import { shownSuggestions } from '#document/suggestions/shown.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import { locales, type Locale } from '#base/locale.ts';
import { saysSame, type SavedSuggestion } from '#rules/suggestions/suggestion.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import type { SuggestionsOnSection, SuggestionView } from '#areas/suggestions';

export interface SuggestionPage {
  /** Null for a reader who sees none. */
  readonly list: SuggestionsOnSection | null;
  readonly section: string;
  readonly session: DocumentSession | null;
}

export interface PlacedSuggestion {
  readonly view: SuggestionView;
  /** Holds the place in its text; null where its words are gone. */
  readonly at: number | null;
}

/** Holds a suggestion that is open again, and whether the server knows: any list that comes then holds it, or is newer. */
interface Reopened {
  readonly view: SuggestionView;
  readonly isKnown: boolean;
}

export class SuggestionList {
  readonly #page: () => SuggestionPage;
  /** Names what was decided here and is still listed: the text has changed before the list is loaded anew. */
  #settled = $state.raw<ReadonlySet<string>>(new Set());
  /** Holds what an undo opens again: lists that were asked for before do not know it. */
  #reopened = $state.raw<readonly Reopened[]>([]);

  constructor(page: () => SuggestionPage) {
    this.#page = page;
  }

  /** Lists the open suggestions in the order of the text: English first. */
  readonly items: readonly PlacedSuggestion[] = $derived.by(() => {
    const { list, section, session } = this.#page();
    if (!list) return [];
    const doc = session?.hasText ? session.readDoc : null;
    return locales.flatMap((language) => {
      const own = this.in(language);
      if (!doc || own.length === 0) return own.map((view) => ({ view, at: -1 }));
      const shown = shownSuggestions(doc, passageRoot(section, language), own.map(asShown));
      return own
        .map((view, index) => ({ view, at: shown[index]?.at ?? null }))
        .sort((one, other) => (one.at ?? Infinity) - (other.at ?? Infinity));
    });
  });

  /** Lists the open suggestions of one text. */
  in(language: Locale): SuggestionView[] {
    const again = this.#reopened.map(({ view }) => view);
    const ids = new Set(again.map(({ id }) => id));
    const others = (this.#page().list?.list ?? []).filter(({ id }) => !ids.has(id));
    return [...others, ...again].filter((view) => view.language === language && !this.#settled.has(view.id));
  }

  /** Lists the reader's own that are open; what was decided here is none of them, though a list may still hold it. */
  own(language: Locale): SavedSuggestion[] {
    return this.in(language)
      .filter((view) => view.isOwn && view.kind !== 'move')
      .map(asSaved);
  }

  /** Notes that a suggestion was decided here, or that it is open again. */
  settle(id: string, isSettled: boolean): void {
    const others = [...this.#settled].filter((one) => one !== id);
    this.#settled = new Set(isSettled ? [...others, id] : others);
  }

  /** Forgets what was decided here once it is not listed, unless a decision is under way: the list may be old. */
  unsettle(isDeciding: (id: string) => boolean): void {
    const ids = new Set(this.#page().list?.list.map(({ id }) => id));
    for (const id of this.#settled) if (!ids.has(id) && !isDeciding(id)) this.settle(id, false);
  }

  /** Lists a suggestion again whose acceptance was undone; `isKnown` once the server has opened it. */
  reopen(view: SuggestionView, isKnown: boolean): void {
    this.#reopened = [...this.#reopened.filter((one) => one.view.id !== view.id), { view, isKnown }];
  }

  /** Leaves it to the list of the page again whether a suggestion is open. */
  forgetReopened(id: string): void {
    this.#reopened = this.#reopened.filter(({ view }) => view.id !== id);
  }

  /** Leaves to a list that has come since what the server knew before. */
  forgetKnown(): void {
    this.#reopened = this.#reopened.filter(({ isKnown }) => !isKnown);
  }

  /**
   * Returns a suggestion as it is listed now, which may have been decided and opened again; as the person saw it
   * where it says something else since.
   */
  latest(view: SuggestionView): SuggestionView {
    const again = this.#reopened.find((one) => one.view.id === view.id)?.view;
    const now = again ?? this.#page().list?.list.find(({ id }) => id === view.id);
    return now && now.language === view.language && saysSame(now, view) ? now : view;
  }
}

/** Describes a suggestion for the functions that find its place in a text. */
export const asShown = (view: SuggestionView) => ({ id: view.id, change: view });

const asSaved = ({
  id,
  language,
  kind,
  blockId,
  from,
  to,
  deleted,
  quote,
  content,
  target
}: SuggestionView): SavedSuggestion => ({
  id,
  language,
  kind,
  blockId,
  from,
  to,
  deleted,
  quote,
  content,
  target
});
