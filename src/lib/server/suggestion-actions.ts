/** Defines the form actions of suggestions, the same on every page that shows a text. */
import type { RequestEvent } from '@sveltejs/kit';
import { suggestionChangesIn, suggestionDecisionIn } from '#lib/areas/suggestions/forms.ts';
import type { SectionLocation } from '#areas/suggestions';
import type { TextLocation } from '#areas/documents';
import { formFor } from './form-for.ts';
import { must, needActor, refuseForm } from './guard.ts';
import { locationOf } from './version-pages.ts';

type SuggestionRequest = Pick<RequestEvent, 'locals' | 'url' | 'request'> & {
  readonly params: Readonly<Partial<Record<string, string>>>;
};

const at = (event: Pick<SuggestionRequest, 'params' | 'url'>, section: string): SectionLocation => ({
  studySlug: event.params['study'] ?? '',
  text: locationOf(event),
  section
});

/** Saves suggestions of the reader's own; answers with what became of each. */
export async function saveSuggestions(event: SuggestionRequest, section: string) {
  const { suggestions } = event.locals.services;
  const location = at(event, section);
  const changes = suggestionChangesIn(await formFor(event, suggestions.save, location));
  if (changes === null) return refuseForm(event.locals, { code: 'invalid', facts: { field: 'changes' } });
  const done = await suggestions.save(needActor(event), location, changes);
  return done.ok ? { suggestions: done.value } : refuseForm(event.locals, done.refusal);
}

/** Decides about a suggestion: the form names the act, and the suggestion as the reader saw it. */
export async function decideSuggestion(event: SuggestionRequest, section: string) {
  const { suggestions } = event.locals.services;
  const location = at(event, section);
  const decision = suggestionDecisionIn(await formFor(event, suggestions.decide, location));
  if (decision === null) return refuseForm(event.locals, { code: 'invalid', facts: { field: 'act' } });
  const done = await suggestions.decide(needActor(event), location, decision.act, decision);
  return done.ok ? { decided: done.value } : refuseForm(event.locals, done.refusal);
}

/** Loads the open suggestions about a section; null for a reader who sees none. */
export const loadSuggestions = async (event: SuggestionRequest, text: TextLocation, section: string) =>
  must(
    event.locals,
    await event.locals.services.suggestions.list(needActor(event), {
      studySlug: event.params['study'] ?? '',
      text,
      section
    })
  );
