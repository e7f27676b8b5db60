/** Holds what the reader of a page is about to tag with a code, and the codings of what the page shows. */
import { getContext, setContext } from 'svelte';
import type { CodingTarget } from '#rules/coding/coding.ts';
import type { CodingsOnText, TextCoding } from '#areas/coding';

interface Facts {
  readonly studySlug: string;
  /** Is null for a reader who reads no codings. */
  readonly onPage: CodingsOnText | null;
  /** Lists the codings of the comments that the page shows. */
  readonly ofComments?: readonly TextCoding[] | null;
}

export class Coding {
  readonly #facts: () => Facts;
  target = $state.raw<CodingTarget | null>(null);

  constructor(facts: () => Facts) {
    this.#facts = facts;
  }
  get studySlug(): string {
    return this.#facts().studySlug;
  }
  /** Says whether the reader tags anything. */
  get isOffered(): boolean {
    return this.#facts().onPage?.mayWrite === true;
  }
  get codings(): readonly TextCoding[] {
    const { onPage, ofComments } = this.#facts();
    return [...(onPage?.codings ?? []), ...(ofComments ?? [])];
  }
  /** Lists the codings of an answer, a comment or a note. */
  of(target: CodingTarget): readonly TextCoding[] {
    const id =
      target.kind === 'answer' ? target.question : target.kind === 'passage' ? target.block : target.id;
    return this.codings.filter(({ thing }) => thing.kind === target.kind && thing.id === id);
  }
}

const key = Symbol('coding');

export const provideCoding = (coding: Coding): Coding => setContext(key, coding);
export const useCoding = (): Coding | null => getContext<Coding | undefined>(key) ?? null;
