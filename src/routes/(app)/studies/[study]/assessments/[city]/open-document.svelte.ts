/**
 * Opens the document that a page of an assessment shows, as long as its room is on the page. A frozen or
 * reopened document has another room, which the page must load.
 */
import { invalidate } from '$app/navigation';
import { onDestroy, onMount } from 'svelte';
import { isSubmitted } from '#base/states.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import { Sessions } from '#lib/collab/sessions.svelte.ts';
import { explainAccess } from '#lib/editor/access-explanation.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { LayoutData } from './$types';

type Shown = Pick<LayoutData, 'self' | 'city' | 'study' | 'state' | 'roles' | 'submittedAt'> & {
  readonly documents: readonly OpenedDocument[];
  readonly shownText: 'findings' | 'response' | 'confidential';
};

type OpenedDocument = Omit<LayoutData['documents'][number], 'kind'> & { readonly kind: Shown['shownText'] };

export class OpenDocument {
  readonly #data: () => Shown;
  #sessions = $state.raw<Sessions | null>(null);
  readonly document = $derived.by(() =>
    this.#data().documents.find((one) => one.kind === this.#data().shownText)
  );
  readonly session: DocumentSession | null = $derived.by(
    () => this.#sessions?.of(this.document?.room) ?? null
  );
  readonly #mayWriteHere = $derived.by(() => this.document?.access === 'write');
  readonly isFrozen = $derived.by(() => this.#mayWriteHere && this.session?.mayOnlyRead === true);
  readonly mayWrite = $derived.by(() => this.#mayWriteHere && !this.isFrozen);

  /** Must be called while a component is initialised; the sessions close with the component. */
  constructor(data: () => Shown) {
    this.#data = data;
    onMount(() => {
      this.#sessions = new Sessions(this.#data().self);
    });
    onDestroy(() => this.#sessions?.close());
    $effect(() =>
      this.#sessions?.keep(
        this.document ? [{ room: this.document.room, title: this.#data().city.shortName }] : []
      )
    );
    // While the document stays frozen its room does not change: the data is reloaded once only.
    let learnt = '';
    $effect(() => {
      const state = this.session?.saveState;
      const room = this.document?.room ?? '';
      if (state?.kind !== 'ended' || state.reason !== 'generation-ended' || learnt === room) return;
      learnt = room;
      void invalidate(`study:${this.#data().study.slug}`);
    });
  }

  /** Counts the other people who are writing in a section now. */
  readonly peopleIn = (section: string): number =>
    this.session?.present.filter((one) => !one.isSelf && one.location?.section === section).length ?? 0;

  /** Returns what the reader may do now with these parts of the text, and why no more. */
  readonly allowedAt = (...parts: readonly string[]): string => {
    if (this.isFrozen) return m.assessment_why_frozen();
    const { shownText, state, roles, submittedAt } = this.#data();
    if (this.mayWrite && !this.mayWriteAt(...parts))
      return isSubmitted(state) ? m.assessment_may_write_asked() : m.assessment_why_not_yours();
    return explainAccess(
      // The confidential answers are open and closed with the response.
      { kind: shownText === 'confidential' ? 'response' : shownText, state },
      {
        mayWrite: this.mayWrite,
        roles,
        lockedSince: submittedAt ? partialDateText(submittedAt.slice(0, 10), locale()) : ''
      }
    );
  };

  /**
   * Checks write access: a contributor may be limited to some parts, and a single question may be reopened.
   */
  readonly mayWriteAt = (...names: readonly string[]): boolean =>
    this.document?.writable === 'all' ||
    (this.document?.writable.some((one) => names.includes(one)) ?? false);
}
