import { loadQuestionNames } from '#lib/server/version-answers.ts';
import { dismissLate, loadLate, mergeLate } from '#lib/server/late-pages.ts';
import { followCity } from '#lib/server/follow.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  followCity(event, 'registers');
  return { ...(await loadLate(event)), questions: await loadQuestionNames(event) };
};

export const actions: Actions = { dismiss: dismissLate, merge: mergeLate };
