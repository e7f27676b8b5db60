import { shownPage } from '#lib/forms/page-number.ts';
import type { ClarificationView } from '#areas/clarifications';
import { clarificationActions } from '#lib/server/clarification-actions.ts';
import { followCity } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

/** Loads all clarifications of a city, for the city and for those who request them. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event);
  const view = must(
    event.locals,
    await event.locals.services.clarifications.list(needActor(event), study, city)
  );
  const isPending = ({ state, awaitsReview }: ClarificationView): boolean => state === 'open' || awaitsReview;
  // What somebody has to do stays on every page.
  const settled = shownPage(
    event.url,
    view.clarifications.filter((one) => !isPending(one)),
    ({ id }) => `c-${id}`
  );
  return {
    view: {
      ...view,
      clarifications: view.clarifications.filter((one) => isPending(one) || settled.things.includes(one))
    },
    settled: { page: settled.page, count: settled.count }
  };
};

export const actions: Actions = {
  ...clarificationActions
};
