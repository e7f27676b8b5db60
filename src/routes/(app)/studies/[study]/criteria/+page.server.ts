import { orderCities } from '#rules/cities/city.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { criterionForm, newCriterionForm } from '#lib/areas/cities/forms.ts';
import { moveForm, removalForm } from '#lib/forms/shapes.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { sides } = must(
    event.locals,
    await event.locals.services.cities.criteria(needActor(event), event.params.study)
  );
  const { locale } = event.locals;
  return {
    lists: sides.map((list) => ({ ...list, cities: orderCities(list.cities, [list.side], 'name', locale) }))
  };
};

export const actions: Actions = {
  add: formAction({
    schema: newCriterionForm,
    command: ({ criteria }, { study }) => [criteria.add, study],
    run: ({ give, fields }) =>
      give({
        sideId: fields.sideId,
        group: fields.group,
        text: { en: fields.textEn, zh: fields.textZh }
      }),
    mark: { act: 'add' }
  }),
  reword: formAction({
    schema: criterionForm,
    command: ({ criteria }, { study }) => [criteria.reword, study],
    run: ({ give, fields }) =>
      give(fields, {
        group: fields.group,
        text: { en: fields.textEn, zh: fields.textZh }
      }),
    mark: { act: 'reword' }
  }),
  move: formAction({
    schema: moveForm,
    command: ({ criteria }, { study }) => [criteria.move, study],
    run: ({ give, fields }) => give(fields),
    mark: { act: 'move' }
  }),
  remove: formAction({
    schema: removalForm,
    command: ({ criteria }, { study }) => [criteria.remove, study],
    run: ({ give, fields }) => give(fields),
    mark: { act: 'remove' }
  })
};
