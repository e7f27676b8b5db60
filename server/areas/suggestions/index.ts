export type { SectionLocation } from './suggestion-subject.ts';
export {
  createSuggestions,
  type ClosedSuggestion,
  type Decided,
  type SavedSuggestions,
  type Suggestions,
  type SuggestionsOnSection,
  type SuggestionView
} from './suggestions.ts';
