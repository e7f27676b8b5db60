import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const items = await event.locals.services.setup.list(needActor(event), event.params.study);
  return { items: must(event.locals, items) };
};
