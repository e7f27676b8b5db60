/** Loads the matrix for both of its files. There is none before the study has a framework. */
import type { RequestEvent } from '@sveltejs/kit';
import { cityOrders } from '#rules/cities/city.ts';
import type { DataTable, ChartCaption } from '#lib/charts/spec.ts';
import { chartCaptionOf, isFramed } from '#lib/areas/comparison/chart-caption.ts';
import { citiesWithLevels, matrixTable } from '#lib/areas/comparison/matrix-view.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';

export async function matrixOfRequest(
  event: Pick<RequestEvent, 'locals' | 'url'> & { readonly params: { readonly study: string } }
): Promise<{ table: DataTable; chartCaption: ChartCaption }> {
  const view = must(
    event.locals,
    await event.locals.services.cityComparison.levels(needActor(event), event.params.study)
  );
  if (!isFramed(view)) return refuseRequest(event.locals, { code: 'not-found' });
  const order = oneOf(cityOrders, event.url.searchParams.get('order') ?? '') ?? 'name';
  return { table: matrixTable(view, order), chartCaption: chartCaptionOf(view, citiesWithLevels(view)) };
}
