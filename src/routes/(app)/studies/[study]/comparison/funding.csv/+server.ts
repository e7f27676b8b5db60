import { recordsTable, recordsView } from '#lib/areas/comparison/records-view.ts';
import { comparisonCsv } from '#lib/server/comparison-file.ts';
import { refuseRequest } from '#lib/server/guard.ts';
import { holdsMoney, recordsOfRequest } from '../records-of-request.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { view, chosen } =
    (await recordsOfRequest(event, holdsMoney)) ?? refuseRequest(event.locals, { code: 'not-found' });
  return comparisonCsv(
    `${event.params.study}-${chosen.type.type.id}`,
    recordsTable(view, chosen),
    recordsView(view, chosen).chartCaption
  );
};
