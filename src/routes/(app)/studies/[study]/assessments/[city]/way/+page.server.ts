import { answerParts } from '#domain/framework.ts';
import { assessmentSteps } from '#domain/workflow.ts';
import { typedIn, versionIn } from '#lib/forms/fields.ts';
import { deadlineIn, stepIn } from '#lib/forms/way.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  event.depends(`study:${study}`);
  const { house } = event.locals;
  const actor = needActor(event);
  const { abilities, people, ...standing } = must(
    event.locals,
    await house.way.assessment(actor, study, city)
  );
  const { framework, profile } = must(event.locals, await house.assessments.load(actor, study, city));
  return {
    codes: Object.fromEntries(
      answerParts(framework).flatMap(({ questions }) => questions.map(({ id, code }) => [id, code]))
    ),
    profileParts: (profile?.parts ?? []).map(({ id, name }) => ({ id, name })),
    standing,
    people,
    maySteer: abilities.has('assessment.steer'),
    readsVersions: abilities.has('versions.read'),
    now: house.now().toISOString()
  };
};

export const actions: Actions = {
  step: async (event) => {
    const { study, city } = event.params;
    const actor = needActor(event);
    const form = await event.request.formData();
    const wish = stepIn(form, assessmentSteps);
    const taken = wish.ok ? await event.locals.house.way.takeStep(actor, study, city, wish.value) : wish;
    return taken.ok ? { taken: taken.value.to } : refuseForm(event.locals, taken.refusal, typedIn(form));
  },

  deadline: async (event) => {
    const { study, city } = event.params;
    const actor = needActor(event);
    const form = await event.request.formData();
    const deadline = deadlineIn(form);
    const wish = deadline.ok && { version: versionIn(form), deadline: deadline.value };
    const saved = wish ? await event.locals.house.way.setDeadline(actor, study, city, wish) : deadline;
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  }
};
