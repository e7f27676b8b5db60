import { json } from '@sveltejs/kit';
import { markOf } from '#base/canonical.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Sends what the checks of a text need to know; a page that has it already gets no body. */
export const GET: RequestHandler = async (event) => {
  const [actor, { services }] = [needActor(event), event.locals];
  const basis = must(event.locals, await services.textChecks.basis(actor, event.params.study));
  const etag = `"${markOf(basis)}"`;
  const headers = { etag, 'cache-control': 'private, no-cache' };
  return event.request.headers.get('if-none-match') === etag
    ? new Response(null, { status: 304, headers })
    : json(basis, { headers });
};
