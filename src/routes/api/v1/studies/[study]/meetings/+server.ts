import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { meetingJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.meetings.list(actor, event.params.study),
    ({ ahead, past }) => ({ meetings: [...past.toReversed(), ...ahead].map(meetingJson) })
  );
export const fallback: RequestHandler = methodNotAllowed;
