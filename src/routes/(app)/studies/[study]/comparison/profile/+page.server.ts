import { profileOfRequest } from '../profile-of-request.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  return { profile: await profileOfRequest(event) };
};
