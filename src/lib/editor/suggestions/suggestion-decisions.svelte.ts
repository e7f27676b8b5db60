/** Decides about the suggestions on a section, one after the other, and takes back what was accepted. */
/* eslint-disable svelte/prefer-svelte-reactivity -- the page follows the fields with $state; a turn's set is replaced with them */
import { invalidateAll } from '$app/navigation';
import { applySuggestion, isApplied } from '#document/suggestions/apply.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import type { Locale } from '#base/locale.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { SuggestionView } from '#areas/suggestions';
import { newWrittenId } from '../binding/ids.ts';
import type { OpenEditor } from '../passage-editor.ts';
import { hintOf } from '../shortcuts.ts';
import type { SuggestionTools } from './suggestion-tools.ts';

type Editors = Readonly<Record<Locale, OpenEditor | null>>;

/** Names the suggestions about which one press of a button decides, until that is done. */
interface Turn {
  readonly ids: Set<string>;
}

/** Milliseconds between attempts to say that a suggestion was accepted. */
const sleepOfClaim = 1_500;

export class SuggestionDecisions {
  readonly #tools: SuggestionTools;
  /** Names the text in which the last act accepted something that can be taken back. */
  undoable = $state<Locale | null>(null);
  #turns = $state.raw<readonly Turn[]>([]);
  /** Ends when everything that was decided so far is done. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(tools: SuggestionTools) {
    this.#tools = tools;
  }

  /** Checks whether a decision about a suggestion is under way, or waits for another one. */
  readonly isDeciding = (id: string): boolean => this.#turns.some(({ ids }) => ids.has(id));

  accept(view: SuggestionView, editors: Editors): Promise<void> {
    return this.#inTurn([view.id], async () => {
      const failed = await this.#accept(view, editors);
      this.#tools.say(failed ?? this.#acceptedSentence(view, editors));
      if (failed === null && editors[view.language]) this.undoable = view.language;
    });
  }

  undoAccepted(editors: Editors): void {
    const language = this.undoable;
    if (language === null) return;
    this.undoable = null;
    if (editors[language]?.undoAccepted() !== true) this.#tools.say(m.suggest_undo_later());
  }

  reject(view: SuggestionView): Promise<void> {
    return this.#inTurn([view.id], async () => {
      this.#tools.say((await this.#reject(view)) ?? m.suggest_rejected());
    });
  }

  /** One after the other; what could not be done is counted and stays. */
  decideAll(act: 'accept' | 'reject', listed: readonly SuggestionView[], editors: Editors): Promise<void> {
    const all = listed.filter((view) => !this.isDeciding(view.id));
    const ids = all.map(({ id }) => id);
    return this.#inTurn(ids, async () => {
      let done = 0;
      for (const view of all) {
        const failed = act === 'accept' ? await this.#accept(view, editors) : await this.#reject(view);
        if (failed === null) done += 1;
      }
      const decided = act === 'accept' ? m.suggest_all_accepted({ done }) : m.suggest_all_rejected({ done });
      const left = all.length - done;
      this.#tools.say(
        left === 0 ? decided : [decided, m.suggest_all_left({ left })].join(locale() === 'zh' ? '' : ' ')
      );
    });
  }

  withdraw(view: SuggestionView): Promise<void> {
    return this.#inTurn([view.id], async () => {
      const answer = await this.#tools.actions.save({ saved: [], withdrawn: [view.id] });
      this.#tools.say(
        answer.kind !== 'done'
          ? failure(answer)
          : answer.value.saved.includes(view.id)
            ? m.suggest_withdrawn()
            : m.suggest_meanwhile()
      );
    });
  }

  /** Does what was pressed once everything that was pressed before is done and the list is loaded anew. */
  #inTurn(ids: readonly string[], act: () => Promise<void>): Promise<void> {
    const turn: Turn = { ids: new Set(ids) };
    this.#turns = [...this.#turns, turn];
    const done = this.#last.then(async () => {
      this.#tools.say('');
      this.undoable = null;
      try {
        await act();
        await invalidateAll();
      } finally {
        this.#turns = this.#turns.filter((one) => one !== turn);
        this.#tools.list.unsettle(this.isDeciding);
      }
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Returns null once it is done, or the sentence that says why it is not. */
  async #reject(view: SuggestionView): Promise<string | null> {
    const answer = await this.#tools.actions.decide('reject', this.#tools.list.latest(view));
    if (answer.kind !== 'done') return failure(answer);
    this.#tools.list.settle(view.id, true);
    return null;
  }

  async #accept(seen: SuggestionView, editors: Editors): Promise<string | null> {
    const { session, section } = this.#tools.page();
    if (!session?.synced || !session.mayWrite) return m.suggest_no_text();
    const view = this.#tools.list.latest(seen);
    if (view.kind === 'move' && !editors[view.language]) return m.suggest_move_writing();
    const claimed = await this.#tools.actions.decide('claim', view);
    if (claimed.kind !== 'done') return failure(claimed);
    const root = passageRoot(section, view.language);
    if (!(claimed.value.wasClaimed && isApplied(session.doc, root, view)) && !this.#change(view, editors)) {
      const lost = await this.#tools.actions.decide('lose', view);
      return lost.kind === 'done' ? m.suggest_lost() : failure(lost);
    }
    this.#tools.list.settle(view.id, true);
    await this.#confirm(view);
    return null;
  }

  /** Changes the text as an edit of the reader's: in the open editor, so that undo takes it back. */
  #change(view: SuggestionView, editors: Editors): boolean {
    const { session, section } = this.#tools.page();
    const editor = editors[view.language];
    if (editor) return editor.acceptSuggestion(view, (isAccepted) => void this.#restored(view, isAccepted));
    if (!session) return false;
    const root = passageRoot(section, view.language);
    return session.doc.transact((change) => applySuggestion(change, root, view, newWrittenId), this) !== null;
  }

  /** Closes the record of what was accepted. One that stays claimed is found in the text by the next who accepts it. */
  async #confirm(view: SuggestionView): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const answer = await this.#tools.actions.decide('accept', view);
      if (answer.kind !== 'offline') return;
      await new Promise((resolve) => setTimeout(resolve, sleepOfClaim));
    }
  }

  /** Follows undo and redo of an accepted suggestion: it is open again, or accepted again. */
  #restored(view: SuggestionView, isAccepted: boolean): Promise<void> {
    const { list, actions, say } = this.#tools;
    if (isAccepted)
      return this.#inTurn([view.id], async () => {
        const claimed = await actions.decide('claim', list.latest(view));
        if (claimed.kind === 'done') {
          list.settle(view.id, true);
          await this.#confirm(view);
        } else say(failure(claimed));
      });
    // It can be decided again at once, even while the decision that was undone is under way.
    for (const { ids } of this.#turns) ids.delete(view.id);
    this.#turns = [...this.#turns];
    list.settle(view.id, false);
    list.reopen(view, false);
    return this.#inTurn([], async () => {
      const answer = await actions.decide('reopen', view);
      if (answer.kind === 'done') list.reopen({ ...view, version: answer.value.version }, true);
      else list.forgetReopened(view.id);
      say(answer.kind === 'done' ? m.suggest_taken_back() : failure(answer));
    });
  }

  #acceptedSentence({ language }: SuggestionView, editors: Editors): string {
    return editors[language] ? m.suggest_accepted({ key: hintOf('Mod+Z') }) : m.suggest_accepted_reading();
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
