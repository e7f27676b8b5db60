/**
 * Holds what the reader suggests in a section: a fork of each text while it is open for suggestions, and what saves
 * what is written in it.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- the page follows the fields with $state; the maps are records that nothing renders */
import { invalidateAll } from '$app/navigation';
import { untrack } from 'svelte';
import type { Editor } from '@tiptap/core';
import { newUuid } from '#base/random-id.ts';
import { SuggestionFork } from '#document/suggestions/fork.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import { locales, type Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { blockIds, nextTarget } from './move-behind.ts';
import { SuggestionSaver, type DraftStore, type Saving } from './suggestion-saver.ts';
import type { SuggestionTools } from './suggestion-tools.ts';

/** Holds a fork of a text while its author has it open. */
interface OwnFork {
  readonly fork: SuggestionFork;
  readonly close: () => void;
}

const longestOfMove = 120;

interface OwnTools extends SuggestionTools {
  readonly drafts: DraftStore;
}

export class OwnSuggestions {
  readonly #tools: OwnTools;
  readonly #savers = new Map<Locale, SuggestionSaver>();
  readonly #forks = new Map<Locale, SuggestionFork>();
  /** Holds the ids of own suggestions that stand in an open fork and that the server is known to have held. */
  readonly #seen = new Map<Locale, Set<string>>();
  /** Holds where the reader's own moved blocks go, by the block. */
  readonly #moves = new Map<string, { readonly id: string; readonly target: string | null }>();
  saving = $state<Saving>('none');
  refused = $state('');
  /** Counts how often each fork was made anew. */
  epochs = $state.raw<Readonly<Record<Locale, number>>>({ en: 0, zh: 0 });

  constructor(tools: OwnTools) {
    this.#tools = tools;
  }

  /** Saves what an earlier load of this page could not; returns what ends the savers. */
  open(): () => void {
    for (const language of locales)
      if (this.#tools.drafts.read(this.#keyOf(language)) !== null) this.#saver(language);
    return () => {
      for (const saver of this.#savers.values()) saver.close();
      this.#savers.clear();
    };
  }

  /** Opens the fork of a text, with the reader's own suggestions in it. */
  openFork(language: Locale): OwnFork | null {
    const { session, section, list } = this.#tools.page();
    if (!session || !list) return null;
    const root = passageRoot(section, language);
    const saver = this.#saver(language);
    const own = this.#tools.list.own(language);
    this.#seen.set(language, new Set(own.map(({ id }) => id)));
    const fork = new SuggestionFork(session.doc, root, saver.own(own), newUuid);
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
    const stopWaiting = session.gate.onRelease(() => this.follow());
    return {
      fork,
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
      this.#tools.say(m.suggest_refused());
      return;
    }
    const saver = this.#saver(language);
    const views = this.#tools.page().list?.list ?? [];
    const known = views.find((view) => view.isOwn && view.kind === 'move' && view.blockId === id);
    const moved = this.#moves.get(id) ?? (known && { id: known.id, target: known.target });
    const next = nextTarget(blockIds(editor), id, moved?.target, step);
    if (!next) {
      if (moved) saver.withdraw(moved.id);
      this.#moves.delete(id);
      this.#tools.say(moved ? m.suggest_withdrawn() : m.suggest_refused());
      return;
    }
    const own = { id: moved?.id ?? newUuid(), target: next.target };
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
    this.#tools.say(m.suggest_move_saved());
  }

  /** Makes forks anew of which a suggestion was decided; not while the author composes. `isNew` says that the list is. */
  follow(isNew = false): void {
    const { session } = this.#tools.page();
    for (const language of locales) {
      const seen = this.#seen.get(language);
      const now = new Set(this.#tools.list.own(language).map(({ id }) => id));
      const saver = this.#savers.get(language);
      saver?.note(now);
      if (isNew) saver?.askAbout(now);
      if (!seen || !this.#forks.has(language)) continue;
      if (session?.gate.isHolding === true) continue;
      const fork = this.#forks.get(language);
      for (const id of now) seen.add(id);
      // A suggestion that the author took back is gone from the fork already.
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

  #keyOf(language: Locale): string {
    const { list, section } = this.#tools.page();
    return `suggestions:${list?.documentId ?? ''}:${section}:${language}`;
  }

  #saver(language: Locale): SuggestionSaver {
    const known = this.#savers.get(language);
    if (known) return known;
    const saver = new SuggestionSaver({
      key: this.#keyOf(language),
      language,
      actions: this.#tools.actions,
      drafts: this.#tools.drafts,
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
      onRest: () => this.#tools.say(m.suggest_rest())
    });
    this.#savers.set(language, saver);
    return saver;
  }
}
