import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) =>
  must(event.locals, await event.locals.house.frameworks.load(needActor(event), event.params.study));
