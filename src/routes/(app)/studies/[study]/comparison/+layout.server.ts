import { must, needActor } from '#lib/server/guard.ts';
import type { LayoutServerLoad } from './$types';

/** That nothing is ranked stands on every view of the comparison, in the framework's own words; null before the study has a framework. */
export const load: LayoutServerLoad = async (event) => {
  const { framework } = must(
    event.locals,
    await event.locals.services.frameworks.load(needActor(event), event.params.study)
  );
  return { rankingNotice: framework?.rankingNotice ?? null };
};
