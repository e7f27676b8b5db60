import { textIn, versionIn } from '#lib/forms/fields.ts';
import { stepIn, stepMoveForm, stepTypedIn } from '#lib/areas/roadmap/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

/** Loads the roadmap as it is being written, or for readers of releases what was released last. */
export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { roadmap } = event.locals.services;
  const actor = needActor(event);
  const live = await roadmap.load(actor, event.params.study);
  if (live.ok) return { roadmap: live.value, released: null };
  if (live.refusal.code !== 'forbidden') return refuseRequest(event.locals, live.refusal);
  return { roadmap: null, released: must(event.locals, await roadmap.released(actor, event.params.study)) };
};

export const actions: Actions = {
  begin: formAction({
    command: ({ roadmap }, { study }) => [roadmap.begin, study],
    run: ({ give }) => give(),
    answer: ({ added }) => ({ begun: added })
  }),

  add: formAction({
    command: ({ roadmap }, { study }) => [roadmap.add, study],
    run: ({ give, params, form }) => give(stepIn(form, params.study)),
    again: stepTypedIn
  }),

  change: formAction({
    command: ({ roadmap }, { study }) => [roadmap.change, study],
    run: ({ give, params, form }) =>
      give({ id: textIn(form, 'id'), version: versionIn(form) }, stepIn(form, params.study)),
    again: stepTypedIn
  }),

  move: formAction({
    schema: stepMoveForm,
    command: ({ roadmap }, { study }) => [roadmap.move, study],
    run: ({ give, fields }) => give(fields),
    answer: () => ({ moved: true })
  }),

  remove: formAction({
    command: ({ roadmap }, { study }) => [roadmap.remove, study],
    run: ({ give, form }) => give({ id: textIn(form, 'id'), version: versionIn(form) })
  }),

  release: formAction({
    command: ({ roadmap }, { study }) => [roadmap.release, study],
    run: ({ give }) => give(),
    answer: ({ n }) => ({ released: n })
  })
};
