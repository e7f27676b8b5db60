import { refuseRequest } from '#lib/server/guard.ts';
import { loadProfile } from '#lib/server/questionnaire.ts';
import type { PageServerLoad } from './$types';

/** The short profile of a city that the secretariat chose to answer it: part of its response, and read as that is. */
export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  return {
    profile: (await loadProfile(event, event.params)) ?? refuseRequest(event.locals, { code: 'not-found' })
  };
};
