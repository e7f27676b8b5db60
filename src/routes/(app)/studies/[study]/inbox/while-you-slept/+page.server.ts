import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return {
    absence: must(
      event.locals,
      await event.locals.services.inbox.whileAway(needActor(event), event.params.study)
    )
  };
};
