/** Answers a person who sends too many requests, without the page that they asked for. */
import type { RequestEvent } from '@sveltejs/kit';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { statusOf } from '#domain/refusal.ts';
import { refuseApi } from './api.ts';

const retrySeconds = 5;

export function answerThrottled({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): Response {
  const refusal = { code: 'too-many-requests' } as const;
  const response = url.pathname.startsWith('/api/')
    ? refuseApi(locals, refusal)
    : new Response(refusalSentence(refusal, locals.locale), {
        status: statusOf[refusal.code],
        headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'private, no-store' }
      });
  response.headers.set('retry-after', String(retrySeconds));
  return response;
}
