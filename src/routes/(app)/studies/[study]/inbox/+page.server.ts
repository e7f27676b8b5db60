import { oneOf, textIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return {
    inbox: must(event.locals, await event.locals.services.inbox.load(needActor(event), event.params.study))
  };
};

const done = () => ({ done: true });

export const actions: Actions = {
  read: formAction({
    run: ({ services, actor, params: { study }, form }) =>
      services.inbox.markMention(actor, study, textIn(form, 'comment'), true),
    answer: done
  }),
  unread: formAction({
    run: ({ services, actor, params: { study }, form }) =>
      services.inbox.markMention(actor, study, textIn(form, 'comment'), false),
    answer: done
  }),
  readAll: formAction({
    run: ({ services, actor, params: { study } }) => services.inbox.markMentions(actor, study),
    answer: done
  }),
  see: formAction({
    run: ({ services, actor, params: { study }, form }) =>
      services.inbox.see(actor, study, Number(textIn(form, 'through'))),
    answer: done
  }),
  digest: formAction({
    run: ({ services, actor, params: { study }, form }) =>
      services.inbox.setDigest(actor, study, oneOf(['daily', 'none'], textIn(form, 'digest')) ?? 'daily'),
    answer: done
  })
};
