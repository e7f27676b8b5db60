/**
 * Defines the edge of /api: every answer is JSON, every refusal `{"error":{"code","message"}}` with its
 * status.
 */
import { json, type RequestEvent } from '@sveltejs/kit';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { statusOf, type Refusal, type Result } from '#base/refusal.ts';
import { failureRefusal } from '../failure-refusal.ts';

export const apiError = (status: number, code: string, message: string): Response =>
  json({ error: { code, message } }, { status });

export const refuseApi = (locals: App.Locals, refusal: Refusal): Response =>
  apiError(statusOf[refusal.code], refusal.code, refusalSentence(refusal, locals.locale));

/**
 * Answers a request with what a route gives. A defect is logged here once and answered without its details;
 * SvelteKit's own error response would have another shape.
 */
export async function answerApi<T>(
  locals: App.Locals,
  run: () => Promise<Result<T> | Response> | Result<T> | Response,
  shape: (value: T) => unknown,
  headers: Readonly<Record<string, string>>
): Promise<Response> {
  try {
    const result = await run();
    if (result instanceof Response) return result;
    return result.ok ? json(shape(result.value), { headers }) : refuseApi(locals, result.refusal);
  } catch (error) {
    const refusal = failureRefusal(error);
    if (refusal) return refuseApi(locals, refusal);
    locals.services.logger.error('An API request failed', error);
    return apiError(500, 'internal', 'Internal error');
  }
}

/** Wraps everything under /api: a failure before the route is reached is answered in the API's shape too. */
export async function atApiEdge(
  { locals, route }: Pick<RequestEvent, 'locals' | 'route'>,
  answer: () => Promise<Response>
): Promise<Response> {
  try {
    const response = await answer();
    return isFailedPage(response) ? asApiFailure(locals, response) : response;
  } catch (error) {
    locals.services.logger.error('An API request failed', error, { route: route.id });
    return apiError(500, 'internal', 'Internal error');
  }
}

/** Checks whether SvelteKit has answered what a route threw, which it does with a page for a browser. */
const isFailedPage = ({ status, headers }: Response): boolean =>
  status >= 500 && headers.get('content-type')?.startsWith('text/html') === true;

/** Answers in the shape of the API what was thrown; it has been logged. */
function asApiFailure(locals: App.Locals, { headers }: Response): Response {
  const response = locals.refused
    ? refuseApi(locals, { code: locals.refused })
    : apiError(500, 'internal', 'Internal error');
  const wait = headers.get('retry-after');
  if (wait !== null) response.headers.set('retry-after', wait);
  return response;
}

export const methodNotAllowed = (): Response => {
  const response = apiError(405, 'method-not-allowed', 'This address takes GET');
  response.headers.set('allow', 'GET');
  return response;
};
