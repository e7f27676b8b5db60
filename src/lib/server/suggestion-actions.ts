/** Defines the form actions of suggestions, the same on every page that shows a text. */
import type { RequestEvent } from '@sveltejs/kit';
import { suggestionChangesIn, suggestionDecisionIn } from '#lib/areas/suggestions/forms.ts';
import type { SectionLocation } from '#areas/suggestions';
import type { TextLocation } from '#areas/documents';
import { formAction, nothing } from './form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needActor } from './guard.ts';
import type { SectionOf } from './version-pages.ts';
import { locationOf } from './text-of-page.ts';

type SuggestionRequest = Pick<RequestEvent, 'locals' | 'url' | 'request'> & {
  readonly params: Readonly<Partial<Record<string, string>>>;
};

const at = (event: Pick<SuggestionRequest, 'params' | 'url'>, section: string): SectionLocation => ({
  studySlug: event.params['study'] ?? '',
  text: locationOf(event),
  section
});

/** Saves suggestions of the reader's own; answers with what became of each. */
export const saveSuggestions = <Event extends RequestEvent>(sectionOf: SectionOf<Event>) =>
  formAction({
    command: async ({ suggestions }, _, event: Event) => [
      suggestions.save,
      at(event, await sectionOf(event))
    ],
    run: ({ give, form }) => {
      const changes = suggestionChangesIn(form);
      return changes === null ? refuse('invalid', { field: 'changes' }) : give(changes);
    },
    answer: (suggestions) => ({ suggestions }),
    again: nothing
  });

/** Decides about a suggestion: the form names the act, and the suggestion as the reader saw it. */
export const decideSuggestion = <Event extends RequestEvent>(sectionOf: SectionOf<Event>) =>
  formAction({
    command: async ({ suggestions }, _, event: Event) => [
      suggestions.decide,
      at(event, await sectionOf(event))
    ],
    run: ({ give, form }) => {
      const decision = suggestionDecisionIn(form);
      return decision === null ? refuse('invalid', { field: 'act' }) : give(decision.act, decision);
    },
    answer: (decided) => ({ decided }),
    again: nothing
  });

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
