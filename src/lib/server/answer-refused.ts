/** Answers a request without the page that it asked for: it came too early, or the database is away. */
import type { RequestEvent } from '@sveltejs/kit';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { statusOf, type RefusalCode } from '#base/refusal.ts';
import { refuseApi } from './api/edge.ts';

const retrySeconds = 5;

type RefusedRequest = Pick<RequestEvent, 'locals' | 'request' | 'url'>;

export function answerRefused({ locals, request, url }: RefusedRequest, code: RefusalCode): Response {
  const refusal = { code };
  const message = refusalSentence(refusal, locals.locale);
  const status = statusOf[refusal.code];
  const headers = { 'cache-control': 'private, no-store' };
  // A form on an open page reads an answer of this shape.
  const isForm = request.headers.get('x-sveltekit-action') === 'true';
  const response = url.pathname.startsWith('/api/')
    ? refuseApi(locals, refusal)
    : isForm
      ? Response.json({ type: 'error', error: { code: refusal.code, message } }, { status, headers })
      : new Response(message, {
          status,
          headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' }
        });
  response.headers.set('retry-after', String(locals.retryAfterSeconds ?? retrySeconds));
  return response;
}
