import { checkResults, cityKinds, parentLevels } from '#rules/cities/city.ts';
import { bilingualIn, dateIn, oneOf, textIn, textOrNull, versionIn } from '#lib/forms/fields.ts';
import { loadCityHead } from '#lib/server/city-head.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction, nothing } from '#lib/server/form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needActor } from '#lib/server/guard.ts';
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
  edit: formAction({
    command: ({ cities }, { study }) => [cities.edit, study],
    run: ({ give, params, form }) => {
      const kind = oneOf(cityKinds, textIn(form, 'kind'));
      return kind
        ? give(
            { id: params.city, version: versionIn(form) },
            {
              kind,
              name: bilingualIn(form, 'name'),
              shortName: bilingualIn(form, 'shortName'),
              parent: bilingualIn(form, 'parent'),
              parentLevel: oneOf(parentLevels, textIn(form, 'parentLevel')) ?? null,
              selectionReason: bilingualIn(form, 'selectionReason')
            }
          )
        : refuse('invalid');
    },
    answer: () => ({ saved: 'city' })
  }),

  withdraw: formAction({
    command: ({ cities }, { study }) => [cities.withdraw, study],
    run: ({ give, params, form }) =>
      give(
        { id: params.city, version: versionIn(form) },
        // The same form undoes the withdrawal, based on the state that its writer saw.
        textIn(form, 'act') === 'take-back'
          ? null
          : {
              on: dateIn(form, 'withdrawnOn'),
              reason: bilingualIn(form, 'withdrawnReason'),
              substituteId: textOrNull(form, 'substituteId')
            }
      ),
    answer: () => ({ saved: 'withdrawal' })
  }),

  profile: formAction({
    command: ({ cities }, { study }) => [cities.requestProfile, study],
    run: ({ give, params, form }) =>
      give({ id: params.city, version: versionIn(form) }, textIn(form, 'answersProfile') === 'yes'),
    answer: () => ({ saved: 'profile' }),
    again: nothing
  }),

  check: formAction({
    command: ({ cities }, { study }) => [cities.check, study],
    run: ({ give, params, form }) => {
      const result = oneOf(checkResults, textIn(form, 'result'));
      return result
        ? give(params.city, {
            criterionId: textIn(form, 'criterionId'),
            result,
            note: bilingualIn(form, 'note'),
            evidence: textIn(form, 'evidence'),
            version: versionIn(form)
          })
        : refuse('invalid');
    },
    answer: (_, { form }) => ({ saved: textIn(form, 'criterionId') })
  })
};
