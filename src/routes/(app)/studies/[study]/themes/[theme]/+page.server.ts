import { redirect } from '@sveltejs/kit';
import { textIn, versionIn } from '#lib/forms/fields.ts';
import { themeIn, themeTypedIn } from '#lib/areas/practices/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, needStudy, refuseForm } from '#lib/server/guard.ts';
import { supportActions } from '#lib/server/support-actions.ts';
import type { Actions, PageServerLoad } from './$types';

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

const { cite, takeAnew, removeSupport } = supportActions(({ params }) => ({
  kind: 'theme',
  id: params['theme'] ?? ''
}));

export const actions: Actions = {
  cite,
  takeAnew,
  removeSupport,

  change: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.themes.change, event.params.study);
    const { study, theme: id } = event.params;
    const theme = { id, version: versionIn(form) };
    const saved = await event.locals.services.themes.change(actor, study, theme, themeIn(form));
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, themeTypedIn(form));
  },

  remove: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.themes.remove, event.params.study);
    const { study, theme: id } = event.params;
    const removed = await event.locals.services.themes.remove(actor, study, { id, version: versionIn(form) });
    if (!removed.ok) return refuseForm(event.locals, removed.refusal);
    redirect(303, `/studies/${study}/themes`);
  },

  validate: async (event) => {
    const actor = needActor(event);
    const print = textIn(
      await formFor(event, event.locals.services.themes.validate, event.params.study),
      'print'
    );
    const { study, theme } = event.params;
    const saved = await event.locals.services.themes.validate(actor, study, theme, print);
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  },

  takeBack: async (event) => {
    const actor = await needStudy(event, 'study.themes-validate');
    const { study, theme } = event.params;
    const saved = await event.locals.services.themes.takeBack(actor, study, theme);
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  }
};
