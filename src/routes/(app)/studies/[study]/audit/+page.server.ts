import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

/** Loads the whole log: deliberately not again with every event. */
export const load: PageServerLoad = async (event) => ({
  audit: must(event.locals, await event.locals.services.audit.verify(needActor(event), event.params.study))
});
