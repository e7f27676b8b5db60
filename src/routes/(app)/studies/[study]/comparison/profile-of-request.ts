/** Loads the profile for page and file, from the cities that the address names. */
import type { RequestEvent } from '@sveltejs/kit';
import { isFramed } from '#lib/areas/comparison/chart-caption.ts';
import { profileView, type ProfileView } from '#lib/areas/comparison/profile-view.ts';
import { must, needActor } from '#lib/server/guard.ts';

/** Returns null before the study has a framework. */
export async function profileOfRequest(
  event: Pick<RequestEvent, 'locals' | 'url'> & { readonly params: { readonly study: string } }
): Promise<ProfileView | null> {
  const { cityComparison } = event.locals.services;
  const actor = needActor(event);
  const view = must(event.locals, await cityComparison.levels(actor, event.params.study));
  const statements = must(event.locals, await cityComparison.statements(actor, event.params.study));
  const cityIds = ['city', 'with'].flatMap((name) => event.url.searchParams.get(name) ?? []);
  return isFramed(view) ? profileView(view, statements, cityIds) : null;
}
