import type { Actor } from '#base/permissions.ts';
import { textOrNull } from '#lib/forms/fields.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needInstance } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) =>
  must(event.locals, await event.locals.services.mail.list(needInstance(event, 'instance.health')));

export const actions: Actions = {
  /** Retries one message, or all that were given up. */
  again: formAction({
    command: ({ mail }) => [{ mayBegin: (actor: Actor) => mail.list(actor) }],
    run: ({ services, actor, form }) => services.mail.tryAgain(actor, textOrNull(form, 'letter')),
    answer: () => ({ done: true })
  })
};
