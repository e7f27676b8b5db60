/**
 * The document of the text that a page shows: open as long as its room is on the page, across the characteristics. Frozen or opened anew, a
 * text has another room, which the page must learn.
 */
import { invalidate } from '$app/navigation';
import { onDestroy, onMount } from 'svelte';
import { questionPart } from '#domain/parts.ts';
import { staleBlocks } from '#domain/version.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import { Sessions } from '#lib/collab/sessions.svelte.ts';
import type { PageData } from './$types';

export class OpenText {
  readonly #data: () => PageData;
  #sessions = $state.raw<Sessions | null>(null);
  readonly document = $derived.by(() => this.#data().documents.find((one) => one.kind === this.#data().shownText));
  readonly session: DocumentSession | null = $derived.by(() => this.#sessions?.of(this.document?.room) ?? null);
  readonly #mayWriteHere = $derived.by(() => this.document?.access === 'write');
  readonly isFrozen = $derived.by(() => this.#mayWriteHere && this.session?.mayOnlyRead === true);
  readonly mayWrite = $derived.by(() => this.#mayWriteHere && !this.isFrozen);
  /** What is written of each follows the live document where it is open. */
  readonly characteristics = $derived.by(() => {
    const { characteristics, main } = this.#data();
    const live = this.session?.synced && this.document?.kind === main ? this.session : null;
    return characteristics.map((one) => ({ ...one, written: live ? live.writtenIn(one.id) : one.written, stale: this.#staleIn(one.id) }));
  });

  /** In a component, with whose life it ends. */
  constructor(data: () => PageData) {
    this.#data = data;
    onMount(() => {
      this.#sessions = new Sessions(this.#data().self);
    });
    onDestroy(() => this.#sessions?.close());
    $effect(() => this.#sessions?.keep(this.document ? [{ room: this.document.room, title: this.#data().city.shortName }] : []));
    // One that stays frozen keeps its room: it is asked for once.
    let learnt = '';
    $effect(() => {
      const state = this.session?.saveState;
      const room = this.document?.room ?? '';
      if (state?.kind !== 'ended' || state.reason !== 'generation-ended' || learnt === room) return;
      learnt = room;
      void invalidate(`study:${this.#data().study.slug}`);
    });
  }

  /** A contributor may be limited to some characteristics, and a question may be reopened by itself. */
  readonly isWritable = (part: string): boolean =>
    this.document?.writable === 'all' || (this.document?.writable.some((one) => one === questionPart(part) || one === this.#data().characteristic.id) ?? false);

  /** Blocks to be looked at again, of those sections of which somebody has said that both languages agree. */
  #staleIn(id: string): number {
    const { history, characteristic } = this.#data();
    const known = history.agreements?.sections.find((one) => one.section === id);
    if (!known?.confirmed) return 0;
    const isHere = id === characteristic.id && this.session?.synced === true;
    return isHere ? staleBlocks(this.session.fingerprintsIn(id), known.confirmed.blocks).length : known.stale.length;
  }
}
