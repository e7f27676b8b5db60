import { comparisonCsv } from '#lib/server/comparison-file.ts';
import { refuseRequest } from '#lib/server/guard.ts';
import { figuresOfRequest } from '../figures-of-request.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { figures, chartCaption } = await figuresOfRequest(event);
  if (!chartCaption) return refuseRequest(event.locals, { code: 'not-found' });
  return comparisonCsv(
    `${event.params.study}-figures`,
    figures?.table ?? { columns: [], rows: [] },
    chartCaption
  );
};
