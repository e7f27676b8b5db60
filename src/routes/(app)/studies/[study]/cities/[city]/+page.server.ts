import { checkResults, cityKinds, parentLevels } from '#rules/cities/city.ts';
import { bilingualIn, dateIn, oneOf, textIn, textOrNull, typedIn, versionIn } from '#lib/forms/fields.ts';
import { loadCityHead } from '#lib/server/city-head.ts';
import { followCity } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  followCity(event);
  const { services } = event.locals;
  const actor = needActor(event);
  const view = must(event.locals, await services.cities.load(actor, event.params.study, event.params.city));
  const { framework } = must(event.locals, await services.frameworks.load(actor, event.params.study));
  // A reader who sees nothing of the assessment is offered none of its pages.
  const assessed = await services.assessments.load(actor, event.params.study, event.params.city);
  const sections = framework?.characteristics.map(({ id, name }) => ({ id, name })) ?? [];
  const {
    side,
    city,
    assessment,
    profile,
    indicators,
    criteria,
    needsReason,
    substitute,
    substitutedFor,
    substitutes,
    mayEdit
  } = view;
  return {
    head: assessed.ok ? await loadCityHead(event, actor, event.params.study, assessed.value) : null,
    side,
    city,
    assessment,
    profile,
    indicators,
    criteria,
    needsReason,
    substitute,
    substitutedFor,
    substitutes,
    mayEdit,
    sections
  };
};

export const actions: Actions = {
  edit: async (event) => {
    const form = await formFor(event, event.locals.services.cities.edit, event.params.study);
    const kind = oneOf(cityKinds, textIn(form, 'kind'));
    if (!kind) return refuseForm(event.locals, { code: 'invalid' }, typedIn(form));
    const saved = await event.locals.services.cities.edit(
      needActor(event),
      event.params.study,
      { id: event.params.city, version: versionIn(form) },
      {
        kind,
        name: bilingualIn(form, 'name'),
        shortName: bilingualIn(form, 'shortName'),
        parent: bilingualIn(form, 'parent'),
        parentLevel: oneOf(parentLevels, textIn(form, 'parentLevel')) ?? null,
        selectionReason: bilingualIn(form, 'selectionReason')
      }
    );
    return saved.ok ? { saved: 'city' } : refuseForm(event.locals, saved.refusal, typedIn(form));
  },

  withdraw: async (event) => {
    const form = await formFor(event, event.locals.services.cities.withdraw, event.params.study);
    // The same form undoes the withdrawal, based on the state that its writer saw.
    const isTakenBack = textIn(form, 'act') === 'take-back';
    const saved = await event.locals.services.cities.withdraw(
      needActor(event),
      event.params.study,
      { id: event.params.city, version: versionIn(form) },
      isTakenBack
        ? null
        : {
            on: dateIn(form, 'withdrawnOn'),
            reason: bilingualIn(form, 'withdrawnReason'),
            substituteId: textOrNull(form, 'substituteId')
          }
    );
    return saved.ok ? { saved: 'withdrawal' } : refuseForm(event.locals, saved.refusal, typedIn(form));
  },

  profile: async (event) => {
    const form = await formFor(event, event.locals.services.cities.requestProfile, event.params.study);
    const saved = await event.locals.services.cities.requestProfile(
      needActor(event),
      event.params.study,
      { id: event.params.city, version: versionIn(form) },
      textIn(form, 'answersProfile') === 'yes'
    );
    return saved.ok ? { saved: 'profile' } : refuseForm(event.locals, saved.refusal, {});
  },

  check: async (event) => {
    const form = await formFor(event, event.locals.services.cities.check, event.params.study);
    const result = oneOf(checkResults, textIn(form, 'result'));
    if (!result) return refuseForm(event.locals, { code: 'invalid' }, typedIn(form));
    const criterionId = textIn(form, 'criterionId');
    const saved = await event.locals.services.cities.check(
      needActor(event),
      event.params.study,
      event.params.city,
      {
        criterionId,
        result,
        note: bilingualIn(form, 'note'),
        evidence: textIn(form, 'evidence'),
        version: versionIn(form)
      }
    );
    return saved.ok ? { saved: criterionId } : refuseForm(event.locals, saved.refusal, typedIn(form));
  }
};
