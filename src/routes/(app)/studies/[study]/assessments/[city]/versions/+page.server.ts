import { saveVersion, loadVersions } from '#lib/server/version-pages.ts';
import { followCity } from '#lib/server/follow.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  followCity(event);
  return loadVersions(event);
};

export const actions: Actions = { keep: saveVersion };
