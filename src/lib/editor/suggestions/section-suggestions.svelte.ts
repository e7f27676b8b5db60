/**
 * Holds what a section's page knows and does about suggestions: the open ones in the order of the text, the mode in
 * which the reader makes some, and what a writer decides.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- the page follows the fields with $state; the maps are records that nothing renders */
import { invalidateAll } from '$app/navigation';
import { tick, untrack } from 'svelte';
import type { Editor } from '@tiptap/core';
import type * as Y from 'yjs';
import { applySuggestion, isApplied } from '#document/suggestions/apply.ts';
import { SuggestionFork } from '#document/suggestions/fork.ts';
import { shownHunks, shownSuggestions, type ShownPart } from '#document/suggestions/shown.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { findText } from '#document/sequence/roots.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import { locales, type Locale } from '#domain/locale.ts';
import type { SavedSuggestion } from '#domain/suggestion.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { SuggestionsOnSection, SuggestionView } from '#server/services/suggestions/suggestions.ts';
import { newWrittenId } from '../binding/ids.ts';
import type { OpenEditor } from '../open-editor.ts';
import { blockIds, nextTarget } from './move-behind.ts';
import { hintOf } from '../shortcuts.ts';
import type { SuggestionActions } from './suggestion-actions.ts';
import type { ShownInEditor } from './suggestion-decorations.ts';
import { SuggestionFilter } from './suggestion-filter.svelte.ts';
import { labelOfPart } from './suggestion-labels.ts';
import { SuggestionSaver, type DraftStore, type Saving } from './suggestion-saver.ts';

export interface SuggestionPage {
  /** Holds the open suggestions; null for a reader who sees none. */
  readonly list: SuggestionsOnSection | null;
  readonly section: string;
  readonly session: DocumentSession | null;
}

/** Holds a fork of a text while its author has it open. */
export interface OpenFork {
  readonly fork: SuggestionFork;
  readonly read: () => ShownInEditor;
  readonly close: () => void;
}

export interface PlacedSuggestion {
  readonly view: SuggestionView;
  /** Holds the place in its text; null where its words are gone. */
  readonly at: number | null;
}

type Editors = Readonly<Record<Locale, OpenEditor | null>>;

/** Holds a suggestion that is open again, and whether the server knows: any list that comes then holds it, or is newer. */
interface Reopened {
  readonly view: SuggestionView;
  readonly isKnown: boolean;
}

/** Names the suggestions about which one press of a button decides, until that is done. */
interface Turn {
  readonly ids: Set<string>;
}

/** Milliseconds between attempts to say that a suggestion was accepted. */
const sleepOfClaim = 1_500;
const longestOfMove = 120;

export class SectionSuggestions {
  readonly #page: () => SuggestionPage;
  readonly #actions: SuggestionActions;
  readonly #drafts: DraftStore;
  readonly #savers = new Map<Locale, SuggestionSaver>();
  readonly #forks = new Map<Locale, SuggestionFork>();
  /** The ids of own suggestions that stand in an open fork and that the server is known to have held. */
  readonly #seen = new Map<Locale, Set<string>>();
  /** Holds where the reader's own moved blocks go, by the block. */
  readonly #moves = new Map<string, { readonly id: string; readonly target: string | null }>();
  #asked = $state(false);
  /** Names what was decided here and is still listed: the text has changed before the list is loaded anew. */
  #settled = $state.raw<ReadonlySet<string>>(new Set());
  /** Holds what an undo opens again: lists that were asked for before do not know it. */
  #reopened = $state.raw<readonly Reopened[]>([]);
  /** Holds the list that was followed last. */
  #followed: SuggestionsOnSection | null = null;
  /** Selects a suggestion, in the list and in the text. */
  active = $state<string | null>(null);
  isListed = $state(false);
  /** Holds what screen readers are told of the last act. */
  heard = $state('');
  /** Names the text in which the last act accepted something that can be taken back. */
  undoable = $state<Locale | null>(null);
  saving = $state<Saving>('none');
  refused = $state('');
  #turns = $state.raw<readonly Turn[]>([]);
  /** Ends when everything that was decided so far is done. */
  #last: Promise<unknown> = Promise.resolve();
  /** Count how often each fork was made anew. */
  epochs = $state.raw<Readonly<Record<Locale, number>>>({ en: 0, zh: 0 });

  constructor(page: () => SuggestionPage, actions: SuggestionActions, drafts: DraftStore) {
    this.#page = page;
    this.#actions = actions;
    this.#drafts = drafts;
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

  /** Lists the open suggestions in the order of the text: English first. */
  readonly items: readonly PlacedSuggestion[] = $derived.by(() => {
    const { list, section, session } = this.#page();
    if (!list) return [];
    const doc = session?.hasText ? session.readDoc : null;
    return locales.flatMap((language) => {
      const own = this.#listed(language);
      if (!doc || own.length === 0) return own.map((view) => ({ view, at: -1 }));
      const shown = shownSuggestions(doc, passageRoot(section, language), own.map(asShown));
      return own
        .map((view, index) => ({ view, at: shown[index]?.at ?? null }))
        .sort((one, other) => (one.at ?? Infinity) - (other.at ?? Infinity));
    });
  });

  #listed(language: Locale): SuggestionView[] {
    const again = this.#reopened.map(({ view }) => view);
    const ids = new Set(again.map(({ id }) => id));
    const others = (this.#page().list?.list ?? []).filter(({ id }) => !ids.has(id));
    return [...others, ...again].filter((view) => view.language === language && !this.#settled.has(view.id));
  }
  #settle(id: string, isSettled: boolean): void {
    const others = [...this.#settled].filter((one) => one !== id);
    this.#settled = new Set(isSettled ? [...others, id] : others);
  }

  /** Forgets what was decided here once it is not listed, unless a decision is under way: the list may be old. */
  #unsettle(): void {
    const ids = new Set(this.#page().list?.list.map(({ id }) => id));
    for (const id of this.#settled) if (!ids.has(id) && !this.isDeciding(id)) this.#settle(id, false);
  }

  /** Narrows the list to the suggestions of one person. */
  readonly filter = new SuggestionFilter(() => this.items);

  /** Begins or ends to suggest. The editor is loaded before it takes over: letters between the two would be lost. */
  async toggle(): Promise<void> {
    if (!this.suggests) return;
    if (!this.#asked) await import('./open-suggestion-editor.ts');
    this.#asked = !this.#asked;
    this.heard = this.#asked ? '' : m.suggest_mode_ended();
  }

  /** Saves what an earlier load of this page could not; returns what ends the savers. */
  open(): () => void {
    for (const language of locales)
      if (this.#drafts.read(this.#keyOf(language)) !== null) this.#saver(language);
    return () => {
      for (const saver of this.#savers.values()) saver.close();
      this.#savers.clear();
    };
  }

  /** Opens the fork of a text, with the reader's own suggestions in it. */
  openFork(language: Locale): OpenFork | null {
    const { session, section, list } = this.#page();
    if (!session || !list) return null;
    const root = passageRoot(section, language);
    const saver = this.#saver(language);
    const own = this.#own(language);
    this.#seen.set(language, new Set(own.map(({ id }) => id)));
    const fork = new SuggestionFork(session.doc, root, saver.own(own), () => crypto.randomUUID());
    this.#forks.set(language, fork);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = (): void => {
      timer = undefined;
      if (session.gate.isHolding) {
        later();
        return;
      }
      const { suggestions, withdrawn } = fork.read();
      saver.take(suggestions, withdrawn);
    };
    const later = (): void => {
      timer ??= setTimeout(read, 100);
    };
    const stop = fork.onChange(later);
    const stopWaiting = session.gate.onRelease(() => this.followDecisions());
    return {
      fork,
      read: () => this.#shownInFork(language, fork, root),
      close: () => {
        stop();
        stopWaiting();
        if (timer !== undefined) {
          clearTimeout(timer);
          const { suggestions, withdrawn } = fork.read();
          saver.take(suggestions, withdrawn);
        }
        saver.flush();
        this.#forks.delete(language);
        fork.close();
      }
    };
  }

  /** Suggests to move the block at the caret, or takes that back where it is in its place again. */
  move(language: Locale, editor: Editor, step: -1 | 1): void {
    const { $head: head } = editor.state.selection;
    const block = head.depth === 1 ? head.parent : null;
    const id: unknown = block?.attrs['id'];
    if (!block || typeof id !== 'string') {
      this.heard = m.suggest_refused();
      return;
    }
    const saver = this.#saver(language);
    const views = this.#page().list?.list ?? [];
    const known = views.find((view) => view.isOwn && view.kind === 'move' && view.blockId === id);
    const moved = this.#moves.get(id) ?? (known && { id: known.id, target: known.target });
    const next = nextTarget(blockIds(editor), id, moved?.target, step);
    if (!next) {
      if (moved) saver.withdraw(moved.id);
      this.#moves.delete(id);
      this.heard = moved ? m.suggest_withdrawn() : m.suggest_refused();
      return;
    }
    const own = { id: moved?.id ?? crypto.randomUUID(), target: next.target };
    this.#moves.set(id, own);
    const quote = block.textContent.slice(0, longestOfMove).replace(/\p{Surrogate}/gu, '');
    saver.take(
      [
        {
          id: own.id,
          change: {
            kind: 'move',
            blockId: id,
            from: '',
            to: '',
            deleted: [],
            quote,
            content: [],
            target: own.target
          }
        }
      ],
      []
    );
    this.heard = m.suggest_move_saved();
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

  /** Makes forks anew of which a suggestion was decided; not while the author composes. */
  followDecisions(): void {
    const { session, list } = this.#page();
    const isNew = list !== this.#followed;
    untrack(() => {
      if (isNew) this.#reopened = this.#reopened.filter(({ isKnown }) => !isKnown);
      this.#unsettle();
    });
    this.#followed = list;
    for (const language of locales) {
      const seen = this.#seen.get(language);
      const now = new Set(this.#own(language).map(({ id }) => id));
      const saver = this.#savers.get(language);
      saver?.note(now);
      if (isNew) saver?.askAbout(now);
      if (!seen || !this.#forks.has(language)) continue;
      if (session?.gate.isHolding === true) continue;
      const fork = this.#forks.get(language);
      for (const id of now) seen.add(id);
      // What the author took back is gone from the fork already.
      const decided = [...seen].filter((id) => !now.has(id) && saver?.wasTakenBack(id) !== true);
      const isAgain = saver?.recall(now) === true;
      if (decided.length === 0 && !isAgain) continue;
      // The words of a composition, and those that waited for a connection, are part of what was decided or not.
      if (fork && saver) {
        const { suggestions, withdrawn } = fork.read();
        saver.take(suggestions, withdrawn);
        if (saver.hasMore(decided)) {
          saver.flush();
          continue;
        }
      }
      for (const id of decided) seen.delete(id);
      saver?.forget(decided);
      untrack(() => (this.epochs = { ...this.epochs, [language]: this.epochs[language] + 1 }));
    }
  }

  /** Reads what is to be shown in a text that is not a fork. */
  shownIn(doc: Y.Doc, language: Locale): ShownInEditor {
    const { section } = this.#page();
    const views = this.#listed(language);
    return this.#shown(
      views,
      shownSuggestions(doc, passageRoot(section, language), views.map(asShown)).flatMap(({ parts }) => parts)
    );
  }

  #shownInFork(language: Locale, fork: SuggestionFork, root: string): ShownInEditor {
    const views = this.#listed(language);
    const others = views.filter(({ isOwn, kind }) => !isOwn || kind === 'move');
    const own = fork.hunks.map((hunk, at) => ({ id: fork.idOf(hunk) ?? `new-${at}`, hunk }));
    return this.#shown(views, [
      ...shownSuggestions(fork.doc, root, others.map(asShown)).flatMap(({ parts }) => parts),
      ...shownHunks(fork.doc, root, own)
    ]);
  }

  #shown(views: readonly SuggestionView[], parts: readonly ShownPart[]): ShownInEditor {
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

  /** Checks whether a decision about a suggestion is under way, or waits for another one. */
  isDeciding(id: string): boolean {
    return this.#turns.some(({ ids }) => ids.has(id));
  }

  accept(view: SuggestionView, editors: Editors): Promise<void> {
    return this.#inTurn([view.id], async () => {
      const failed = await this.#accept(view, editors);
      this.heard = failed ?? this.#acceptedSentence(view, editors);
      if (failed === null && editors[view.language]) this.undoable = view.language;
    });
  }

  /** Takes back what was accepted last. */
  undoAccepted(editors: Editors): void {
    const language = this.undoable;
    if (language === null) return;
    this.undoable = null;
    if (editors[language]?.undoAccepted() !== true) this.heard = m.suggest_undo_later();
  }

  reject(view: SuggestionView): Promise<void> {
    return this.#inTurn([view.id], async () => {
      this.heard = (await this.#reject(view)) ?? m.suggest_rejected();
    });
  }

  /** Accepts or rejects what is listed, one after the other; what could not be done is counted and stays. */
  decideAll(act: 'accept' | 'reject', editors: Editors): Promise<void> {
    const all = this.filter.shown.map(({ view }) => view).filter((view) => !this.isDeciding(view.id));
    const ids = all.map(({ id }) => id);
    return this.#inTurn(ids, async () => {
      let done = 0;
      for (const view of all) {
        const failed = act === 'accept' ? await this.#accept(view, editors) : await this.#reject(view);
        if (failed === null) done += 1;
      }
      const decided = act === 'accept' ? m.suggest_all_accepted({ done }) : m.suggest_all_rejected({ done });
      const left = all.length - done;
      this.heard =
        left === 0 ? decided : [decided, m.suggest_all_left({ left })].join(locale() === 'zh' ? '' : ' ');
    });
  }

  withdraw(view: SuggestionView): Promise<void> {
    return this.#inTurn([view.id], async () => {
      const answer = await this.#actions.save({ saved: [], withdrawn: [view.id] });
      this.heard =
        answer.kind !== 'done'
          ? failure(answer)
          : answer.value.saved.includes(view.id)
            ? m.suggest_withdrawn()
            : m.suggest_meanwhile();
    });
  }

  /** Does what was pressed once everything that was pressed before is done and the list is loaded anew. */
  #inTurn(ids: readonly string[], act: () => Promise<void>): Promise<void> {
    const turn: Turn = { ids: new Set(ids) };
    this.#turns = [...this.#turns, turn];
    const done = this.#last.then(async () => {
      this.heard = '';
      this.undoable = null;
      try {
        await act();
        await invalidateAll();
      } finally {
        this.#turns = this.#turns.filter((one) => one !== turn);
        this.#unsettle();
      }
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /**
   * Returns a suggestion as it is listed now, which may have been decided and opened again; as the person saw it
   * where its words have changed since.
   */
  #latest(view: SuggestionView): SuggestionView {
    const again = this.#reopened.find((one) => one.view.id === view.id)?.view;
    const now = again ?? this.#page().list?.list.find(({ id }) => id === view.id);
    return now && JSON.stringify(asSaved(now)) === JSON.stringify(asSaved(view)) ? now : view;
  }

  /** Returns null once it is done, or the sentence that says why it is not. */
  async #reject(view: SuggestionView): Promise<string | null> {
    const answer = await this.#actions.decide('reject', this.#latest(view));
    if (answer.kind !== 'done') return failure(answer);
    this.#settle(view.id, true);
    return null;
  }

  async #accept(view: SuggestionView, editors: Editors): Promise<string | null> {
    const { session, section } = this.#page();
    if (!session?.synced || !session.mayWrite) return m.suggest_no_text();
    if (view.kind === 'move' && !editors[view.language]) return m.suggest_move_writing();
    const claimed = await this.#actions.decide('claim', this.#latest(view));
    if (claimed.kind !== 'done') return failure(claimed);
    const root = passageRoot(section, view.language);
    if (!(claimed.value.wasClaimed && isApplied(session.doc, root, view)) && !this.#change(view, editors)) {
      const lost = await this.#actions.decide('lose', view);
      return lost.kind === 'done' ? m.suggest_lost() : failure(lost);
    }
    this.#settle(view.id, true);
    await this.#confirm(view);
    return null;
  }

  /** Changes the text as an edit of the reader's: in the open editor, so that undo takes it back. */
  #change(view: SuggestionView, editors: Editors): boolean {
    const { session, section } = this.#page();
    const editor = editors[view.language];
    if (editor) return editor.acceptSuggestion(view, (isAccepted) => void this.#restored(view, isAccepted));
    if (!session) return false;
    const root = passageRoot(section, view.language);
    return session.doc.transact((change) => applySuggestion(change, root, view, newWrittenId), this) !== null;
  }

  /** Closes the record of what was accepted. One that stays claimed is found in the text by the next who accepts it. */
  async #confirm(view: SuggestionView): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const answer = await this.#actions.decide('accept', view);
      if (answer.kind !== 'offline') return;
      await new Promise((resolve) => setTimeout(resolve, sleepOfClaim));
    }
  }

  /** Follows undo and redo of an accepted suggestion: it is open again, or accepted again. */
  #restored(view: SuggestionView, isAccepted: boolean): Promise<void> {
    if (isAccepted)
      return this.#inTurn([view.id], async () => {
        const claimed = await this.#actions.decide('claim', this.#latest(view));
        if (claimed.kind === 'done') {
          this.#settle(view.id, true);
          await this.#confirm(view);
        } else this.heard = failure(claimed);
      });
    // It can be decided again at once, even while the decision that was undone is under way.
    for (const { ids } of this.#turns) ids.delete(view.id);
    this.#turns = [...this.#turns];
    this.#settle(view.id, false);
    const again = (reopened: readonly Reopened[]): void => {
      this.#reopened = [...this.#reopened.filter((one) => one.view.id !== view.id), ...reopened];
    };
    again([{ view, isKnown: false }]);
    return this.#inTurn([], async () => {
      const answer = await this.#actions.decide('reopen', view);
      const isOpen = answer.kind === 'done';
      again(isOpen ? [{ view: { ...view, version: answer.value.version }, isKnown: true }] : []);
      this.heard = isOpen ? m.suggest_taken_back() : failure(answer);
    });
  }

  #acceptedSentence({ language }: SuggestionView, editors: Editors): string {
    return editors[language] ? m.suggest_accepted({ key: hintOf('Mod+Z') }) : m.suggest_accepted_reading();
  }

  /** Lists the reader's own that are open; what was decided here is none of them, though a list may still hold it. */
  #own(language: Locale): SavedSuggestion[] {
    return this.#listed(language)
      .filter((view) => view.isOwn && view.kind !== 'move')
      .map(asSaved);
  }

  #keyOf(language: Locale): string {
    const { list, section } = this.#page();
    return `suggestions:${list?.documentId ?? ''}:${section}:${language}`;
  }

  #saver(language: Locale): SuggestionSaver {
    const known = this.#savers.get(language);
    if (known) return known;
    const saver = new SuggestionSaver({
      key: this.#keyOf(language),
      language,
      actions: this.#actions,
      drafts: this.#drafts,
      onOnline: (call) => {
        addEventListener('online', call);
        return () => removeEventListener('online', call);
      },
      onChange: (saving, refused) => {
        this.saving = saving;
        this.refused = refused;
      },
      onClosed: (ids) => {
        for (const id of ids) this.#seen.get(language)?.add(id);
        void invalidateAll();
      },
      onRest: () => (this.heard = m.suggest_rest())
    });
    this.#savers.set(language, saver);
    return saver;
  }
}

const failure = (answer: {
  readonly kind: 'refused' | 'offline';
  readonly code?: string;
  readonly message?: string;
}): string =>
  answer.kind === 'offline'
    ? m.suggest_no_connection()
    : answer.code === 'stale' || answer.code === 'not-found'
      ? m.suggest_meanwhile()
      : (answer.message ?? '');

const asShown = (view: SuggestionView) => ({ id: view.id, change: view });

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
