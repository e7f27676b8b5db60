import { chartCaptionOf } from '#lib/areas/comparison/chart-caption.ts';
import { fundingFigures } from '#lib/areas/comparison/funding-view.ts';
import { recordsView } from '#lib/areas/comparison/records-view.ts';
import { holdsMoney, recordsOfRequest } from '../records-of-request.ts';
import { follow } from '#lib/server/follow.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const found = await recordsOfRequest(event, holdsMoney);
  if (!found) return { records: null, figures: null, chartCaption: null };
  const { from, ...figures } = fundingFigures(found.view, found.chosen.type.characteristic);
  const records = recordsView(found.view, found.chosen);
  return {
    records,
    figures,
    chartCaption: chartCaptionOf(found.view, [...records.from.map((id) => ({ id })), ...from])
  };
};
