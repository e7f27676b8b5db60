import { profileOfRequest } from '../profile-of-request.ts';
import { follow } from '#lib/server/follow.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return { profile: await profileOfRequest(event) };
};
