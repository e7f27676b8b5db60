import { citiesTyped, entryIn } from '#lib/areas/context/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { study, entry: id } = event.params;
  const actor = needActor(event);
  const { context, supports } = event.locals.services;
  const page = must(event.locals, await context.entries.load(actor, study, id));
  const dependents = must(event.locals, await supports.dependents(actor, study, { kind: 'entry', id }));
  return { ...page, dependents, crumb: page.entry.title };
};

const { change, remove } = researchActions({
  edits: ({ entries }) => entries,
  read: entryIn,
  typed: (form) => ({ cities: citiesTyped(form) }),
  list: ''
});
export const actions: Actions = { change, remove };
