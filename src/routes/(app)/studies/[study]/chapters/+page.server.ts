import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { chapterForm, chapterRemovalForm, newChapterForm } from '#lib/areas/assessments/forms.ts';
import { moveForm } from '#lib/forms/shapes.ts';
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
  add: formAction({
    schema: newChapterForm,
    command: ({ chapters }, { study }) => [chapters.add, study],
    run: ({ give, fields }) => give({ en: fields.titleEn, zh: fields.titleZh }),
    mark: { act: 'add' }
  }),
  rename: formAction({
    schema: chapterForm,
    command: ({ chapters }, { study }) => [chapters.rename, study],
    run: ({ give, fields }) => give(fields, { en: fields.titleEn, zh: fields.titleZh }),
    mark: { act: 'rename' }
  }),
  move: formAction({
    schema: moveForm,
    command: ({ chapters }, { study }) => [chapters.move, study],
    run: ({ give, fields }) => give({ slug: fields.id, past: fields.past }),
    mark: { act: 'move' }
  }),
  remove: formAction({
    schema: chapterRemovalForm,
    command: ({ chapters }, { study }) => [chapters.remove, study],
    run: ({ give, fields }) => give(fields),
    mark: { act: 'remove' }
  })
};
