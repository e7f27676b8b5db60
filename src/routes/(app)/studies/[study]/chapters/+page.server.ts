import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  return {
    chapters: must(
      event.locals,
      await event.locals.services.chapters.list(needActor(event), event.params.study)
    )
  };
};
