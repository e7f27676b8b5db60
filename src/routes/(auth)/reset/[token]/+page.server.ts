/** Shows whose password a link sets, and sets it by a form. Loading changes nothing. */
import { newPasswordForm } from '#lib/areas/people/forms.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { openFormAction } from '#lib/server/form-action.ts';
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
  default: openFormAction({
    schema: newPasswordForm,
    isExact: true,
    run: ({ services, event, params: { token }, fields: { password } }) =>
      services.resets.use({ token, password, address: event.getClientAddress() }),
    to: () => '/login?reset=done'
  })
};
