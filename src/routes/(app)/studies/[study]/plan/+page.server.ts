import { deliverableStates } from '#rules/study/plan.ts';
import type { Result } from '#base/refusal.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { newPhaseForm, phaseForm, phaseRemovalForm } from '#lib/areas/study/forms.ts';
import { moveForm } from '#lib/forms/shapes.ts';
import { bilingualIn, dateOrNull, oneOf, textIn, textOrNull, versionIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
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
  addPhase: formAction({
    schema: newPhaseForm,
    command: ({ plan }, { study }) => [plan.addPhase, study],
    run: ({ give, fields }) => {
      const { plannedFrom, plannedTo, actualFrom, actualTo } = fields;
      const dates = { plannedFrom, plannedTo, actualFrom, actualTo };
      return give({ ...wordingOf(fields), ...dates });
    },
    mark: { act: 'addPhase' }
  }),
  rewordPhase: formAction({
    schema: phaseForm,
    command: ({ plan }, { study }) => [plan.rewordPhase, study],
    run: ({ give, fields }) => give({ id: fields.id, version: fields.version }, wordingOf(fields)),
    mark: { act: 'rewordPhase' }
  }),
  movePhase: formAction({
    schema: moveForm,
    command: ({ plan }, { study }) => [plan.movePhase, study],
    run: ({ give, fields }) => give(fields),
    mark: { act: 'movePhase' }
  }),
  removePhase: formAction({
    schema: phaseRemovalForm,
    command: ({ plan }, { study }) => [plan.removePhase, study],
    run: ({ give, fields }) => give(fields),
    mark: { act: 'removePhase' }
  }),

  phase: formAction({
    command: ({ plan }, { study }) => [plan.datePhase, study],
    run: ({ give, form }) =>
      give(
        { id: textIn(form, 'id'), version: versionIn(form) },
        {
          plannedFrom: dateOrNull(form, 'plannedFrom'),
          plannedTo: dateOrNull(form, 'plannedTo'),
          actualFrom: dateOrNull(form, 'actualFrom'),
          actualTo: dateOrNull(form, 'actualTo')
        }
      )
  }),

  add: formAction({
    command: ({ plan }, { study }) => [plan.addDeliverable, study],
    run: ({ give, form }) => give(deliverableIn(form))
  }),

  change: formAction({
    command: ({ plan }, { study }) => [plan.changeDeliverable, study],
    run: ({ give, form }) => give({ id: textIn(form, 'id'), version: versionIn(form) }, deliverableIn(form))
  })
};
