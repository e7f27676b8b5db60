/**
 * Holds the statements of the section that a page shows: which of them rest on no answer, and which on an answer
 * that has changed since. It follows the live text after a pause in the writing.
 */
import { sectionContent } from '#document/content.ts';
import { observeSection } from '#document/observe.ts';
import { statementsOf, toReview, type AnswerPrints, type Statement } from '#rules/pairs/source.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';

/** The pause in the writing after which the statements are read, in milliseconds. */
const pause = 300;

interface Shown {
  readonly section: string;
  /** Holds the text; null where it is no synopsis of answers that the reader may read. */
  readonly session: DocumentSession | null;
  readonly prints: AnswerPrints | null;
}

export class SourcesOnPage {
  readonly #shown: () => Shown;
  statements = $state.raw<readonly Statement[]>([]);
  readonly toReview: readonly Statement[] = $derived.by(() =>
    toReview(this.statements, this.#shown().prints)
  );
  readonly withoutSource: readonly Statement[] = $derived.by(() =>
    this.statements.filter(({ isLinked }) => !isLinked)
  );

  /** Must be called while a component is initialised; the reading ends with it. */
  constructor(shown: () => Shown) {
    this.#shown = shown;
    const section = $derived(shown().section);
    const network = $derived(shown().session?.hasText ? shown().session?.network : undefined);
    $effect(() => {
      this.statements = [];
      if (!network) return;
      const [document, own] = [network, section];
      let timer: ReturnType<typeof setTimeout> | undefined;
      const read = (): void => {
        this.statements = statementsOf(sectionContent(document, own));
      };
      read();
      const stop = observeSection(document, own, () => {
        clearTimeout(timer);
        timer = setTimeout(read, pause);
      });
      return () => {
        clearTimeout(timer);
        stop();
      };
    });
  }
}
