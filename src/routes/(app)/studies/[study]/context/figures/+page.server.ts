import { figureNatures } from '#rules/context/context-figure.ts';
import { figureIn } from '#lib/areas/context/forms.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { placeOf } from '#lib/areas/context/topic-order.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { figures, ...list } = must(
    event.locals,
    await event.locals.services.context.figures.list(needActor(event), event.params.study)
  );
  const filter = {
    topicId: event.url.searchParams.get('topic') || null,
    nature: oneOf(figureNatures, event.url.searchParams.get('nature') ?? '') ?? null
  };
  return {
    list,
    filter,
    isEmpty: figures.length === 0,
    topicsWithFigures: list.topics.filter(({ id }) => figures.some(({ topicId }) => topicId === id)),
    shown: shownPage(
      event.url,
      figures
        .filter(
          ({ topicId, nature }) =>
            (filter.topicId === null || topicId === filter.topicId) &&
            (filter.nature === null || nature === filter.nature)
        )
        .toSorted((a, b) => placeOf(list.topics, a.topicId) - placeOf(list.topics, b.topicId))
    )
  };
};

const { add } = researchActions({ edits: ({ figures }) => figures, read: figureIn });
export const actions: Actions = { add };
