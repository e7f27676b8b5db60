import { dismissLate, loadLate, mergeLate } from '#lib/server/late-pages.ts';
import { follow } from '#lib/server/follow.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  follow(event, 'log');
  return loadLate(event);
};

export const actions: Actions = { dismiss: dismissLate, merge: mergeLate };
