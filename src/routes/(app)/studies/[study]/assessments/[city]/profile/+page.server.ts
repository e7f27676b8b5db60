import { followCity } from '#lib/server/follow.ts';
import { refuseRequest } from '#lib/server/guard.ts';
import { loadProfile } from '#lib/server/questionnaire.ts';
import type { PageServerLoad } from './$types';

/**
 * Loads the short profile of a city, where the secretariat chose that it answers one: part of its response,
 * with the same read access.
 */
export const load: PageServerLoad = async (event) => {
  followCity(event, 'registers');
  return {
    profile: (await loadProfile(event, event.params)) ?? refuseRequest(event.locals, { code: 'not-found' })
  };
};
