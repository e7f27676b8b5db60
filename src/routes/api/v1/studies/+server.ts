import { ok } from '#domain/refusal.ts';
import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { studyLineJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    async (actor) => ok(await event.locals.house.studies.list(actor)),
    (studies) => ({ studies: studies.map(({ study }) => studyLineJson(study)) })
  );
export const fallback: RequestHandler = methodNotAllowed;
