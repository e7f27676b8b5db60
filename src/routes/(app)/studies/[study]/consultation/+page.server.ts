import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

/** Loads all cities with the status of their consultation; their comments are on their own pages. */
export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { cities } = must(
    event.locals,
    await event.locals.services.consultations.ofStudy(needActor(event), event.params.study)
  );
  return {
    now: event.locals.services.now().toISOString(),
    cities: cities.map(({ city, side, state, rounds, comments }) => {
      const latest = rounds.at(-1) ?? null;
      return {
        city: { id: city.id, shortName: city.shortName },
        side,
        state,
        latest,
        own: comments.filter(({ origin, round }) => origin === 'city' && round === latest?.round).length,
        comments: comments.length,
        open: comments.filter(({ stance, decision }) => stance !== 'accept' && decision === null).length,
        contested: comments.filter(({ answer }) => answer?.answer === 'contested').length
      };
    })
  };
};
