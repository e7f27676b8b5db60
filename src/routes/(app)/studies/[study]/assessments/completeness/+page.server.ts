import { completenessOf } from '#lib/server/completeness.ts';
import { follow } from '#lib/server/follow.ts';
import type { PageServerLoad } from './$types';

/** Loads what is open, thin or contradictory in the answers of the cities that this reader may read. */
export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return completenessOf(event);
};
