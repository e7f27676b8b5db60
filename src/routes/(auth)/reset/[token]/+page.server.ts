/** Shows whose password a link sets, and sets it by a form. Loading changes nothing. */
import { redirect } from '@sveltejs/kit';
import { newPasswordForm } from '#lib/areas/people/forms.ts';
import { readForm } from '#lib/forms/read.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  // The address is the secret: no request may pass it on. `no-referrer` would do as much, but with it
  // browsers send no origin with forms either, and forms without one are refused.
  setHeaders({ 'referrer-policy': 'strict-origin', 'x-robots-tag': 'noindex' });
  const found = await locals.services.resets.look(params.token);
  return found.ok
    ? { ...found.value, fault: null }
    : { email: null, least: 0, fault: refusalSentence(found.refusal, locals.locale) };
};

export const actions: Actions = {
  default: async ({ locals, params, request, getClientAddress }) => {
    const form = await readForm(request, newPasswordForm);
    if (!form.ok) return refuseForm(locals, form.refusal);
    const used = await locals.services.resets.use({
      token: params.token,
      password: form.value.password,
      address: getClientAddress()
    });
    if (!used.ok) return refuseForm(locals, used.refusal);
    redirect(303, '/login?reset=done');
  }
};
