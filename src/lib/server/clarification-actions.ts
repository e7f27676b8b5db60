/**
 * Defines the form actions of clarifications after submission, the same on every page that shows them. The
 * service validates the ids that the form names.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { isLocale, type Locale } from '#base/locale.ts';
import { textIn } from '#lib/forms/fields.ts';
import { formAction } from './form-action.ts';

type CityRequest = RequestEvent<{ study: string; city: string }>;

/** Returns the text in the language that the form names, or else the page's. */
export function writtenTextIn(locale: Locale, form: FormData, name: string) {
  const language = textIn(form, 'language');
  return { text: textIn(form, name), language: isLocale(language) ? language : locale };
}

/** `about` is the id of the question or of the clarification that the form was for. */
const done =
  (clarification: string) =>
  (_: unknown, { form }: { readonly form: FormData }) => ({
    clarification,
    about: textIn(form, 'question') || textIn(form, 'id')
  });

export const clarificationActions = {
  ask: formAction({
    command: ({ clarifications }, { study, city }, _: CityRequest) => [clarifications.ask, study, city],
    run: ({ give, form, locale }) =>
      give({ question: textIn(form, 'question'), ...writtenTextIn(locale, form, 'body') }),
    answer: done('asked')
  }),
  giveBack: formAction({
    command: ({ clarifications }, { study, city }, _: CityRequest) => [clarifications.giveBack, study, city],
    run: ({ give, form, locale }) =>
      give({
        ids: form.getAll('id').filter((id) => typeof id === 'string'),
        note: writtenTextIn(locale, form, 'note')
      }),
    answer: done('returned')
  }),
  withdraw: formAction({
    command: ({ clarifications }, { study, city }, _: CityRequest) => [clarifications.withdraw, study, city],
    run: ({ give, form }) => give(textIn(form, 'id')),
    answer: done('withdrawn')
  }),
  review: formAction({
    command: ({ clarifications }, { study, city }, _: CityRequest) => [clarifications.review, study, city],
    run: ({ give, form }) => give(textIn(form, 'id')),
    answer: done('reviewed')
  })
};
