import { chapterSteps } from '#rules/workflow/workflow.ts';
import { versionIn } from '#lib/forms/fields.ts';
import { deadlineIn } from '#lib/areas/assessments/forms.ts';
import { stepIn } from '#lib/areas/workflow/forms.ts';
import { countOpenFindings } from '#lib/server/check-actions.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { study, chapter } = event.params;
  follow(event, 'log');
  const { services } = event.locals;
  const { abilities, ...status } = must(
    event.locals,
    await services.workflow.chapter(needActor(event), study, chapter)
  );
  const { title } = must(event.locals, await services.chapters.load(needActor(event), study, chapter));
  return {
    title,
    status,
    maySteer: abilities.has('chapter.steer'),
    readsVersions: abilities.has('chapter.versions'),
    /** Counts the open findings of the language checks, before the text goes on; null where it is not shown. */
    openFindings:
      abilities.has('chapter.versions') && (status.state === 'review' || status.state === 'approval')
        ? await countOpenFindings(event, { kind: 'chapter', slug: chapter })
        : null,
    now: services.now().toISOString()
  };
};

export const actions: Actions = {
  step: formAction({
    command: ({ workflow }, { study, chapter }) => [workflow.takeChapterStep, study, chapter],
    run: ({ give, form }) => {
      const input = stepIn(form, chapterSteps);
      return input.ok ? give(input.value) : input;
    },
    answer: ({ to }) => ({ taken: to })
  }),

  deadline: formAction({
    command: ({ workflow }, { study, chapter }) => [workflow.setChapterDeadline, study, chapter],
    run: ({ give, form }) => {
      const deadline = deadlineIn(form);
      return deadline.ok ? give({ version: versionIn(form), deadline: deadline.value }) : deadline;
    }
  })
};
