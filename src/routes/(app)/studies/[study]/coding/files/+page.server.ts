import { formFor } from '#lib/server/form-for.ts';
import { needActor, needStudy, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  needActor(event);
  await needStudy(event, 'study.coding');
};

export const actions: Actions = {
  receive: async (event) => {
    const actor = needActor(event);
    const file = (await formFor(event, event.locals.services.coding.receiveFile, event.params.study)).get(
      'file'
    );
    if (!(file instanceof File) || file.name === '')
      return refuseForm(event.locals, { code: 'invalid', facts: { field: 'file' } });
    const received = await event.locals.services.coding.receiveFile(
      actor,
      event.params.study,
      new Uint8Array(await file.arrayBuffer())
    );
    return received.ok ? { receipt: received.value } : refuseForm(event.locals, received.refusal);
  }
};
