import type { ShownPage } from '#lib/forms/page-number.ts';
import type { LateEntry, LateList } from '#areas/documents';

/** Describes what a page lists of the late proposals to a text, and which of all of them await a decision. */
export interface ListedLate extends Omit<LateList, 'proposals'> {
  readonly listed: ShownPage<LateEntry>;
  readonly undecided: readonly string[];
}
