import { talkIn } from '#lib/forms/context.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const { coding } = event.locals.services;
  return {
    codings: must(event.locals, await coding.onText(needActor(event), event.params.study, { kind: 'notes' })),
    list: must(
      event.locals,
      await event.locals.services.context.talks.list(needActor(event), event.params.study)
    )
  };
};

const { add, change, remove } = researchActions({ edits: ({ talks }) => talks, read: talkIn });
export const actions: Actions = { add, change, remove };
