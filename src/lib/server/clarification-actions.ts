/** The form actions of questions after submission, the same on every page that shows them. What is named by the form is judged by the service. */
import type { RequestEvent } from '@sveltejs/kit';
import { isLocale } from '#domain/locale.ts';
import type { Result } from '#domain/refusal.ts';
import { textIn, typedIn } from '#lib/forms/fields.ts';
import { needActor, refuseForm } from './guard.ts';

type Asking = RequestEvent & { readonly params: Readonly<Partial<Record<string, string>>> };
type Place = readonly [study: string, city: string];

const action =
  (said: string, act: (event: Asking, place: Place, form: FormData) => Promise<Result<unknown>>) =>
  async (event: Asking) => {
    const form = await event.request.formData();
    const result = await act(event, [event.params['study'] ?? '', event.params['city'] ?? ''], form);
    // Of the question or the clarification that it was about.
    return result.ok
      ? { clarification: said, about: textIn(form, 'question') || textIn(form, 'id') }
      : refuseForm(event.locals, result.refusal, typedIn(form));
  };

/** In the language that the form names, or else the page's. */
function wordsIn({ locals }: Asking, form: FormData, name: string) {
  const language = textIn(form, 'language');
  return { text: textIn(form, name), language: isLocale(language) ? language : locals.locale };
}

export const clarificationActions = {
  ask: action('asked', (event, place, form) =>
    event.locals.house.clarifications.ask(needActor(event), ...place, {
      question: textIn(form, 'question'),
      ...wordsIn(event, form, 'body')
    })
  ),
  giveBack: action('returned', (event, place, form) =>
    event.locals.house.clarifications.giveBack(needActor(event), ...place, {
      ids: form.getAll('id').filter((id) => typeof id === 'string'),
      note: wordsIn(event, form, 'note')
    })
  ),
  withdraw: action('withdrawn', (event, place, form) =>
    event.locals.house.clarifications.withdraw(needActor(event), ...place, textIn(form, 'id'))
  ),
  review: action('reviewed', (event, place, form) =>
    event.locals.house.clarifications.review(needActor(event), ...place, textIn(form, 'id'))
  )
};
