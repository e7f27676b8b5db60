import { ok } from '#domain/refusal.ts';
import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { versionsJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => {
  const { study, city } = event.params;
  const { assessments, versions } = event.locals.services;
  return answerApi(
    event,
    async (actor) => {
      const seen = await assessments.load(actor, study, city);
      if (!seen.ok) return seen;
      const lists = await Promise.all(
        (['findings', 'response'] as const).map((kind) => versions.list(actor, study, { kind, city }))
      );
      return ok(lists.flatMap((list) => (list.ok ? [list.value] : [])));
    },
    (lists) => ({ versions: lists.flatMap(versionsJson) })
  );
};
export const fallback: RequestHandler = methodNotAllowed;
