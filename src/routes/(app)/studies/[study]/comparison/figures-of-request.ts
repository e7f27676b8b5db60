/** The figure that an address asks for, with the rate by which it is converted, if any: page and file take the same. */
import type { RequestEvent } from '@sveltejs/kit';
import type { Footing } from '#lib/charts/spec.ts';
import { enteredIn, figuresView, type FiguresView } from '#lib/comparison/figures-view.ts';
import { footingOf, isFramed } from '#lib/comparison/footing.ts';
import { must, needActor } from '#lib/server/guard.ts';

type Asking = Pick<RequestEvent, 'locals' | 'url'> & { readonly params: { readonly study: string } };

export async function figuresOfRequest(
  event: Asking
): Promise<{ figures: FiguresView | null; footing: Footing | null }> {
  const view = must(
    event.locals,
    await event.locals.house.comparison.statements(needActor(event), event.params.study)
  );
  if (!isFramed(view)) return { figures: null, footing: null };
  const figures = figuresView(view, event.url.searchParams.get('figure'), enteredIn(event.url.searchParams));
  return { figures, footing: figures?.footing ?? footingOf(view, []) };
}
