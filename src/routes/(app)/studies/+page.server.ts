import type { PageServerLoad } from './$types';
import { needActor } from '#lib/server/guard.ts';

export const load: PageServerLoad = async (event) => {
  const actor = needActor(event);
  const studies = await event.locals.services.studies.list(actor);
  const all = await event.locals.services.studies.all(actor);
  const created = event.url.searchParams.get('created');
  return {
    mine: studies.map(({ study, grants }) => ({ study, grants })),
    mayCreate: actor.isAdministrator,
    // For administrators, who create studies but see none from the inside.
    all: all.ok ? all.value : null,
    created: (all.ok ? all.value.find(({ slug }) => slug === created) : undefined) ?? null
  };
};
