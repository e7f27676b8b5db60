import { attachment } from '#lib/server/approval-acts.ts';
import { approvalRows } from '#lib/server/approval-rows.ts';
import { csvOf } from '#base/csv.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const register = must(
    event.locals,
    await event.locals.services.approvals.register(needActor(event), event.params.study)
  );
  return attachment(
    csvOf(approvalRows(register)),
    'text/csv; charset=utf-8',
    `${event.params.study}-approvals.csv`
  );
};
