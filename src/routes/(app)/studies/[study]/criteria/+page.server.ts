import { orderCities } from '#rules/cities/city.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { criterionForm, newCriterionForm } from '#lib/areas/cities/forms.ts';
import { moveForm, removalForm } from '#lib/forms/shapes.ts';
import { setupAction } from '#lib/server/setup-acts.ts';
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
  add: setupAction(
    'add',
    ({ criteria }) => criteria.add,
    newCriterionForm,
    ({ services, actor, studySlug, fields }) =>
      services.criteria.add(actor, studySlug, {
        sideId: fields.sideId,
        group: fields.group,
        text: { en: fields.textEn, zh: fields.textZh }
      })
  ),
  reword: setupAction(
    'reword',
    ({ criteria }) => criteria.reword,
    criterionForm,
    ({ services, actor, studySlug, fields }) =>
      services.criteria.reword(actor, studySlug, fields, {
        group: fields.group,
        text: { en: fields.textEn, zh: fields.textZh }
      })
  ),
  move: setupAction(
    'move',
    ({ criteria }) => criteria.move,
    moveForm,
    ({ services, actor, studySlug, fields }) => services.criteria.move(actor, studySlug, fields)
  ),
  remove: setupAction(
    'remove',
    ({ criteria }) => criteria.remove,
    removalForm,
    ({ services, actor, studySlug, fields }) => services.criteria.remove(actor, studySlug, fields)
  )
};
