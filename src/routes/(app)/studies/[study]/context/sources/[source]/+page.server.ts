import { sourceIn } from '#lib/areas/context/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { study, source: id } = event.params;
  const actor = needActor(event);
  const { context, supports } = event.locals.services;
  const page = must(event.locals, await context.sources.load(actor, study, id));
  const dependents = must(event.locals, await supports.dependents(actor, study, { kind: 'source', id }));
  const passages = must(event.locals, await supports.passagesCiting(actor, study, id));
  return { ...page, dependents, passages, crumb: page.source.title };
};

const { change, remove } = researchActions({
  edits: ({ sources }) => sources,
  read: sourceIn,
  list: '/sources'
});
export const actions: Actions = { change, remove };
