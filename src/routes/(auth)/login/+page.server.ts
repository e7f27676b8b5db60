import { redirect } from '@sveltejs/kit';
import { signInForm } from '#lib/areas/people/forms.ts';
import { readForm } from '#lib/forms/read.ts';
import { refuseForm } from '#lib/server/guard.ts';
import { returnPath } from '#lib/server/return-path.ts';
import { setServerCookie } from '#lib/server/session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

const year = 365 * 24 * 3600;
const next = (url: URL): string => returnPath(url.searchParams.get('next'), '/studies');

export const load: PageServerLoad = async ({ locals, url, request, getClientAddress }) => {
  if (locals.actor) redirect(303, next(url));
  return {
    demo: await locals.services.users.demoAccounts(request.headers, getClientAddress()),
    isReset: url.searchParams.get('reset') === 'done'
  };
};

export const actions: Actions = {
  default: async ({ request, locals, cookies, url, getClientAddress }) => {
    const form = await readForm(request, signInForm);
    if (!form.ok) return refuseForm(locals, form.refusal);
    const { email, password } = form.value;
    const cookieHeader = request.headers.get('cookie');
    const signedIn = await locals.services.sessions.signIn({
      email,
      password,
      address: getClientAddress(),
      cookieHeader,
      headers: request.headers
    });
    if (!signedIn.ok) return refuseForm(locals, signedIn.refusal, { email });
    setServerCookie(cookies, signedIn.value.cookie);
    setServerCookie(cookies, signedIn.value.deviceCookie);
    // A language that was chosen in this browser takes precedence over the one of the account.
    const { locale } = await locals.services.users.own(signedIn.value.actor);
    if (locale && !cookies.get('locale'))
      cookies.set('locale', locale, { path: '/', maxAge: year, httpOnly: false, sameSite: 'lax' });
    redirect(303, next(url));
  }
};
