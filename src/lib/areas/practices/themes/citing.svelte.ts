/** Holds what the reader of a page is about to cite in a good practice, a trend or a challenge. */
import { getContext, setContext } from 'svelte';
import type { SupportPlace, ThingKind } from '#rules/bibliography/support.ts';

/** Names what is to be cited: the selected words of a block, an answer, or another thing of the study. */
export type CitedThing =
  | {
      readonly kind: 'passage';
      readonly place: SupportPlace;
      readonly block: string;
      readonly quote: string;
    }
  | { readonly kind: 'answer'; readonly city: string; readonly question: string }
  | { readonly kind: ThingKind; readonly id: string };

export class Citing {
  /** Null for a reader who cites nothing. */
  readonly #studySlug: () => string | null;
  thing = $state.raw<CitedThing | null>(null);

  constructor(studySlug: () => string | null) {
    this.#studySlug = studySlug;
  }
  get studySlug(): string | null {
    return this.#studySlug();
  }
  get isOffered(): boolean {
    return this.#studySlug() !== null;
  }
}

const key = Symbol('citing');

export const provideCiting = (citing: Citing): Citing => setContext(key, citing);
export const useCiting = (): Citing | null => getContext<Citing | undefined>(key) ?? null;
