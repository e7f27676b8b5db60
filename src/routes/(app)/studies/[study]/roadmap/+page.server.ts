import { textIn, typedIn, versionIn } from '#lib/forms/fields.ts';
import { stepIn, stepMoveForm, stepTypedIn } from '#lib/areas/roadmap/forms.ts';
import { parseFields } from '#lib/forms/read.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, needStudy, refuseForm, refuseRequest } from '#lib/server/guard.ts';
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
  begin: async (event) => {
    const actor = await needStudy(event, 'study.roadmap-edit');
    const begun = await event.locals.services.roadmap.begin(actor, event.params.study);
    return begun.ok ? { begun: begun.value.added } : refuseForm(event.locals, begun.refusal);
  },

  add: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.roadmap.add, event.params.study);
    const { study } = event.params;
    const saved = await event.locals.services.roadmap.add(actor, study, stepIn(form, study));
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, stepTypedIn(form));
  },

  change: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.roadmap.change, event.params.study);
    const { study } = event.params;
    const step = { id: textIn(form, 'id'), version: versionIn(form) };
    const saved = await event.locals.services.roadmap.change(actor, study, step, stepIn(form, study));
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, stepTypedIn(form));
  },

  move: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.roadmap.move, event.params.study);
    const fields = parseFields(form, stepMoveForm);
    const moved = fields.ok
      ? await event.locals.services.roadmap.move(actor, event.params.study, fields.value)
      : fields;
    return moved.ok ? { moved: true } : refuseForm(event.locals, moved.refusal, typedIn(form));
  },

  remove: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.roadmap.remove, event.params.study);
    const step = { id: textIn(form, 'id'), version: versionIn(form) };
    const removed = await event.locals.services.roadmap.remove(actor, event.params.study, step);
    return removed.ok ? { saved: true } : refuseForm(event.locals, removed.refusal);
  },

  release: async (event) => {
    const actor = await needStudy(event, 'study.edit');
    const released = await event.locals.services.roadmap.release(actor, event.params.study);
    return released.ok ? { released: released.value.n } : refuseForm(event.locals, released.refusal);
  }
};
