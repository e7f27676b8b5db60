import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

/** Loads the passages that serve each goal, from the texts that this reader may read. */
export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return {
    goals: must(event.locals, await event.locals.services.goals.list(needActor(event), event.params.study))
  };
};
