import { verdictIn } from '#lib/areas/coding/forms.ts';
import { textIn, typedIn } from '#lib/forms/fields.ts';
import { pageIn } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, needStudy, refuseForm } from '#lib/server/guard.ts';
import { formFor } from '#lib/server/form-for.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = await needStudy(event, 'study.coding');
  const { coding } = event.locals.services;
  const { agreement, ...compared } = must(
    event.locals,
    await coding.loadTask(actor, event.params.study, event.params.task, pageIn(event.url))
  );
  const title = {
    en: m.coding_pass_title({}, { locale: 'en' }),
    zh: m.coding_pass_title({}, { locale: 'zh' })
  };
  return { compared, agreement, crumb: title };
};

export const actions: Actions = {
  close: async (event) => {
    const actor = await needStudy(event, 'study.coding-edit');
    const { study, task } = event.params;
    const closed = await event.locals.services.coding.closePass(actor, study, task);
    return closed.ok ? { saved: true } : refuseForm(event.locals, closed.refusal);
  },

  cancel: async (event) => {
    const actor = await needStudy(event, 'study.coding-edit');
    const { study, task } = event.params;
    const cancelled = await event.locals.services.coding.cancelTask(actor, study, task);
    return cancelled.ok ? { saved: true } : refuseForm(event.locals, cancelled.refusal);
  },

  settle: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.coding.settle, event.params.study);
    const verdict = verdictIn(form);
    if (!verdict) return refuseForm(event.locals, { code: 'invalid', facts: { field: 'verdict' } });
    const { study, task } = event.params;
    const settled = await event.locals.services.coding.settle(actor, study, task, {
      unit: textIn(form, 'unit'),
      verdict,
      reason: textIn(form, 'reason'),
      language: event.locals.locale
    });
    return settled.ok ? { saved: true } : refuseForm(event.locals, settled.refusal, typedIn(form));
  }
};
