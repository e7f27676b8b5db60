import { mapOfRequest } from '../map-of-request.ts';
import { follow } from '#lib/server/follow.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return { map: await mapOfRequest(event) };
};
