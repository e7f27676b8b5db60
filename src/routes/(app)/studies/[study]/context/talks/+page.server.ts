import { talkIn } from '#lib/forms/context.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  return {
    list: must(
      event.locals,
      await event.locals.services.context.talks.list(needActor(event), event.params.study)
    )
  };
};

const { add, change, remove } = researchActions({ edits: ({ talks }) => talks, read: talkIn });
export const actions: Actions = { add, change, remove };
