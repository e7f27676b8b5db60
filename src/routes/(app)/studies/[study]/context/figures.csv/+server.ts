import { figureRows } from '#lib/areas/context/figure-rows.ts';
import { attachment } from '#lib/server/approval-acts.ts';
import { csvOf } from '#base/csv.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const list = must(
    event.locals,
    await event.locals.services.context.figures.list(needActor(event), event.params.study)
  );
  return attachment(csvOf(figureRows(list)), 'text/csv; charset=utf-8', `${event.params.study}-figures.csv`);
};
