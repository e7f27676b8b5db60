/**
 * Saves what a person suggests in one language of a section: after a pause, and when the text is left. What could
 * not be saved is kept in this tab, over reloads, and saved once there is a connection.
 */
import { newUuid } from '#base/random-id.ts';
import type { OwnSuggestion } from '#document/suggestions/fork.ts';
import { restOf } from '#document/suggestions/rest.ts';
import type { Locale } from '#base/locale.ts';
import { mostSuggestionsAtOnce, type SavedSuggestion } from '#rules/suggestions/suggestion.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ClosedSuggestion } from '#areas/suggestions';
import type { SuggestionActions } from './suggestion-actions.ts';
import { type Pending, none, leftOf, isWaiting, pendingIn, fits } from './pending-suggestions.ts';

/** Stores drafts in this tab for the person who is signed in. */
export interface DraftStore {
  readonly read: (key: string) => unknown;
  readonly save: (key: string, value: unknown) => void;
}

/** Names how far a suggestion is saved; `none` before anything was written. */
export type Saving = 'none' | 'saved' | 'saving' | 'kept';

export interface SaverTools {
  readonly key: string;
  readonly language: Locale;
  readonly actions: SuggestionActions;
  readonly drafts: DraftStore;
  /** Calls when the browser has a network again; returns what ends that. */
  readonly onOnline: (call: () => void) => () => void;
  /** Called when `saving` changes, with the sentence of a refusal. */
  readonly onChange: (saving: Saving, refused: string) => void;
  /** Called when some were decided meanwhile: what this page knows of them is old. */
  readonly onClosed: (ids: readonly string[]) => void;
  /** Called when the author had written more than was decided: it is a suggestion of its own. */
  readonly onRest: () => void;
}

/** Describes a suggestion that was decided: as it was then, and under which id the rest is saved. */
interface Closed {
  readonly decided: ClosedSuggestion;
  readonly rest: string;
}

const pause = 500;
const pauseOfRetry = 5_000;

export class SuggestionSaver {
  readonly #tools: SaverTools;
  readonly #stop: () => void;
  /** Holds what the server is known to hold, by id, as JSON. */
  readonly #stored = new Map<string, string>();
  /** Holds what this tab knows of each, which is newer than what the page lists. */
  readonly #latest = new Map<string, SavedSuggestion>();
  /** Names those that a list of the page has held: one that is listed no more was decided. */
  readonly #listed = new Set<string>();
  /** Holds what was decided; null where the server was not asked how. */
  readonly #closed = new Map<string, Closed | null>();
  /** Holds those that the author took back here. */
  readonly #takenBack = new Set<string>();
  /** Names those about which the server is asked: they are sent as it has them. */
  readonly #asked = new Set<string>();
  #pending: Pending = none;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  #isClosed = false;

  constructor(tools: SaverTools) {
    this.#tools = tools;
    this.#pending = pendingIn(tools.drafts.read(tools.key));
    for (const one of this.#pending.saved) this.#latest.set(one.id, one);
    this.#stop = tools.onOnline(() => this.flush());
    if (this.#isDirty()) this.#soon(0);
  }

  /**
   * Returns the author's suggestions: those that the page lists, as this tab knows them, and those that it made and
   * the page does not list yet.
   */
  own(listed: readonly SavedSuggestion[]): OwnSuggestion[] {
    for (const one of listed) {
      this.#listed.add(one.id);
      this.#closed.delete(one.id);
      if (!this.#latest.has(one.id)) {
        this.#latest.set(one.id, one);
        this.#stored.set(one.id, JSON.stringify(one));
      }
    }
    const now = new Set(listed.map(({ id }) => id));
    const { withdrawn } = this.#pending;
    return [...this.#latest.values()]
      .filter(({ id, kind }) => kind !== 'move' && !withdrawn.includes(id))
      .filter(({ id }) => now.has(id) || (!this.#listed.has(id) && !this.#closed.has(id)))
      .map(({ id, language: _, ...change }) => ({ id, change }));
  }

  /** Takes note of which of the author's suggestions the page lists, also while nobody suggests. */
  note(listed: ReadonlySet<string>): void {
    for (const id of listed) this.#listed.add(id);
  }

  /**
   * Asks the server about suggestions that it has taken and that a new list of the page does not hold: the list is
   * older, or somebody decided before the page heard of its own suggestion.
   */
  askAbout(listed: ReadonlySet<string>): void {
    for (const { id, kind } of this.#latest.values())
      if (kind !== 'move' && this.#stored.has(id) && !listed.has(id) && !this.#listed.has(id))
        this.#asked.add(id);
    this.flush();
  }

  /**
   * Checks whether the author has written more, or other, than the server is known to hold of these: it was decided
   * without that. The next answer of the server says how.
   */
  hasMore(ids: readonly string[]): boolean {
    return this.#pending.saved.some((one) => {
      if (!ids.includes(one.id)) return false;
      const known = this.#stored.get(one.id);
      return known === undefined || restOf(JSON.parse(known) as SavedSuggestion, one) !== null;
    });
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) {
      if (!this.#closed.has(id)) this.#closed.set(id, null);
      this.#latest.delete(id);
      this.#stored.delete(id);
    }
    this.#keep({
      saved: this.#pending.saved.filter(({ id }) => !ids.includes(id)),
      withdrawn: this.#pending.withdrawn.filter((id) => !ids.includes(id))
    });
  }

  wasTakenBack(id: string): boolean {
    return this.#takenBack.has(id);
  }

  /** Returns whether some were decided before and are listed again: who decided took it back. */
  recall(listed: ReadonlySet<string>): boolean {
    const again = [...this.#closed.keys()].filter((id) => listed.has(id));
    for (const id of again) this.#closed.delete(id);
    return again.length > 0;
  }

  take(suggestions: readonly OwnSuggestion[], withdrawn: readonly string[]): void {
    const { language } = this.#tools;
    const saved = new Map(this.#pending.saved.map((one) => [one.id, one]));
    const gone = new Set([...this.#pending.withdrawn, ...withdrawn]);
    for (const id of gone) {
      saved.delete(id);
      this.#latest.delete(id);
      this.#takenBack.add(id);
    }
    let isTooLong = false;
    for (const { id, change } of suggestions.map((own) => this.#withoutDecided(own))) {
      if (this.#closed.has(id)) continue;
      const one: SavedSuggestion = { id, language, ...change };
      this.#latest.set(id, one);
      gone.delete(id);
      this.#takenBack.delete(id);
      if (!fits(one)) isTooLong = true;
      else if (this.#stored.get(id) === JSON.stringify(one)) saved.delete(id);
      else saved.set(id, one);
    }
    if (isTooLong) this.#tools.onChange('kept', m.suggest_too_long());
    // What was never saved need not be withdrawn.
    const isSending = this.#isSending;
    this.#keep({
      saved: [...saved.values()],
      withdrawn: [...gone].filter((id) => isSending || this.#stored.has(id))
    });
    if (!this.#isDirty()) return;
    if (!isTooLong) this.#tools.onChange('saving', '');
    this.#soon(pause);
  }

  /** Returns what is left of a suggestion that was decided while its author went on writing; else the suggestion. */
  #withoutDecided(own: OwnSuggestion): OwnSuggestion {
    const closed = this.#closed.get(own.id);
    const change = closed ? leftOf(closed.decided, own.change) : null;
    return closed && change ? { id: closed.rest, change } : own;
  }

  withdraw(id: string): void {
    this.#stored.set(id, this.#stored.get(id) ?? '');
    this.take([], [id]);
    this.#soon(0);
  }

  flush(): void {
    if (this.#isDirty()) this.#soon(0);
  }

  close(): void {
    this.flush();
    this.#isClosed = true;
    this.#stop();
  }

  #isDirty(): boolean {
    return isWaiting(this.#pending) || this.#asked.size > 0;
  }

  #keep(pending: Pending): void {
    this.#pending = pending;
    this.#tools.drafts.save(this.#tools.key, isWaiting(pending) ? pending : null);
  }

  #soon(after: number): void {
    clearTimeout(this.#timer);
    if (after === 0) void this.#send();
    else this.#timer = setTimeout(() => void this.#send(), after);
  }

  /** Returns those about which the server is to be asked and which are not sent anyhow. */
  #takeAsked(): SavedSuggestion[] {
    const { saved, withdrawn } = this.#pending;
    const sent = new Set([...saved.map(({ id }) => id), ...withdrawn]);
    const asked = [...this.#asked].flatMap((id) => (sent.has(id) ? [] : (this.#stored.get(id) ?? [])));
    this.#asked.clear();
    return asked.map((stored) => JSON.parse(stored) as SavedSuggestion);
  }

  async #send(): Promise<void> {
    if (this.#isSending || !this.#isDirty()) return;
    this.#isSending = true;
    this.#tools.onChange('saving', '');
    const sent: Pending = {
      saved: [...this.#pending.saved, ...this.#takeAsked()].slice(0, mostSuggestionsAtOnce),
      withdrawn: this.#pending.withdrawn.slice(0, mostSuggestionsAtOnce)
    };
    const answer = await this.#tools.actions.save(sent);
    this.#isSending = false;
    if (answer.kind !== 'done') {
      this.#tools.onChange('kept', answer.kind === 'refused' ? answer.message : '');
      if (answer.kind === 'offline' && !this.#isClosed) this.#soon(pauseOfRetry);
      return;
    }
    const { saved, closed, busy } = answer.value;
    const isClosed = (id: string): boolean => closed.some((one) => one.id === id);
    const done = new Set([...saved, ...closed.map(({ id }) => id)]);
    for (const one of sent.saved) if (done.has(one.id)) this.#stored.set(one.id, JSON.stringify(one));
    for (const id of sent.withdrawn) if (done.has(id)) this.#stored.delete(id);
    const isSent = (one: SavedSuggestion): boolean =>
      done.has(one.id) && this.#stored.get(one.id) === JSON.stringify(one);
    this.#keep({
      saved: this.#pending.saved.filter((one) => !isClosed(one.id) && !isSent(one)),
      withdrawn: this.#pending.withdrawn.filter((id) => !sent.withdrawn.includes(id) || !done.has(id))
    });
    this.#tools.onChange(this.#isDirty() ? 'saving' : 'saved', '');
    if (closed.length > 0) {
      const latest = closed.flatMap(({ id }) => this.#latest.get(id) ?? []);
      for (const decided of closed) this.#closed.set(decided.id, { decided, rest: newUuid() });
      this.forget(closed.map(({ id }) => id));
      this.take(
        latest.map(({ id, language: _, ...change }) => ({ id, change })),
        []
      );
      if (this.#isDirty()) this.#tools.onRest();
      this.#tools.onClosed(closed.map(({ id }) => id));
    }
    if (this.#isDirty() && !this.#isClosed) this.#soon(busy.length > 0 ? pauseOfRetry : 0);
  }
}
