import { ok } from '#base/refusal.ts';
import { contextFigureList, figureJson, tableJson } from '#lib/server/api/context.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'Figures and tables of public sources; forecasts are told apart, nothing is added up',
  answer: contextFigureList,
  run: async (actor, { locals, params }: RequestEvent) => {
    const { figures, tables } = locals.services.context;
    const listed = await figures.list(actor, params.study);
    if (!listed.ok) return listed;
    const tabled = await tables.list(actor, params.study);
    return tabled.ok ? ok({ figures: listed.value.figures, tables: tabled.value.tables }) : tabled;
  },
  shape: ({ figures, tables }) => ({ figures: figures.map(figureJson), tables: tables.map(tableJson) })
});
