import { formAction, nothing } from '#lib/server/form-action.ts';
import { refuse } from '#base/refusal.ts';
import { needActor, needStudy } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  needActor(event);
  await needStudy(event, 'study.coding');
};

export const actions: Actions = {
  receive: formAction({
    command: ({ coding }, { study }) => [coding.receiveFile, study],
    run: async ({ give, form }) => {
      const file = form.get('file');
      return file instanceof File && file.name !== ''
        ? give(new Uint8Array(await file.arrayBuffer()))
        : refuse('invalid', { field: 'file' });
    },
    answer: (receipt) => ({ receipt }),
    again: nothing
  })
};
