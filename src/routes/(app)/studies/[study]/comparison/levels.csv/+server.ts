import { chartCaptionOf, isFramed } from '#lib/areas/comparison/chart-caption.ts';
import { levelsTable } from '#lib/areas/comparison/levels-view.ts';
import { citiesWithLevels } from '#lib/areas/comparison/matrix-view.ts';
import { comparisonCsv } from '#lib/server/comparison-file.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const view = must(
    event.locals,
    await event.locals.services.cityComparison.levels(needActor(event), event.params.study)
  );
  if (!isFramed(view)) return refuseRequest(event.locals, { code: 'not-found' });
  return comparisonCsv(
    `${event.params.study}-levels`,
    levelsTable(view),
    chartCaptionOf(view, citiesWithLevels(view))
  );
};
