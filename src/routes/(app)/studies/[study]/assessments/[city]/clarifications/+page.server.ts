import { clarificationActions } from '#lib/server/clarification-actions.ts';
import { followCity } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

/** Loads all clarifications of a city, for the city and for those who request them. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event);
  return {
    view: must(event.locals, await event.locals.services.clarifications.list(needActor(event), study, city))
  };
};

export const actions: Actions = {
  ask: clarificationActions.ask,
  giveBack: clarificationActions.giveBack,
  withdraw: clarificationActions.withdraw,
  review: clarificationActions.review
};
