export type { SectionLocation } from './suggestion-subject.ts';
export { createSuggestions, type Decided, type Suggestions } from './suggestions.ts';
export type { SavedSuggestions } from './suggestion-saving.ts';
export type { ClosedSuggestion, SuggestionsOnSection, SuggestionView } from './suggestion-views.ts';
