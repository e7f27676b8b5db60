import { redirect } from '@sveltejs/kit';
import { signInForm } from '#lib/areas/people/forms.ts';
import { returnPath } from '#lib/server/return-path.ts';
import { setServerCookie } from '#lib/server/session-cookie.ts';
import { openFormAction } from '#lib/server/form-action.ts';
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
  default: openFormAction({
    schema: signInForm,
    isExact: true,
    run: ({ services, event, fields: { email, password } }) =>
      services.sessions.signIn({
        email,
        password,
        address: event.getClientAddress(),
        cookieHeader: event.request.headers.get('cookie'),
        headers: event.request.headers
      }),
    answer: async (signedIn, { services, event: { cookies, url } }) => {
      setServerCookie(cookies, signedIn.cookie);
      setServerCookie(cookies, signedIn.deviceCookie);
      // A language that was chosen in this browser takes precedence over the one of the account.
      const { locale } = await services.users.own(signedIn.actor);
      if (locale && !cookies.get('locale'))
        cookies.set('locale', locale, { path: '/', maxAge: year, httpOnly: false, sameSite: 'lax' });
      redirect(303, next(url));
    }
  })
};
