import { redirect } from '@sveltejs/kit';
import { setServerCookie } from '#lib/server/session-cookie.ts';
import type { RequestHandler } from './$types';

/**
 * Ends the session. Without one there is nothing to end, and the redirect is the same. The browser is told to
 * drop the pages and files that it still holds, but not what scripts have stored: the pages delete the copies of
 * the user who leaves, and unsent text of other users of the same browser has to stay (docs/protocol.md).
 */
export const POST: RequestHandler = async ({ locals, cookies, setHeaders }) => {
  setHeaders({ 'clear-site-data': '"cache"' });
  if (locals.actor) setServerCookie(cookies, (await locals.services.sessions.signOut(locals.actor)).cookie);
  redirect(303, '/login');
};
