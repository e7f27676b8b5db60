/** Holds what of a section is still to be saved. */
import { restOf } from '#document/suggestions/rest.ts';
import {
  insertedText,
  longestSuggestion,
  mostPieces,
  type SavedSuggestion,
  type SuggestedChange
} from '#rules/suggestions/suggestion.ts';
import type { ClosedSuggestion } from '#areas/suggestions';

export interface Pending {
  readonly saved: readonly SavedSuggestion[];
  readonly withdrawn: readonly string[];
}
export const none: Pending = { saved: [], withdrawn: [] };

/**
 * Returns what the author still suggests; null where all of it was decided. What was rejected in an earlier form, or
 * had lost its place, is suggested as it is now.
 */
export function leftOf({ state, change }: ClosedSuggestion, now: SuggestedChange): SuggestedChange | null {
  const rest = state === 'withdrawn' || now.kind === 'move' ? null : restOf(change, now);
  return rest === null || state === 'accepted' ? rest : now;
}

export const isWaiting = ({ saved, withdrawn }: Pending): boolean => saved.length > 0 || withdrawn.length > 0;

/** Returns what an earlier load of the page could not save. Only this page writes it. */
export const pendingIn = (draft: unknown): Pending =>
  typeof draft === 'object' && draft !== null && 'saved' in draft && 'withdrawn' in draft
    ? (draft as Pending)
    : none;

/** Checks whether the server takes a suggestion of this length. */
export const fits = (one: SavedSuggestion): boolean =>
  insertedText(one).length <= longestSuggestion &&
  one.content.length <= mostPieces &&
  one.deleted.length <= mostPieces;
