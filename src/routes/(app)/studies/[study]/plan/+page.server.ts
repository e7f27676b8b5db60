import { deliverableStates } from '#rules/study/plan.ts';
import type { Result } from '#base/refusal.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { newPhaseForm, phaseForm, phaseRemovalForm } from '#lib/areas/study/forms.ts';
import { moveForm } from '#lib/forms/shapes.ts';
import { bilingualIn, dateOrNull, oneOf, textIn, textOrNull, typedIn, versionIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { setupAction } from '#lib/server/setup-acts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { services } = event.locals;
  const actor = needActor(event);
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const parts = await sideBySide({
    plan: services.plan.load(actor, event.params.study).then(found),
    deadlines: services.workflow.deadlines(actor, event.params.study).then(found)
  });
  const now = services.now().toISOString();
  return { ...parts, now, today: now.slice(0, 10) };
};

const deliverableIn = (form: FormData) => ({
  title: bilingualIn(form, 'title'),
  ownerBodyId: textOrNull(form, 'ownerBodyId'),
  dueOn: dateOrNull(form, 'dueOn'),
  deliveredOn: dateOrNull(form, 'deliveredOn'),
  state: oneOf(deliverableStates, textIn(form, 'state')) ?? 'planned'
});

const wordingOf = (fields: {
  readonly nameEn: string;
  readonly nameZh: string;
  readonly descriptionEn: string;
  readonly descriptionZh: string;
}) => ({
  name: { en: fields.nameEn, zh: fields.nameZh },
  description: { en: fields.descriptionEn, zh: fields.descriptionZh }
});

export const actions: Actions = {
  addPhase: setupAction(
    'addPhase',
    ({ plan }) => plan.addPhase,
    newPhaseForm,
    ({ services, actor, studySlug, fields }) => {
      const { plannedFrom, plannedTo, actualFrom, actualTo } = fields;
      const dates = { plannedFrom, plannedTo, actualFrom, actualTo };
      return services.plan.addPhase(actor, studySlug, { ...wordingOf(fields), ...dates });
    }
  ),
  rewordPhase: setupAction(
    'rewordPhase',
    ({ plan }) => plan.rewordPhase,
    phaseForm,
    ({ services, actor, studySlug, fields }) =>
      services.plan.rewordPhase(
        actor,
        studySlug,
        { id: fields.id, version: fields.version },
        wordingOf(fields)
      )
  ),
  movePhase: setupAction(
    'movePhase',
    ({ plan }) => plan.movePhase,
    moveForm,
    ({ services, actor, studySlug, fields }) => services.plan.movePhase(actor, studySlug, fields)
  ),
  removePhase: setupAction(
    'removePhase',
    ({ plan }) => plan.removePhase,
    phaseRemovalForm,
    ({ services, actor, studySlug, fields }) => services.plan.removePhase(actor, studySlug, fields)
  ),

  phase: async (event) => {
    const form = await formFor(event, event.locals.services.plan.datePhase, event.params.study);
    const phase = { id: textIn(form, 'id'), version: versionIn(form) };
    const saved = await event.locals.services.plan.datePhase(needActor(event), event.params.study, phase, {
      plannedFrom: dateOrNull(form, 'plannedFrom'),
      plannedTo: dateOrNull(form, 'plannedTo'),
      actualFrom: dateOrNull(form, 'actualFrom'),
      actualTo: dateOrNull(form, 'actualTo')
    });
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  },

  add: async (event) => {
    const form = await formFor(event, event.locals.services.plan.addDeliverable, event.params.study);
    const saved = await event.locals.services.plan.addDeliverable(
      needActor(event),
      event.params.study,
      deliverableIn(form)
    );
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  },

  change: async (event) => {
    const form = await formFor(event, event.locals.services.plan.changeDeliverable, event.params.study);
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
