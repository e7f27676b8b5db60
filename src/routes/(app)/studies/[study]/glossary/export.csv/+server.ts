import { attachment } from '#lib/server/approval-acts.ts';
import { csvOf } from '#base/csv.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const rows = must(
    event.locals,
    await event.locals.services.glossary.rows(needActor(event), event.params.study)
  );
  return attachment(csvOf(rows), 'text/csv; charset=utf-8', `${event.params.study}-glossary.csv`);
};
