/** Takes the services from the app registry and puts services, actor and locale on every request. */
import type { Handle, HandleServerError } from '@sveltejs/kit';
import { languageTag, isLocale } from '#base/locale.ts';
import { statusOf, type RefusalCode } from '#base/refusal.ts';
import { atApiEdge } from '#lib/server/api/edge.ts';
import { chargeCommand } from '#lib/server/charged.ts';
import { guardCredential } from '#lib/server/credential-guard.ts';
import { guardForm } from '#lib/server/form-text.ts';
import { redirectMoved } from '#lib/server/moved-addresses.ts';
import { JsonBlocks } from '#lib/server/json-blocks.ts';
import { answerTooLarge, openPageBound } from '#lib/server/page-too-large.ts';
import { answerRefused } from '#lib/server/answer-refused.ts';
import { failureRefusal } from '#lib/server/failure-refusal.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { collectBlocks } from '#lib/wire/json-blocks.ts';
import type { Services } from '#server/app.ts';
import { paraglideMiddleware } from '#lib/paraglide/server.js';

// The same key as in server/app-registry.ts, from which src/ may import types only.
const services = (): Services => {
  const found = (globalThis as Record<symbol, unknown>)[Symbol.for('meridian.app')];
  if (!found)
    throw new Error('No app is registered: pages are served by server/main.ts, not by build/index.js');
  return found as Services;
};

collectBlocks((json) => services().pageJson.collect(json));

const themes = ['light', 'dark', 'system'] as const;

type HandleInput = Parameters<Handle>[0];

/**
 * Lists the routes whose answers any cache may store and share. They are served without a session: a renewed cookie in
 * such an answer would sign in everybody who gets it from the cache.
 */
const sharedRoutes: readonly (string | null)[] = [
  '/(public)/reports/[study]/[edition]/files/[output]',
  '/(public)/reports/[study]/[edition]/pictures/[hash]'
];

export const handle: Handle = ({ event, resolve }) =>
  redirectMoved(event.url) ??
  withoutSharedCookies(
    paraglideMiddleware(event.request, async ({ request, locale }) => {
      event.request = request;
      event.locals.services = services();
      event.locals.locale = isLocale(locale) ? locale : 'en';
      guardForm(event);
      const answer = (): Promise<Response> =>
        event.locals.services
          .readingOnce(() => event.locals.services.submissions.within(() => answerForReader(event, resolve)))
          .catch((error: unknown) => answerWhileAway(event, error));
      return event.url.pathname.startsWith('/api/') ? atApiEdge(event, answer) : answer();
    })
  );

/** Takes the cookies out of an answer that caches may share, no matter who set them. */
async function withoutSharedCookies(answer: Promise<Response> | Response): Promise<Response> {
  const response = await answer;
  if (response.headers.get('cache-control')?.includes('public')) response.headers.delete('set-cookie');
  return response;
}

/** Answers what cannot even learn who asks, because the database is away; any other failure is thrown again. */
function answerWhileAway(event: HandleInput['event'], error: unknown): Response {
  const refusal = failureRefusal(error);
  if (refusal?.code !== 'database-away') throw error;
  noteFailed(event, refusal.code);
  return answerRefused(event, refusal.code);
}

async function answerForReader(
  event: HandleInput['event'],
  resolve: HandleInput['resolve']
): Promise<Response> {
  const session = sharedRoutes.includes(event.route.id)
    ? null
    : await event.locals.services.sessions.read(event.request.headers.get('cookie'));
  event.locals.actor = session?.actor ?? null;
  event.locals.session = session;
  const stopped = guardCredential(event);
  if (stopped) return stopped;
  const turn = await event.locals.services.requestLimits.admit(
    session?.actor.userId ?? null,
    event.getClientAddress()
  );
  if (turn === 'throttled') return answerRefused(event, 'too-many-requests');
  try {
    const response =
      chargeCommand(event) ?? (await answerInTurn(event, resolve, session?.renewedCookie ?? null));
    noteRefused(event, response.status);
    return response;
  } finally {
    turn();
  }
}

const noteFailed = ({ locals, route }: HandleInput['event'], code: RefusalCode): void =>
  locals.services.logger.warn('A request could not be done', { route: route.id, code });

/** Logs what a signed-in person may not do or see, by route: the address itself may hold a secret. */
function noteRefused({ locals, route, request }: HandleInput['event'], status: number): void {
  if (!locals.actor || route.id === null || (status !== 403 && status !== 404)) return;
  const { method } = request;
  locals.services.logger.info('refused', { userId: locals.actor.userId, method, route: route.id, status });
}

const lastOfHead = '%preload%';

/** Fills what app.html leaves open in the head of a page; its body, which is long, is not searched. */
function withHead(
  html: string,
  facts: () => { readonly lang: string; readonly theme: string; readonly scripts: readonly string[] }
): string {
  const end = html.indexOf(lastOfHead);
  if (end === -1) return html;
  const { lang, theme, scripts } = facts();
  const head = html.slice(0, end).replace('%lang%', lang).replace('%theme%', theme);
  const links = scripts.map((path) => `<link rel="modulepreload" href="${encodeURI(path)}" />`);
  return `${head}${links.join('')}${html.slice(end + lastOfHead.length)}`;
}

async function answerInTurn(
  event: HandleInput['event'],
  resolve: HandleInput['resolve'],
  renewed: string | null
): Promise<Response> {
  const theme = themes.find((known) => known === event.cookies.get('theme')) ?? 'system';
  // SvelteKit would name the page's scripts in a header of 5 to 12 kB, more than proxies take: they are named
  // in the page instead.
  const scripts: string[] = [];
  const bound = openPageBound();
  // What a script asks for is answered as JSON, which is no page.
  const blocks = event.request.method === 'GET' && !event.isDataRequest ? new JsonBlocks() : undefined;
  const make = (): ReturnType<typeof resolve> =>
    resolve(event, {
      preload: ({ type, path }) => {
        if (type === 'js') scripts.push(path);
        return false;
      },
      transformPageChunk: ({ html }) =>
        withHead(bound.take(blocks?.into(html) ?? html), () => ({
          lang: languageTag(event.locals.locale),
          theme,
          scripts
        }))
    });
  const resolved = await (blocks ? event.locals.services.pageJson.within(blocks, make) : make());
  if (bound.isExceeded()) return answerTooLarge(event);
  // SvelteKit answers whatever throws with 500.
  const response =
    event.locals.refused && resolved.status === 500
      ? new Response(resolved.body, { status: statusOf[event.locals.refused], headers: resolved.headers })
      : resolved;
  // Signing in or out sets the cookie itself; the renewal of the old cookie must not follow it.
  const alreadySet = (name: string): boolean =>
    response.headers.getSetCookie().some((cookie) => cookie.startsWith(name));
  if (renewed && !alreadySet(renewed.slice(0, renewed.indexOf('=') + 1)))
    response.headers.append('set-cookie', renewed);
  // A program and a browser both learn when to come again.
  if ((response.status === 429 || response.status === 503) && !response.headers.has('retry-after'))
    response.headers.set(
      'retry-after',
      response.status === 429 ? String(event.locals.retryAfterSeconds ?? 60) : '5'
    );
  // Pages say their encoding in the header as well, which no part of them can change.
  if (response.headers.get('content-type') === 'text/html')
    response.headers.set('content-type', 'text/html; charset=utf-8');
  // Every page is one user's view at one moment; no cache may store or share it.
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
  return response;
}

export const handleError: HandleServerError = ({ error, event, status, message }) => {
  const refusal = failureRefusal(error);
  if (refusal) {
    event.locals.refused = refusal.code;
    noteFailed(event, refusal.code);
    return { message: refusalSentence(refusal, event.locals.locale), code: refusal.code };
  }
  // A client error (4xx) is not logged as a failure of the server. The route is named, not the path: the path
  // of an invitation or an external review is its secret.
  if (status >= 500)
    event.locals.services.logger.error('A request failed', error, { route: event.route.id, status });
  return { message };
};
