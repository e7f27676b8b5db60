import { fail } from '@sveltejs/kit';
import { statusOf } from '#base/refusal.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return {
    items: must(
      event.locals,
      await event.locals.services.approvals.awaited(needActor(event), event.params.study)
    )
  };
};

/** Returns what is ticked, as the page showed it: `subject version hash`. */
const parseSigningInputs = (form: FormData) =>
  form
    .getAll('item')
    .slice(0, 200)
    .flatMap((item) => {
      const [subject = '', versionId = '', hash = ''] = typeof item === 'string' ? item.split(' ') : [];
      return subject === '' ? [] : [{ subject, versionId, hash }];
    });

export const actions: Actions = {
  default: async (event) => {
    const actor = needActor(event);
    const { approvals } = event.locals.services;
    const awaited = await approvals.awaited(actor, event.params.study);
    if (!awaited.ok) return refuseForm(event.locals, awaited.refusal);
    const form = await event.request.formData();
    const password = form.get('password');
    if (form.get('read') !== 'both' || typeof password !== 'string')
      return refuseForm(event.locals, { code: 'invalid', facts: { field: 'read' } });
    const signed = await approvals.signAll(actor, event.params.study, parseSigningInputs(form), password);
    if (!signed.ok)
      return fail(statusOf[signed.refusal.code], {
        message: refusalSentence(signed.refusal, event.locals.locale),
        refusal: signed.refusal
      });
    const named = new Map(awaited.value.map((item) => [item.subject, item]));
    const results = signed.value.map(({ subject, outcome }) => ({
      subject,
      kind: named.get(subject)?.kind ?? 'findings',
      title: named.get(subject)?.title ?? null,
      slug: named.get(subject)?.slug ?? null,
      isComplete: outcome.ok && outcome.value.isComplete,
      message: outcome.ok ? null : refusalSentence(outcome.refusal, event.locals.locale)
    }));
    return { results };
  }
};
