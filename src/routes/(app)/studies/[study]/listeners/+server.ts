import { json } from '@sveltejs/kit';
import { audiences } from '#rules/threads/comment.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/**
 * Lists who can be mentioned in a thread on this document: requested by the page's composer when the user
 * types `@`.
 */
export const GET: RequestHandler = async (event) => {
  const actor = needActor(event);
  const { services } = event.locals;
  must(event.locals, await services.studies.load(actor, event.params.study));
  const audience =
    oneOf(audiences, event.url.searchParams.get('audience') ?? '') ??
    refuseRequest(event.locals, { code: 'invalid' });
  const listeners = must(
    event.locals,
    await services.threads.listListeners(actor, event.url.searchParams.get('document') ?? '', audience)
  );
  return json({ listeners: listeners.map(({ id, name }) => ({ id, name })) });
};
