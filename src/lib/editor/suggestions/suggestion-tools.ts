/** Describes what the drafts of a section's suggestions and the decisions about them share. */
import type { SuggestionActions } from './suggestion-actions.ts';
import type { SuggestionList, SuggestionPage } from './suggestion-list.svelte.ts';

export interface SuggestionTools {
  readonly page: () => SuggestionPage;
  readonly list: SuggestionList;
  readonly actions: SuggestionActions;
  /** Tells screen readers what an act has done. */
  readonly say: (sentence: string) => void;
}
