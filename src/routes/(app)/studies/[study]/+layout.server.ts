import { must, needActor } from '#lib/server/guard.ts';
import type { LayoutServerLoad } from './$types';

/** Every page of a study: without a role in it there is no such study. Live events invalidate `study:{slug}`. */
export const load: LayoutServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const { study, abilities, grants } = must(event.locals, await event.locals.house.studies.load(needActor(event), event.params.study));
  return { study, abilities: [...abilities], roles: [...new Set(grants.map((grant) => grant.role))] };
};
