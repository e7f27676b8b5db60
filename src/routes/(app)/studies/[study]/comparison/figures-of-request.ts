/**
 * Loads the figure that an address requests, with the rate by which it is converted, if any: page and file
 * use the same.
 */
import type { RequestEvent } from '@sveltejs/kit';
import type { ChartCaption } from '#lib/charts/spec.ts';
import { parseConversionInput, figuresView, type FiguresView } from '#lib/areas/comparison/figures-view.ts';
import { chartCaptionOf, isFramed } from '#lib/areas/comparison/chart-caption.ts';
import { must, needActor } from '#lib/server/guard.ts';

type PageRequest = Pick<RequestEvent, 'locals' | 'url'> & { readonly params: { readonly study: string } };

export async function figuresOfRequest(
  event: PageRequest
): Promise<{ figures: FiguresView | null; chartCaption: ChartCaption | null }> {
  const view = must(
    event.locals,
    await event.locals.services.cityComparison.statements(needActor(event), event.params.study)
  );
  if (!isFramed(view)) return { figures: null, chartCaption: null };
  const figures = figuresView(
    view,
    event.url.searchParams.get('figure'),
    parseConversionInput(event.url.searchParams)
  );
  return { figures, chartCaption: figures?.chartCaption ?? chartCaptionOf(view, []) };
}
