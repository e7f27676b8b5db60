/** Loads the map for page and file, filtered by the address. Null before the study has a framework. */
import type { RequestEvent } from '@sveltejs/kit';
import { isFramed } from '#lib/areas/comparison/chart-caption.ts';
import { mapView, type MapView } from '#lib/areas/comparison/map-view.ts';
import { must, needActor } from '#lib/server/guard.ts';

export async function mapOfRequest(
  event: Pick<RequestEvent, 'locals' | 'url'> & { readonly params: { readonly study: string } }
): Promise<MapView | null> {
  const view = must(
    event.locals,
    await event.locals.services.cityComparison.levels(needActor(event), event.params.study)
  );
  const param = (name: string): string => event.url.searchParams.get(name) ?? '';
  return isFramed(view)
    ? mapView(view, {
        side: param('side'),
        state: param('state'),
        characteristic: param('characteristic'),
        level: param('level')
      })
    : null;
}
