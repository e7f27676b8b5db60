import type { Result } from '#base/refusal.ts';
import { cityKinds, cityOrders, orderCities, parentLevels } from '#rules/cities/city.ts';
import { assessmentStates } from '#base/states.ts';
import { bilingualIn, oneOf, textIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { sideBySide } from '#base/side-by-side.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { services } = event.locals;
  const actor = needActor(event);
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const {
    all,
    pairs,
    parent: { study }
  } = await sideBySide({
    all: services.cities.list(actor, event.params.study).then(found),
    /** Holds how much of the findings' translation is to do, by city, for those who read all versions. */
    pairs: services.translationPairs.countByCity(actor, event.params.study).then(found),
    parent: event.parent()
  });
  const order = oneOf(cityOrders, event.url.searchParams.get('order') ?? '') ?? 'name';
  const state = oneOf(assessmentStates, event.url.searchParams.get('state') ?? '') ?? null;
  const shown = all.filter((city) => state === null || city.state === state);
  return { all, pairs, cities: orderCities(shown, study.sides, order, event.locals.locale), order, state };
};

const degreesIn = (form: FormData, name: string): number =>
  /^-?\d{1,3}(\.\d{1,6})?$/.test(textIn(form, name)) ? Number(textIn(form, name)) : Number.NaN;

export const actions: Actions = {
  add: formAction({
    command: ({ pilots }, { study }) => [pilots.add, study],
    run: ({ give, form }) =>
      give({
        id: textIn(form, 'id'),
        sideId: textIn(form, 'sideId'),
        kind: oneOf(cityKinds, textIn(form, 'kind')) ?? 'city',
        name: bilingualIn(form, 'name'),
        shortName: bilingualIn(form, 'shortName'),
        parent: bilingualIn(form, 'parent'),
        parentLevel: oneOf(parentLevels, textIn(form, 'parentLevel')) ?? null,
        country: bilingualIn(form, 'country'),
        isoCountry: textIn(form, 'isoCountry').toUpperCase(),
        latitude: degreesIn(form, 'latitude'),
        longitude: degreesIn(form, 'longitude'),
        timeZone: textIn(form, 'timeZone')
      }),
    to: ({ id }, { params }) => `/studies/${params.study}/cities/${id}`
  })
};
