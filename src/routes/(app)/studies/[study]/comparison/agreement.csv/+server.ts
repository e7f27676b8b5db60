import { agreementRows } from '#lib/server/agreement-rows.ts';
import { attachment } from '#lib/server/approval-acts.ts';
import { csvOf } from '#base/csv.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const view = must(
    event.locals,
    await event.locals.services.panelAgreement.load(needActor(event), event.params.study)
  );
  return attachment(
    csvOf(agreementRows(view)),
    'text/csv; charset=utf-8',
    `${event.params.study}-agreement.csv`
  );
};
