/** Loads what an invitation link offers, and accepts it by a form. Loading changes nothing. */
import { redirect } from '@sveltejs/kit';
import { readForm } from '#lib/forms/read.ts';
import { acceptForm } from '#lib/areas/meetings/forms.ts';
import { must, refuseForm } from '#lib/server/guard.ts';
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
  accept: async ({ locals, params, request, cookies, getClientAddress }) => {
    const { invitations, sessions } = locals.services;
    const form = await readForm(request, acceptForm);
    if (!form.ok) return refuseForm(locals, form.refusal);
    const { nameEn, nameZh, password } = form.value;
    const address = getClientAddress();
    const by = locals.actor ?? { name: { en: nameEn, zh: nameZh }, password, locale: locals.locale };
    const accepted = await invitations.accept(params.token, by, address);
    if (!accepted.ok) return refuseForm(locals, accepted.refusal, { nameEn, nameZh });
    const { slug, email, isClaim } = accepted.value;
    if (isClaim) return { isClaimed: true };
    if (!locals.actor) {
      const signedIn = await sessions.signIn({
        email,
        password,
        address,
        cookieHeader: request.headers.get('cookie'),
        headers: request.headers
      });
      if (signedIn.ok) {
        setServerCookie(cookies, signedIn.value.cookie);
        setServerCookie(cookies, signedIn.value.deviceCookie);
      }
    }
    redirect(303, `/studies/${slug}`);
  }
};
