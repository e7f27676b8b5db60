import { completenessOf } from '#lib/server/completeness.ts';
import type { PageServerLoad } from './$types';

/** Loads what is open, thin or contradictory in the answers of the cities that this reader may read. */
export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  return completenessOf(event);
};
