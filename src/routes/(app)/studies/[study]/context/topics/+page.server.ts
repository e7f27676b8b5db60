import { topicIn } from '#lib/areas/context/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { study } = event.params;
  const actor = needActor(event);
  const { entries, figures } = event.locals.services.context;
  const list = must(event.locals, await entries.list(actor, study));
  const numbers = must(event.locals, await figures.list(actor, study));
  const count = (things: readonly { readonly topicId: string | null }[], id: string): number =>
    things.filter(({ topicId }) => topicId === id).length;
  const shown = shownPage(event.url, list.topics, ({ id }) => id);
  return {
    mayWrite: list.mayWrite,
    shown: {
      ...shown,
      things: shown.things.map((topic) => ({
        ...topic,
        entries: count(list.entries, topic.id),
        figures: count(numbers.figures, topic.id)
      }))
    }
  };
};

const { add, change, remove } = researchActions({ edits: ({ entries }) => entries.topics, read: topicIn });
export const actions: Actions = { add, change, remove };
