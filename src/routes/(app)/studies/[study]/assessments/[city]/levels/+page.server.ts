import { followCity } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { shownThreadsIn, threadActions } from '#lib/server/thread-actions.ts';
import type { Actions, PageServerLoad } from './$types';

/**
 * Loads the city's released levels with their reasons, and the threads of the city and the experts about
 * them.
 */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event, 'registers');
  const { services } = event.locals;
  const actor = needActor(event);
  const { abilities, documents } = must(event.locals, await services.assessments.load(actor, study, city));
  const levels = must(event.locals, await services.levels.list(actor, study)).filter(
    ({ cityId }) => cityId === city
  );
  const { rubric } = must(event.locals, await services.frameworks.load(actor, study));
  const response = documents.find(({ kind }) => kind === 'response');
  const on =
    levels.find(({ characteristic }) => characteristic === event.url.searchParams.get('on'))
      ?.characteristic ?? null;
  return {
    levels,
    scale: rubric?.levels ?? [],
    outOfLevel: rubric?.outOfLevel ?? [],
    /** Names the characteristic whose level is discussed. */
    on,
    talk:
      on && response && abilities.has('levels.hear')
        ? must(
            event.locals,
            await services.threads.list(
              actor,
              response.id,
              { section: on, onLevels: true },
              shownThreadsIn(event.url)
            )
          )
        : null,
    hears: abilities.has('levels.hear')
  };
};

export const actions: Actions = {
  ...threadActions
};
