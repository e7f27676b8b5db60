/** Loads what an invitation link offers, and accepts it by a form. Loading changes nothing. */
import { redirect } from '@sveltejs/kit';
import { acceptForm } from '#lib/areas/meetings/forms.ts';
import { openFormAction } from '#lib/server/form-action.ts';
import { must } from '#lib/server/guard.ts';
import { setServerCookie } from '#lib/server/session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  // The address is the secret: no request may pass it on. `no-referrer` would do as much, but with it
  // browsers send no origin with forms either, and forms without one are refused.
  setHeaders({ 'referrer-policy': 'strict-origin', 'x-robots-tag': 'noindex' });
  const found = await locals.services.invitations.look(params.token);
  // A person who opens the link again wants to go on: they learn where to sign in.
  if (!found.ok && found.refusal.code === 'invitation-spent') return { offer: null, signedInAs: null };
  const offer = must(locals, found);
  return { offer, signedInAs: locals.actor && { name: locals.actor.name, email: locals.actor.email } };
};

export const actions: Actions = {
  accept: openFormAction({
    schema: acceptForm,
    isExact: true,
    run: ({ services, event, params, locale, fields: { nameEn, nameZh, password } }) =>
      services.invitations.accept(
        params.token,
        event.locals.actor ?? { name: { en: nameEn, zh: nameZh }, password, locale },
        event.getClientAddress()
      ),
    answer: async ({ slug, email, isClaim }, { services, event, fields: { password } }) => {
      if (isClaim) return { isClaimed: true };
      if (!event.locals.actor) {
        const signedIn = await services.sessions.signIn({
          email,
          password,
          address: event.getClientAddress(),
          cookieHeader: event.request.headers.get('cookie'),
          headers: event.request.headers
        });
        if (signedIn.ok) {
          setServerCookie(event.cookies, signedIn.value.cookie);
          setServerCookie(event.cookies, signedIn.value.deviceCookie);
        }
      }
      redirect(303, `/studies/${slug}`);
    }
  })
};
