import { deliverableStates } from '#domain/plan.ts';
import { bilingualIn, oneOf, textIn, textOrNull, typedIn, versionIn } from '#lib/forms/fields.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const plan = must(
    event.locals,
    await event.locals.services.plan.load(needActor(event), event.params.study)
  );
  const deadlines = must(
    event.locals,
    await event.locals.services.workflow.deadlines(needActor(event), event.params.study)
  );
  const now = event.locals.services.now().toISOString();
  return { plan, deadlines, now, today: now.slice(0, 10) };
};

const deliverableIn = (form: FormData) => ({
  title: bilingualIn(form, 'title'),
  ownerBodyId: textOrNull(form, 'ownerBodyId'),
  dueOn: textOrNull(form, 'dueOn'),
  deliveredOn: textOrNull(form, 'deliveredOn'),
  state: oneOf(deliverableStates, textIn(form, 'state')) ?? 'planned'
});

export const actions: Actions = {
  phase: async (event) => {
    const form = await event.request.formData();
    const phase = { id: textIn(form, 'id'), version: versionIn(form) };
    const saved = await event.locals.services.plan.datePhase(needActor(event), event.params.study, phase, {
      plannedFrom: textOrNull(form, 'plannedFrom'),
      plannedTo: textOrNull(form, 'plannedTo'),
      actualFrom: textOrNull(form, 'actualFrom'),
      actualTo: textOrNull(form, 'actualTo')
    });
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  },

  add: async (event) => {
    const form = await event.request.formData();
    const saved = await event.locals.services.plan.addDeliverable(
      needActor(event),
      event.params.study,
      deliverableIn(form)
    );
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  },

  change: async (event) => {
    const form = await event.request.formData();
    const deliverable = { id: textIn(form, 'id'), version: versionIn(form) };
    const saved = await event.locals.services.plan.changeDeliverable(
      needActor(event),
      event.params.study,
      deliverable,
      deliverableIn(form)
    );
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  }
};
