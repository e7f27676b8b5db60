/**
 * Holds the text of one characteristic that its page shows, findings or response: its document, open across
 * the characteristics.
 */
import { questionPart } from '#domain/parts.ts';
import { staleBlocks } from '#domain/version.ts';
import { OpenDocument } from '../open-document.svelte.ts';
import type { PageData } from './$types';

export class OpenText extends OpenDocument {
  readonly #data: () => PageData;
  /** Lists the characteristics; whether each is written follows the live document while it is open. */
  readonly characteristics = $derived.by(() => {
    const { characteristics, main } = this.#data();
    const live = this.session?.synced && this.document?.kind === main ? this.session : null;
    return characteristics.map((one) => ({
      ...one,
      written: live ? live.writtenIn(one.id) : one.written,
      stale: this.#staleIn(one.id)
    }));
  });

  /** Must be called while a component is initialised; the document closes with the component. */
  constructor(data: () => PageData) {
    super(data);
    this.#data = data;
  }

  readonly isWritable = (part: string): boolean =>
    this.mayWriteAt(questionPart(part), this.#data().characteristic.id);

  /** Counts the blocks to be reviewed again in a section whose two languages were confirmed as equal. */
  #staleIn(id: string): number {
    const { history, characteristic } = this.#data();
    const known = history.translations?.sections.find((one) => one.section === id);
    if (!known?.confirmed) return 0;
    const isHere = id === characteristic.id && this.session?.synced === true;
    return isHere
      ? staleBlocks(this.session.fingerprintsIn(id), known.confirmed.blocks).length
      : known.pairs.toDo;
  }
}
