import { orderCities } from '#domain/city.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const { sides } = must(
    event.locals,
    await event.locals.services.cities.criteria(needActor(event), event.params.study)
  );
  const { locale } = event.locals;
  return {
    lists: sides.map((list) => ({ ...list, cities: orderCities(list.cities, [list.side], 'name', locale) }))
  };
};
