import { matrixOfRequest } from '../matrix-of-request.ts';
import { comparisonSheet } from '#lib/server/comparison-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { table, chartCaption } = await matrixOfRequest(event);
  return comparisonSheet(event, `${event.params.study}-matrix`, table, chartCaption);
};
