import { oneOf, textIn, versionIn } from '#lib/forms/fields.ts';
import { languageIn, practiceIn, themeTypedIn } from '#lib/areas/practices/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { supportActions } from '#lib/server/support-actions.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = needActor(event);
  const { study, practice: id } = event.params;
  const { practices, supports } = event.locals.services;
  const view = must(event.locals, await practices.load(actor, study, id));
  /** Lists what rests on it in turn. */
  const dependents = must(event.locals, await supports.dependents(actor, study, { kind: 'practice', id }));
  return { view, dependents, crumb: view.card.title };
};

const { cite, takeAnew, removeSupport } = supportActions(({ params }: RequestEvent) => ({
  kind: 'practice',
  id: params.practice
}));

export const actions: Actions = {
  cite,
  takeAnew,
  removeSupport,

  change: formAction({
    command: ({ practices }, { study }) => [practices.change, study],
    run: ({ give, params, form }) =>
      give({ id: params.practice, version: versionIn(form) }, practiceIn(form)),
    again: themeTypedIn
  }),

  remove: formAction({
    command: ({ practices }, { study }) => [practices.remove, study],
    run: ({ give, params, form }) => give({ id: params.practice, version: versionIn(form) }),
    to: (_, { params }) => `/studies/${params.study}/practices`
  }),

  validate: formAction({
    command: ({ practices }, { study }) => [practices.validate, study],
    run: ({ give, params, form }) => give(params.practice, textIn(form, 'print'))
  }),

  takeBack: formAction({
    command: ({ practices }, { study }) => [practices.takeBack, study],
    run: ({ give, params }) => give(params.practice)
  }),

  ask: formAction({
    command: ({ practices }, { study }) => [practices.askConsent, study],
    run: ({ give, params, form }) => give(params.practice, languageIn(form))
  }),

  answer: formAction({
    command: ({ practices }, { study, practice }) => [practices.answerConsent, study, practice],
    run: ({ give, form }) => {
      const state = oneOf(['given', 'refused', 'withdrawn'], textIn(form, 'state'));
      return state
        ? give({ language: languageIn(form), state, print: textIn(form, 'print') })
        : refuse('invalid', { field: 'state' });
    }
  })
};
