import { tableIn } from '#lib/areas/context/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { tables, ...list } = must(
    event.locals,
    await event.locals.services.context.tables.list(needActor(event), event.params.study)
  );
  return { list, shown: shownPage(event.url, tables, ({ id }) => id) };
};

const { add } = researchActions({ edits: ({ tables }) => tables, read: tableIn });
export const actions: Actions = { add };
