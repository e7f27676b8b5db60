import type { PageServerLoad } from './$types';
import { needActor } from '#lib/server/guard.ts';

export const load: PageServerLoad = async (event) => {
  const actor = needActor(event);
  const studies = await event.locals.services.studies.list(actor);
  return { mine: studies.map(({ study, grants }) => ({ study, grants })), mayCreate: actor.isAdministrator };
};
