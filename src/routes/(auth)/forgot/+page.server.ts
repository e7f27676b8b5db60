import { forgotForm } from '#lib/areas/people/forms.ts';
import { readForm } from '#lib/forms/read.ts';
import { refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ sendsMail: locals.services.config.smtp !== null });

export const actions: Actions = {
  default: async ({ request, locals, getClientAddress }) => {
    const form = await readForm(request, forgotForm);
    if (!form.ok) return refuseForm(locals, form.refusal);
    const { email } = form.value;
    const { locale } = locals;
    const asked = await locals.services.resets.ask({ email, address: getClientAddress(), locale });
    return asked.ok ? { done: true } : refuseForm(locals, asked.refusal, { email });
  }
};
