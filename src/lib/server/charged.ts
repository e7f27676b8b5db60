/**
 * Counts the commands of a person: every request that changes something, except the few below. A form is counted when its
 * action begins to read it, which most do once the right is known, and before anything in it is looked at; a request
 * without a form before its route is reached.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { refuseRequest } from './guard.ts';
import { answerRefused } from './answer-refused.ts';

const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lists the routes that change nothing but what this browser shows, or end its session. */
const freeRoutes: ReadonlySet<string> = new Set(['/theme', '/locale', '/(auth)/logout']);

const formTypes = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

/** Counts the command, or makes the request do so when its form is read. Returns the answer to one that comes too early. */
export function chargeCommand(event: RequestEvent): Response | null {
  const { locals, request, route } = event;
  const { actor } = locals;
  if (!actor || readingMethods.has(request.method) || freeRoutes.has(route.id ?? '')) return null;
  const charge = () => {
    const admitted = locals.services.commandRate.admit(actor.userId);
    if (!admitted.ok) locals.retryAfterSeconds = Number(admitted.refusal.facts?.['seconds']);
    return admitted;
  };
  if (!formTypes.test(request.headers.get('content-type') ?? ''))
    return charge().ok ? null : answerRefused(event, 'too-many-requests');
  const read = request.formData.bind(request);
  request.formData = () => {
    const admitted = charge();
    return admitted.ok ? read() : refuseRequest(locals, admitted.refusal);
  };
  return null;
}
