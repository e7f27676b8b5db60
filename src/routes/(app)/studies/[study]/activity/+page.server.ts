import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

const perPage = 50;

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const requested = event.url.searchParams.get('before') ?? '';
  const before = /^\d{1,15}$/.test(requested) ? Number(requested) : undefined;
  // Loads one more than is shown, to know whether there are older ones without a count.
  const found = must(
    event.locals,
    await event.locals.services.events.recent(needActor(event), event.params.study, before, perPage + 1)
  );
  const events = found.slice(0, perPage);
  return {
    events,
    older: found.length > perPage ? (events.at(-1)?.number ?? null) : null,
    isNewest: before === undefined
  };
};
