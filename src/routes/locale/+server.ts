import { redirect } from '@sveltejs/kit';
import { isLocale } from '#base/locale.ts';
import { returnPath } from '#lib/server/return-path.ts';
import type { RequestHandler } from './$types';

const year = 365 * 24 * 3600;

/** Stores the reader's language and redirects them back to the page they came from. */
export const POST: RequestHandler = async ({ request, cookies, locals }) => {
  const form = await request.formData();
  const locale = form.get('locale');
  if (isLocale(locale)) {
    // Readable by scripts: the browser's own messages follow the same cookie.
    cookies.set('locale', locale, { path: '/', maxAge: year, httpOnly: false, sameSite: 'lax' });
    if (locals.actor) await locals.services.users.setLocale(locals.actor, locale);
  }
  redirect(303, returnPath(form.get('next')));
};
