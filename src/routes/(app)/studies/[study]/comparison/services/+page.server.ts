import { recordsView } from '#lib/areas/comparison/records-view.ts';
import { anyType, recordsOfRequest } from '../records-of-request.ts';
import { follow } from '#lib/server/follow.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const found = await recordsOfRequest(event, anyType);
  return { records: found && recordsView(found.view, found.chosen) };
};
