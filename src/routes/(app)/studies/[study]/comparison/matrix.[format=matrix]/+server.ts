import type { RequestEvent } from '@sveltejs/kit';
import { comparisonCsv, comparisonSheet } from '#lib/server/comparison-file.ts';
import type { MatrixFormat } from '#rules/comparison/matrix-formats.ts';
import { matrixOfRequest } from '../matrix-of-request.ts';
import type { RequestHandler } from './$types';

type Matrix = Awaited<ReturnType<typeof matrixOfRequest>>;

const writers = {
  csv: (_, name, { table, chartCaption }) => comparisonCsv(name, table, chartCaption),
  xlsx: (event, name, { table, chartCaption }) => comparisonSheet(event, name, table, chartCaption)
} satisfies Record<
  MatrixFormat,
  (event: Pick<RequestEvent, 'locals' | 'url'>, name: string, matrix: Matrix) => Response | Promise<Response>
>;

export const GET: RequestHandler = async (event) => {
  const { study, format } = event.params;
  return writers[format](event, `${study}-matrix`, await matrixOfRequest(event));
};
