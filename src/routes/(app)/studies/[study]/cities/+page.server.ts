import { cityOrders, orderCities } from '#domain/city.ts';
import { assessmentStates } from '#domain/workflow.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const all = must(event.locals, await event.locals.house.cities.list(needActor(event), event.params.study));
  const { study } = await event.parent();
  const order = oneOf(cityOrders, event.url.searchParams.get('order') ?? '') ?? 'name';
  const state = oneOf(assessmentStates, event.url.searchParams.get('state') ?? '') ?? null;
  const shown = all.filter((city) => state === null || city.state === state);
  return { all, cities: orderCities(shown, study.sides, order, event.locals.locale), order, state };
};
