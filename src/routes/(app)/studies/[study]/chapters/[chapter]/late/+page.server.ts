import { dismissLate, loadLate, mergeLate } from '#lib/server/version-pages.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  event.depends(`study:${event.params.study}`);
  return loadLate(event);
};

export const actions: Actions = { dismiss: dismissLate, merge: mergeLate };
