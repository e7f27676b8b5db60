/**
 * Stands before every page of a signed-in person: a person who signed in with a password that others have seen sets another
 * first, and some pages ask for the password again.
 */
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { asksPasswordAgain, confirmPath, freshFor, ownPasswordPath } from '#rules/people/password-again.ts';
import { refuseApi } from './api/edge.ts';
import { returnPath } from './return-path.ts';

/** Answers where the request may not go on yet; undefined where it may. Pages are answered by a redirect. */
export function guardCredential(event: RequestEvent): Response | undefined {
  const { locals, url, request, route } = event;
  if (!locals.actor || !locals.session) return undefined;
  const isPage = route.id?.startsWith('/(app)') ?? false;
  if (locals.session.passwordChange === 'made-up') {
    if (url.pathname.startsWith('/api/') && !url.pathname.startsWith('/api/v1/public/'))
      return refuseApi(locals, { code: 'password-change-required' });
    if (isPage && !url.pathname.startsWith('/account')) redirect(303, ownPasswordPath);
  }
  const asked = { method: request.method, pathname: url.pathname, search: url.search };
  if (!isPage || !asksPasswordAgain(asked)) return undefined;
  if (freshFor(locals.session.confirmedAt, locals.services.now()) > 0) return undefined;
  redirect(303, confirmPath(whereTheyAre(event)));
}

/** A form and a file come from a page, to which the person returns; a page is where they wanted to go. */
function whereTheyAre({ url, request, route }: RequestEvent): string {
  const isAddress = request.method === 'GET' && !(route.id?.includes('.') ?? false);
  if (isAddress) return url.pathname + url.search;
  const referer = request.headers.get('referer');
  const page = referer !== null && URL.canParse(referer) ? new URL(referer) : null;
  return page?.origin === url.origin
    ? returnPath(page.pathname + page.search, url.pathname)
    : url.pathname.replace(/\/[^/]*\.[a-z]+$/, '');
}
