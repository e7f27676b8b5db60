import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { chapterForm, chapterRemovalForm, newChapterForm } from '#lib/areas/assessments/forms.ts';
import { moveForm } from '#lib/forms/shapes.ts';
import { setupAction } from '#lib/server/setup-acts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return {
    chapters: must(
      event.locals,
      await event.locals.services.chapters.list(needActor(event), event.params.study)
    )
  };
};

export const actions: Actions = {
  add: setupAction(
    'add',
    ({ chapters }) => chapters.add,
    newChapterForm,
    ({ services, actor, studySlug, fields }) =>
      services.chapters.add(actor, studySlug, { en: fields.titleEn, zh: fields.titleZh })
  ),
  rename: setupAction(
    'rename',
    ({ chapters }) => chapters.rename,
    chapterForm,
    ({ services, actor, studySlug, fields }) =>
      services.chapters.rename(actor, studySlug, fields, { en: fields.titleEn, zh: fields.titleZh })
  ),
  move: setupAction(
    'move',
    ({ chapters }) => chapters.move,
    moveForm,
    ({ services, actor, studySlug, fields }) =>
      services.chapters.move(actor, studySlug, { slug: fields.id, past: fields.past })
  ),
  remove: setupAction(
    'remove',
    ({ chapters }) => chapters.remove,
    chapterRemovalForm,
    ({ services, actor, studySlug, fields }) => services.chapters.remove(actor, studySlug, fields)
  )
};
