/** Takes the password again and returns to where the person was; the dialog of other pages posts here too. */
import { redirect } from '@sveltejs/kit';
import { confirmForm } from '#lib/areas/people/forms.ts';
import { fieldsFor } from '#lib/server/form-for.ts';
import { needActor, refuseForm } from '#lib/server/guard.ts';
import { returnPath } from '#lib/server/return-path.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => ({ email: needActor(event).email });

export const actions: Actions = {
  default: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, confirmForm, event.locals.services.users.confirmPassword);
    if (!form.ok) return refuseForm(event.locals, form.refusal);
    const confirmed = await event.locals.services.users.confirmPassword(actor, form.value.password);
    if (!confirmed.ok) return refuseForm(event.locals, confirmed.refusal);
    redirect(303, returnPath(event.url.searchParams.get('next'), '/studies'));
  }
};
