import { mapOfRequest } from '../map-of-request.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  return { map: await mapOfRequest(event) };
};
