import { figureIn } from '#lib/areas/context/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { study, figure: id } = event.params;
  const actor = needActor(event);
  const { context, supports } = event.locals.services;
  const { figures, ...list } = must(event.locals, await context.figures.list(actor, study));
  const figure = figures.find((one) => one.id === id) ?? refuseRequest(event.locals, { code: 'not-found' });
  return {
    ...list,
    figure,
    /** Lists the other figures of the topic, which are read next to it. */
    sameTopic: figures.filter(({ topicId }) => topicId === figure.topicId),
    dependents: must(event.locals, await supports.dependents(actor, study, { kind: 'figure', id })),
    crumb: figure.label
  };
};

const { change, remove } = researchActions({
  edits: ({ figures }) => figures,
  read: figureIn,
  list: '/figures'
});
export const actions: Actions = { change, remove };
