import { refusalSentence } from '#lib/i18n/refusal.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction, nothing } from '#lib/server/form-action.ts';
import { refuse, ok } from '#base/refusal.ts';
import { must, needActor } from '#lib/server/guard.ts';
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
  default: formAction({
    command: ({ approvals }, { study }) => [{ mayBegin: approvals.awaited }, study],
    run: async ({ services: { approvals }, actor, params, form, locale }) => {
      // They are named as they were before: what is signed is awaited no more.
      const awaited = await approvals.awaited(actor, params.study);
      if (!awaited.ok) return awaited;
      const password = form.get('password');
      if (form.get('read') !== 'both' || typeof password !== 'string')
        return refuse('invalid', { field: 'read' });
      const signed = await approvals.signAll(actor, params.study, parseSigningInputs(form), password);
      if (!signed.ok) return signed;
      const named = new Map(awaited.value.map((item) => [item.subject, item]));
      return ok(
        signed.value.map(({ subject, outcome }) => ({
          subject,
          kind: named.get(subject)?.kind ?? 'findings',
          title: named.get(subject)?.title ?? null,
          slug: named.get(subject)?.slug ?? null,
          isComplete: outcome.ok && outcome.value.isComplete,
          message: outcome.ok ? null : refusalSentence(outcome.refusal, locale)
        }))
      );
    },
    answer: (results) => ({ results }),
    again: nothing
  })
};
