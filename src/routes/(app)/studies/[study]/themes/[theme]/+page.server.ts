import { textIn, versionIn } from '#lib/forms/fields.ts';
import { themeIn, themeTypedIn } from '#lib/areas/practices/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { supportActions } from '#lib/server/support-actions.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = needActor(event);
  const { study, theme: id } = event.params;
  const { themes, supports } = event.locals.services;
  const view = must(event.locals, await themes.load(actor, study, id));
  /** Lists what rests on it in turn. */
  const dependents = must(event.locals, await supports.dependents(actor, study, { kind: 'theme', id }));
  return { view, dependents, crumb: view.theme.statement };
};

const { cite, takeAnew, removeSupport } = supportActions(({ params }: RequestEvent) => ({
  kind: 'theme',
  id: params.theme
}));

export const actions: Actions = {
  cite,
  takeAnew,
  removeSupport,

  change: formAction({
    command: ({ themes }, { study }) => [themes.change, study],
    run: ({ give, params, form }) => give({ id: params.theme, version: versionIn(form) }, themeIn(form)),
    again: themeTypedIn
  }),

  remove: formAction({
    command: ({ themes }, { study }) => [themes.remove, study],
    run: ({ give, params, form }) => give({ id: params.theme, version: versionIn(form) }),
    to: (_, { params }) => `/studies/${params.study}/themes`
  }),

  validate: formAction({
    command: ({ themes }, { study }) => [themes.validate, study],
    run: ({ give, params, form }) => give(params.theme, textIn(form, 'print'))
  }),

  takeBack: formAction({
    command: ({ themes }, { study }) => [themes.takeBack, study],
    run: ({ give, params }) => give(params.theme)
  })
};
