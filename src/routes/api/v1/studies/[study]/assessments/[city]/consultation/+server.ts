import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { consultationJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.consultations.ofCity(actor, event.params.study, event.params.city),
    consultationJson
  );
export const fallback: RequestHandler = methodNotAllowed;
