import { redirect } from '@sveltejs/kit';
import { textIn, typedIn, versionIn } from '#lib/forms/fields.ts';
import { languageIn, practiceIn, themeTypedIn } from '#lib/areas/practices/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, needStudy, refuseForm } from '#lib/server/guard.ts';
import { supportActions } from '#lib/server/support-actions.ts';
import type { Actions, PageServerLoad } from './$types';

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

const { cite, takeAnew, removeSupport } = supportActions(({ params }) => ({
  kind: 'practice',
  id: params['practice'] ?? ''
}));

export const actions: Actions = {
  cite,
  takeAnew,
  removeSupport,

  change: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.practices.change, event.params.study);
    const { study, practice } = event.params;
    const card = { id: practice, version: versionIn(form) };
    const saved = await event.locals.services.practices.change(actor, study, card, practiceIn(form));
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, themeTypedIn(form));
  },

  remove: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.practices.remove, event.params.study);
    const { study, practice } = event.params;
    const card = { id: practice, version: versionIn(form) };
    const removed = await event.locals.services.practices.remove(actor, study, card);
    if (!removed.ok) return refuseForm(event.locals, removed.refusal);
    redirect(303, `/studies/${study}/practices`);
  },

  validate: async (event) => {
    const actor = needActor(event);
    const print = textIn(
      await formFor(event, event.locals.services.practices.validate, event.params.study),
      'print'
    );
    const { study, practice } = event.params;
    const saved = await event.locals.services.practices.validate(actor, study, practice, print);
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  },

  takeBack: async (event) => {
    const actor = await needStudy(event, 'study.themes-validate');
    const { study, practice } = event.params;
    const saved = await event.locals.services.practices.takeBack(actor, study, practice);
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  },

  ask: async (event) => {
    const actor = needActor(event);
    const language = languageIn(
      await formFor(event, event.locals.services.practices.askConsent, event.params.study)
    );
    const { study, practice } = event.params;
    const saved = await event.locals.services.practices.askConsent(actor, study, practice, language);
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  },

  answer: async (event) => {
    const { study, practice } = event.params;
    const { practices } = event.locals.services;
    const form = await formFor(event, practices.answerConsent, study, practice);
    const state = (['given', 'refused', 'withdrawn'] as const).find((one) => one === textIn(form, 'state'));
    if (!state)
      return refuseForm(event.locals, { code: 'invalid', facts: { field: 'state' } }, typedIn(form));
    const answer = { language: languageIn(form), state, print: textIn(form, 'print') };
    const saved = await practices.answerConsent(needActor(event), study, practice, answer);
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  }
};
