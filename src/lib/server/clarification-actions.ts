/**
 * Defines the form actions of clarifications after submission, the same on every page that shows them. The
 * service validates the ids that the form names.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { isLocale } from '#base/locale.ts';
import type { Result } from '#base/refusal.ts';
import { textIn, typedIn } from '#lib/forms/fields.ts';
import { formFor } from './form-for.ts';
import { needActor, refuseForm } from './guard.ts';

type PageRequest = RequestEvent & { readonly params: Readonly<Partial<Record<string, string>>> };
type CityKey = readonly [studySlug: string, city: string];

const action =
  (
    command: 'ask' | 'giveBack' | 'withdraw' | 'review',
    doneKey: string,
    act: (event: PageRequest, cityKey: CityKey, form: FormData) => Promise<Result<unknown>>
  ) =>
  async (event: PageRequest) => {
    const cityKey: CityKey = [event.params['study'] ?? '', event.params['city'] ?? ''];
    const form = await formFor(event, event.locals.services.clarifications[command], ...cityKey);
    const result = await act(event, cityKey, form);
    // `about` is the id of the question or of the clarification that the form was for.
    return result.ok
      ? { clarification: doneKey, about: textIn(form, 'question') || textIn(form, 'id') }
      : refuseForm(event.locals, result.refusal, typedIn(form));
  };

/** Returns the text in the language that the form names, or else the page's. */
export function writtenTextIn({ locals }: PageRequest, form: FormData, name: string) {
  const language = textIn(form, 'language');
  return { text: textIn(form, name), language: isLocale(language) ? language : locals.locale };
}

export const clarificationActions = {
  ask: action('ask', 'asked', (event, cityKey, form) =>
    event.locals.services.clarifications.ask(needActor(event), ...cityKey, {
      question: textIn(form, 'question'),
      ...writtenTextIn(event, form, 'body')
    })
  ),
  giveBack: action('giveBack', 'returned', (event, cityKey, form) =>
    event.locals.services.clarifications.giveBack(needActor(event), ...cityKey, {
      ids: form.getAll('id').filter((id) => typeof id === 'string'),
      note: writtenTextIn(event, form, 'note')
    })
  ),
  withdraw: action('withdraw', 'withdrawn', (event, cityKey, form) =>
    event.locals.services.clarifications.withdraw(needActor(event), ...cityKey, textIn(form, 'id'))
  ),
  review: action('review', 'reviewed', (event, cityKey, form) =>
    event.locals.services.clarifications.review(needActor(event), ...cityKey, textIn(form, 'id'))
  )
};
