import { tableIn } from '#lib/areas/context/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return {
    list: must(
      event.locals,
      await event.locals.services.context.tables.list(needActor(event), event.params.study)
    )
  };
};

const { add } = researchActions({ edits: ({ tables }) => tables, read: tableIn });
export const actions: Actions = { add };
