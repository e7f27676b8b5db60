import { tableRows } from '#lib/areas/context/table-view.ts';
import { attachment } from '#lib/server/approval-acts.ts';
import { csvOf } from '#base/csv.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { study, table: id } = event.params;
  const { tables, sources } = must(
    event.locals,
    await event.locals.services.context.tables.list(needActor(event), study)
  );
  const table = tables.find((one) => one.id === id) ?? refuseRequest(event.locals, { code: 'not-found' });
  return attachment(csvOf(tableRows(table, sources)), 'text/csv; charset=utf-8', `${study}-${table.id}.csv`);
};
