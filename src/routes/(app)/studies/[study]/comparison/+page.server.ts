import { cityOrders } from '#rules/cities/city.ts';
import { isFramed } from '#lib/areas/comparison/chart-caption.ts';
import { matrixView } from '#lib/areas/comparison/matrix-view.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const view = must(
    event.locals,
    await event.locals.services.cityComparison.levels(needActor(event), event.params.study)
  );
  const order = oneOf(cityOrders, event.url.searchParams.get('order') ?? '') ?? 'name';
  return { matrix: isFramed(view) ? matrixView(view, order) : null };
};
