import { recordsView } from '#lib/comparison/records-view.ts';
import { anyType, recordsOfRequest } from '../records-of-request.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const found = await recordsOfRequest(event, anyType);
  return { records: found && recordsView(found.view, found.chosen) };
};
