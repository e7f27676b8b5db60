/**
 * Holds what a page with a text knows of its threads in addition to the data from the server: which thread is
 * selected, and what is about to be commented on.
 */
import { replaceState } from '$app/navigation';
import { page } from '$app/state';
import { tick } from 'svelte';
import type * as Y from 'yjs';
import { findAnchors } from '#document/sequence/anchors.ts';
import { inTextOrder, type AboutThread, type Audience } from '#rules/threads/comment.ts';
import type { Locale } from '#base/locale.ts';
import type { ThreadView, ThreadsOnDocument } from '#areas/threads';
import { saveDraft, readDraft } from './drafts.ts';

/** Names what a new thread will be on; stored with its draft. */
export interface Target {
  readonly about: AboutThread;
  readonly targetId: string | null;
  /** Names a question or a record; for a passage the quote serves as its name. */
  readonly name: string;
  readonly anchor: {
    readonly language: Locale;
    readonly from: string;
    readonly to: string;
    readonly quote: string;
    readonly blockId: string | null;
  } | null;
}

export const draftThread = 'draft';

interface Shown {
  readonly list: ThreadsOnDocument;
  readonly section: string;
  /** Holds the live text; null while it is not loaded, and the positions from the server are used. */
  readonly doc: Y.Doc | null;
}

export class CommentsOnPage {
  readonly #shown: () => Shown;
  #picked = $state<string | null | undefined>();
  #panel = $state<string | undefined>();
  target = $state.raw<Target | null>(null);
  /** Is true if the side panel of a narrow page is open. */
  isOpen = $state(false);

  constructor(shown: () => Shown) {
    this.#shown = shown;
  }

  get active(): string | null {
    return this.#picked === undefined ? page.url.searchParams.get('thread') : this.#picked;
  }
  /** Returns the tab of the side panel that the address names; `comments` where it names a thread. */
  get panel(): string | null {
    return (
      this.#panel ??
      page.url.searchParams.get('panel') ??
      (page.url.searchParams.has('thread') ? 'comments' : null)
    );
  }
  /** In the order of the text, each with the current position of its quote. */
  readonly threads: readonly ThreadView[] = $derived.by(() => {
    const { list, section, doc } = this.#shown();
    if (!doc) return list.threads;
    return list.threads
      .map((thread) => {
        const { anchor, language, quote } = thread;
        if (!anchor || !language) return thread;
        const [foundAnchor = null] = findAnchors(doc, [{ ...anchor, quote, language, section }]);
        return { ...thread, foundAnchor, isGone: foundAnchor === null };
      })
      .sort(inTextOrder([section]));
  });
  get mayComment(): boolean {
    return this.#shown().list.audiences.length > 0;
  }
  get audiences(): readonly Audience[] {
    return this.#shown().list.audiences;
  }

  /**
   * Lists the threads on passages of the texts, for highlighting, and the passage that a comment is being
   * written on.
   */
  readonly anchored = $derived.by(() => [
    ...this.threads.flatMap(({ id, language, anchor, quote, state }) =>
      language && anchor && (state === 'open' || id === this.active)
        ? [{ id, language, anchor: { ...anchor, quote } }]
        : []
    ),
    ...(this.target?.anchor
      ? [{ id: draftThread, language: this.target.anchor.language, anchor: this.target.anchor }]
      : [])
  ]);

  countOn(about: AboutThread, targetId: string): number {
    return this.#shown().list.openOn[`${about}:${targetId}`] ?? 0;
  }

  showPanel(panel: string): void {
    this.#panel = panel;
    this.isOpen = true;
    this.#address({ panel });
  }

  /** `focuses` is set where the reader has come by the keyboard. */
  pick(id: string | null, focuses = false): void {
    this.#picked = id;
    if (id !== null) this.showPanel('comments');
    this.#address({ thread: id });
    if (id !== null) void this.bringIntoView(id, focuses);
  }

  async bringIntoView(id: string, focuses: boolean): Promise<void> {
    await tick();
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    const card = document.getElementById(`thread-${id}`);
    card?.scrollIntoView({ block: 'nearest', behavior: calm });
    if (focuses) card?.focus({ preventScroll: true });
    document
      .querySelector(`.prose [data-thread~="${CSS.escape(id)}"]`)
      ?.scrollIntoView({ block: 'nearest', behavior: calm });
  }

  /** Selects the thread before or after the selected one. */
  walk(step: -1 | 1, threads: readonly ThreadView[]): void {
    const at = threads.findIndex((thread) => thread.id === this.active);
    const next =
      threads[
        at === -1 ? (step === 1 ? 0 : threads.length - 1) : (at + step + threads.length) % threads.length
      ];
    if (next) this.pick(next.id, true);
  }

  begin(target: Target): void {
    this.target = target;
    this.#picked = draftThread;
    saveDraft(this.#key, target);
    this.showPanel('comments');
    void tick().then(() => document.querySelector<HTMLElement>('#new-thread textarea')?.focus());
  }

  /** Ends the draft: it was sent, or discarded. */
  end(): void {
    this.target = null;
    if (this.#picked === draftThread) this.#picked = null;
    saveDraft(this.#key, null);
    saveDraft(`${this.#key}:body`, null);
  }

  /** Restores the draft that was being written when the page was left. */
  restore(): void {
    this.target = readDraft(this.#key) as Target | null;
  }

  get draftKey(): string {
    return `${this.#key}:body`;
  }
  get #key(): string {
    const { list, section } = this.#shown();
    return `${list.documentId}:${section}`;
  }

  #address(change: Readonly<Record<string, string | null>>): void {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made, read and let go here
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(change)) {
      if (value === null || value === draftThread) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    replaceState(url, page.state);
  }
}
