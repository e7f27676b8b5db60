import { ok } from '#domain/refusal.ts';
import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { studyJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    async (actor) => {
      const { studies, chapters } = event.locals.services;
      const study = await studies.load(actor, event.params.study);
      if (!study.ok) return study;
      const found = await chapters.list(actor, event.params.study);
      return found.ok ? ok({ ...study.value, chapters: found.value }) : found;
    },
    studyJson
  );
export const fallback: RequestHandler = methodNotAllowed;
