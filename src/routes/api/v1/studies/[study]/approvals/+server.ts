import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { approvalsJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.approvals.register(actor, event.params.study),
    approvalsJson
  );
export const fallback: RequestHandler = methodNotAllowed;
