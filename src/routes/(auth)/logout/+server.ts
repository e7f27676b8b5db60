import { redirect } from '@sveltejs/kit';
import { setServerCookie } from '#lib/server/session-cookie.ts';
import type { RequestHandler } from './$types';

/** Ends the session. Without one there is nothing to end, and the redirect is the same. */
export const POST: RequestHandler = async ({ locals, cookies }) => {
  if (locals.actor) setServerCookie(cookies, (await locals.services.sessions.signOut(locals.actor)).cookie);
  redirect(303, '/login');
};
