import { saveVersion, loadVersions } from '#lib/server/version-pages.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  event.depends(`study:${event.params.study}`);
  return loadVersions(event);
};

export const actions: Actions = { keep: saveVersion };
