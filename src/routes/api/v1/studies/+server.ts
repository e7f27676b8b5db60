import { ok } from '#domain/refusal.ts';
import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { studySummaryJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    async (actor) => ok(await event.locals.services.studies.list(actor)),
    (studies) => ({ studies: studies.map(({ study }) => studySummaryJson(study)) })
  );
export const fallback: RequestHandler = methodNotAllowed;
