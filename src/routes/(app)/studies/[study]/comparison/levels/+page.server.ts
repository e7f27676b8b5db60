import { isFramed } from '#lib/areas/comparison/chart-caption.ts';
import { levelsView } from '#lib/areas/comparison/levels-view.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const view = must(
    event.locals,
    await event.locals.services.cityComparison.levels(needActor(event), event.params.study)
  );
  return { levels: isFramed(view) ? levelsView(view, event.url.searchParams.get('characteristic')) : null };
};
