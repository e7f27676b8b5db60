import { mapTable } from '#lib/areas/comparison/map-view.ts';
import { comparisonCsv } from '#lib/server/comparison-file.ts';
import { refuseRequest } from '#lib/server/guard.ts';
import { mapOfRequest } from '../map-of-request.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const map = (await mapOfRequest(event)) ?? refuseRequest(event.locals, { code: 'not-found' });
  return comparisonCsv(`${event.params.study}-map`, mapTable(map), map.chartCaption);
};
