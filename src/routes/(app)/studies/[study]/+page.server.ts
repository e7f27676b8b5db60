import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const overview = must(event.locals, await event.locals.house.overview.load(needActor(event), event.params.study));
  const { plan, today, tasks, progress, recent } = overview;
  return { plan, today, tasks, progress, recent };
};
