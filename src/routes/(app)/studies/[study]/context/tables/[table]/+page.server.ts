import { tableIn } from '#lib/areas/context/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { study, table: id } = event.params;
  const { tables, ...list } = must(
    event.locals,
    await event.locals.services.context.tables.list(needActor(event), study)
  );
  const table = tables.find((one) => one.id === id) ?? refuseRequest(event.locals, { code: 'not-found' });
  return { ...list, table, crumb: table.title };
};

const { change, remove } = researchActions({ edits: ({ tables }) => tables, read: tableIn, list: '/tables' });
export const actions: Actions = { change, remove };
