import { chapterSteps } from '#domain/workflow.ts';
import { typedIn, versionIn } from '#lib/forms/fields.ts';
import { deadlineIn, stepIn } from '#lib/forms/way.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { study, chapter } = event.params;
  event.depends(`study:${study}`);
  const { house } = event.locals;
  const { abilities, ...standing } = must(
    event.locals,
    await house.way.chapter(needActor(event), study, chapter)
  );
  const { title } = must(event.locals, await house.chapters.load(needActor(event), study, chapter));
  return {
    title,
    standing,
    maySteer: abilities.has('chapter.steer'),
    readsVersions: abilities.has('chapter.versions'),
    now: house.now().toISOString()
  };
};

export const actions: Actions = {
  step: async (event) => {
    const { study, chapter } = event.params;
    const actor = needActor(event);
    const form = await event.request.formData();
    const wish = stepIn(form, chapterSteps);
    const taken = wish.ok
      ? await event.locals.house.way.takeChapterStep(actor, study, chapter, wish.value)
      : wish;
    return taken.ok ? { taken: taken.value.to } : refuseForm(event.locals, taken.refusal, typedIn(form));
  },

  deadline: async (event) => {
    const { study, chapter } = event.params;
    const actor = needActor(event);
    const form = await event.request.formData();
    const deadline = deadlineIn(form);
    const wish = deadline.ok && { version: versionIn(form), deadline: deadline.value };
    const saved = wish
      ? await event.locals.house.way.setChapterDeadline(actor, study, chapter, wish)
      : deadline;
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  }
};
