import { saveVersion, loadVersions } from '#lib/server/version-pages.ts';
import { follow } from '#lib/server/follow.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  follow(event, 'log');
  return loadVersions(event);
};

export const actions: Actions = { keep: saveVersion };
