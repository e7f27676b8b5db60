import { loadQuestionNames } from '#lib/server/version-answers.ts';
import { dismissLate, loadLate, mergeLate } from '#lib/server/version-pages.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  return { ...(await loadLate(event)), questions: await loadQuestionNames(event) };
};

export const actions: Actions = { dismiss: dismissLate, merge: mergeLate };
