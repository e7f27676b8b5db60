import { textOrNull } from '#lib/forms/fields.ts';
import { must, needInstance, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) =>
  must(event.locals, await event.locals.services.mail.list(needInstance(event, 'instance.health')));

export const actions: Actions = {
  /** Retries one message, or all that were given up. */
  again: async (event) => {
    const actor = needInstance(event, 'instance.health');
    const tried = await event.locals.services.mail.tryAgain(
      actor,
      textOrNull(await event.request.formData(), 'letter')
    );
    return tried.ok ? { done: true } : refuseForm(event.locals, tried.refusal);
  }
};
