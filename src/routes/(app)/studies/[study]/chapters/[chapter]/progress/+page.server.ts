import { chapterSteps } from '#rules/workflow/workflow.ts';
import { typedIn, versionIn } from '#lib/forms/fields.ts';
import { deadlineIn } from '#lib/areas/assessments/forms.ts';
import { stepIn } from '#lib/areas/workflow/forms.ts';
import { countOpenFindings } from '#lib/server/check-actions.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
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
  step: async (event) => {
    const { study, chapter } = event.params;
    const actor = needActor(event);
    const { workflow } = event.locals.services;
    const form = await formFor(event, workflow.takeChapterStep, study, chapter);
    const input = stepIn(form, chapterSteps);
    const taken = input.ok ? await workflow.takeChapterStep(actor, study, chapter, input.value) : input;
    if (taken.ok) return { taken: taken.value.to };
    form.delete('password');
    return refuseForm(event.locals, taken.refusal, typedIn(form));
  },

  deadline: async (event) => {
    const { study, chapter } = event.params;
    const actor = needActor(event);
    const { workflow } = event.locals.services;
    const form = await formFor(event, workflow.setChapterDeadline, study, chapter);
    const deadline = deadlineIn(form);
    const input = deadline.ok && { version: versionIn(form), deadline: deadline.value };
    const saved = input ? await workflow.setChapterDeadline(actor, study, chapter, input) : deadline;
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  }
};
