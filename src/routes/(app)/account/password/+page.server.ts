/** Sets a password of one's own in the place of one that others have seen; nothing else opens before. */
import { redirect } from '@sveltejs/kit';
import { leastOf } from '#rules/people/password.ts';
import { passwordForm } from '#lib/areas/people/forms.ts';
import { fieldsFor } from '#lib/server/form-for.ts';
import { needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  const actor = needActor(event);
  return { email: actor.email, least: leastOf(actor), reason: event.locals.session?.passwordChange ?? null };
};

export const actions: Actions = {
  default: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, passwordForm, event.locals.services.users.changePassword);
    if (!form.ok) return refuseForm(event.locals, form.refusal);
    const changed = await event.locals.services.users.changePassword(actor, form.value);
    if (!changed.ok) return refuseForm(event.locals, changed.refusal);
    redirect(303, '/studies');
  }
};
