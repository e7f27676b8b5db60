import { ok } from '#domain/refusal.ts';
import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { figureJson, tableJson } from '#lib/server/api-context.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => {
  const { figures, tables } = event.locals.services.context;
  return answerApi(
    event,
    async (actor) => {
      const listed = await figures.list(actor, event.params.study);
      if (!listed.ok) return listed;
      const tabled = await tables.list(actor, event.params.study);
      return tabled.ok ? ok({ figures: listed.value.figures, tables: tabled.value.tables }) : tabled;
    },
    (list) => ({ figures: list.figures.map(figureJson), tables: list.tables.map(tableJson) })
  );
};
export const fallback: RequestHandler = methodNotAllowed;
