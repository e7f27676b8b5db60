import { redirect } from '@sveltejs/kit';
import { oneOf, textIn, typedIn } from '#lib/forms/fields.ts';
import { followCity } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { tieKinds } from '#rules/panels/tie.ts';
import type { Result } from '#base/refusal.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Loads the panels of a city: how far each is, who judges, and what is released. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event);
  const view = must(event.locals, await event.locals.services.panels.ofCity(needActor(event), study, city));
  const { abilities, ...shown } = view;
  return { ...shown, may: [...abilities], notice: event.url.searchParams.get('said') };
};

const action =
  (
    command: 'name' | 'tie' | 'recuse' | 'release',
    notice: string,
    act: (event: RequestEvent, form: FormData) => Promise<Result<unknown>>
  ) =>
  async (event: RequestEvent) => {
    const { study, city } = event.params;
    const form = await formFor(event, event.locals.services.panels[command], study, city);
    const done = await act(event, form);
    if (!done.ok) return refuseForm(event.locals, done.refusal, typedIn(form));
    redirect(303, `${event.url.pathname}?said=${notice}`);
  };

export const actions: Actions = {
  name: action('name', 'named', (event, form) =>
    event.locals.services.panels.name(
      needActor(event),
      event.params.study,
      event.params.city,
      form.getAll('assessor').filter((id) => typeof id === 'string')
    )
  ),
  tie: action('tie', 'tied', (event, form) =>
    event.locals.services.panels.tie(needActor(event), event.params.study, event.params.city, {
      userId: textIn(form, 'person'),
      kind: oneOf(tieKinds, textIn(form, 'tie')) ?? null
    })
  ),
  recuse: action('recuse', 'recused', (event, form) =>
    event.locals.services.panels.recuse(
      needActor(event),
      event.params.study,
      event.params.city,
      textIn(form, 'reason')
    )
  ),
  release: action('release', 'released', (event) =>
    event.locals.services.panels.release(needActor(event), event.params.study, event.params.city)
  )
};
