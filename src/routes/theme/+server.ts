import { redirect } from '@sveltejs/kit';
import { returnPath } from '#lib/server/return-path.ts';
import type { RequestHandler } from './$types';

const year = 365 * 24 * 3600;

/** Stores light, dark or the system's choice and redirects the reader back. */
export const POST: RequestHandler = async ({ request, cookies }) => {
  const form = await request.formData();
  const theme = form.get('theme');
  if (theme === 'light' || theme === 'dark')
    cookies.set('theme', theme, { path: '/', maxAge: year, sameSite: 'lax' });
  else cookies.delete('theme', { path: '/' });
  redirect(303, returnPath(form.get('next')));
};
