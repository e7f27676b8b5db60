/**
 * Holds the text of one characteristic that its page shows, findings or response: its document, open across
 * the characteristics.
 */
import { questionPart } from '#base/parts.ts';
import { isBegun, type PairCounts } from '#rules/pairs/pair-counts.ts';
import { OpenDocument } from '../../open-document.svelte.ts';
import type { PageData } from './$types';

export class OpenText extends OpenDocument {
  readonly #data: () => PageData;
  /** Counts the pairs of the section that is shown, as its text is now; null until it is open. */
  shownPairs = $state.raw<PairCounts | null>(null);
  /** Whether each is written follows the live document while it is open. */
  readonly characteristics = $derived.by(() => {
    const { characteristics, main } = this.#data();
    const live = this.session?.synced && this.document?.kind === main ? this.session : null;
    return characteristics.map((one) => ({
      ...one,
      written: live ? live.writtenIn(one.id) : one.written,
      pairs: this.#pairsIn(one.id)
    }));
  });

  /** Must be called while a component is initialised; the document closes with the component. */
  constructor(data: () => PageData) {
    super(data);
    this.#data = data;
  }

  readonly isWritable = (part: string): boolean =>
    this.mayWriteAt(questionPart(part), this.#data().characteristic.id);

  /** Null where nobody has begun to confirm them, or the reader may not know. */
  #pairsIn(id: string): PairCounts | null {
    const { history, characteristic } = this.#data();
    const known = history.translations?.sections.find((one) => one.section === id);
    if (!known) return null;
    const counts = (id === characteristic.id ? this.shownPairs : null) ?? known.pairs;
    return known.confirmed || isBegun(counts) ? counts : null;
  }
}
