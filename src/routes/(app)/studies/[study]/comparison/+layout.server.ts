import { must, needActor } from '#lib/server/guard.ts';
import type { LayoutServerLoad } from './$types';

/**
 * Loads the notice that nothing is ranked, shown on every view of the comparison in the framework's own
 * wording; null before the study has a framework.
 */
export const load: LayoutServerLoad = async (event) => {
  const { framework } = must(
    event.locals,
    await event.locals.services.frameworks.load(needActor(event), event.params.study)
  );
  return { rankingNotice: framework?.rankingNotice ?? null };
};
