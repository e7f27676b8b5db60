import { redirect } from '@sveltejs/kit';
import { countGroups } from '#rules/coding/coding.ts';
import { codeIn } from '#lib/areas/coding/forms.ts';
import { pageIn } from '#lib/forms/page-number.ts';
import { oneOf, textIn, textOrNull, typedIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, needStudy, refuseForm } from '#lib/server/guard.ts';
import { formFor } from '#lib/server/form-for.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = await needStudy(event, 'study.coding');
  const group = oneOf(countGroups, event.url.searchParams.get('by') ?? '') ?? 'side';
  const isWithBelow = event.url.searchParams.get('below') === '1';
  const { coding } = event.locals.services;
  return {
    book: must(
      event.locals,
      await coding.load(actor, event.params.study, group, isWithBelow, pageIn(event.url, 'passes'))
    )
  };
};

export const actions: Actions = {
  add: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.coding.addCode, event.params.study);
    const input = { ...codeIn(form), parentId: textOrNull(form, 'parentId') };
    const added = await event.locals.services.coding.addCode(actor, event.params.study, input);
    return added.ok ? { saved: true } : refuseForm(event.locals, added.refusal, typedIn(form));
  },

  undo: async (event) => {
    const actor = needActor(event);
    const act = textIn(await formFor(event, event.locals.services.coding.undo, event.params.study), 'act');
    const undone = await event.locals.services.coding.undo(actor, event.params.study, act);
    return undone.ok ? { saved: true } : refuseForm(event.locals, undone.refusal);
  },

  giveTask: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.coding.giveTask, event.params.study);
    const { study } = event.params;
    const given = await event.locals.services.coding.giveTask(actor, study, {
      cityId: textOrNull(form, 'cityId'),
      section: textOrNull(form, 'section'),
      firstCoderId: textIn(form, 'firstCoderId'),
      secondCoderId: textIn(form, 'secondCoderId')
    });
    if (!given.ok) return refuseForm(event.locals, given.refusal, typedIn(form));
    redirect(303, `/studies/${study}/coding/passes/${given.value.id}`);
  }
};
