import { oneOf, textIn } from '#lib/forms/fields.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { tieKinds } from '#rules/panels/tie.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Loads the panels of a city: how far each is, who judges, and what is released. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event);
  const view = must(event.locals, await event.locals.services.panels.ofCity(needActor(event), study, city));
  const { abilities, ...shown } = view;
  return { ...shown, may: [...abilities], notice: event.url.searchParams.get('said') };
};

/** Returns the address of the page with a notice of what was done. */
const said =
  (notice: string) =>
  (_: unknown, { event }: { readonly event: RequestEvent }): string =>
    `${event.url.pathname}?said=${notice}`;

export const actions: Actions = {
  name: formAction({
    command: ({ panels }, { study, city }) => [panels.name, study, city],
    run: ({ give, form }) => give(form.getAll('assessor').filter((id) => typeof id === 'string')),
    to: said('named')
  }),
  tie: formAction({
    command: ({ panels }, { study, city }) => [panels.tie, study, city],
    run: ({ give, form }) =>
      give({ userId: textIn(form, 'person'), kind: oneOf(tieKinds, textIn(form, 'tie')) ?? null }),
    to: said('tied')
  }),
  recuse: formAction({
    command: ({ panels }, { study, city }) => [panels.recuse, study, city],
    run: ({ give, form }) => give(textIn(form, 'reason')),
    to: said('recused')
  }),
  release: formAction({
    command: ({ panels }, { study, city }) => [panels.release, study, city],
    run: ({ give }) => give(),
    to: said('released')
  })
};
