import { oneOf, textIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Result } from '#base/refusal.ts';
import type { Actor } from '#base/permissions.ts';
import type { Inbox } from '#areas/inbox';
import type { RequestEvent } from './$types';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  return {
    inbox: must(event.locals, await event.locals.services.inbox.load(needActor(event), event.params.study))
  };
};

type Change = (inbox: Inbox, actor: Actor, study: string, form: FormData) => Promise<Result<null>>;

const marking = (change: Change) => async (event: RequestEvent) => {
  const form = await event.request.formData();
  const marked = await change(event.locals.services.inbox, needActor(event), event.params.study, form);
  return marked.ok ? { done: true } : refuseForm(event.locals, marked.refusal);
};

export const actions: Actions = {
  read: marking((inbox, actor, study, form) =>
    inbox.markMention(actor, study, textIn(form, 'comment'), true)
  ),
  unread: marking((inbox, actor, study, form) =>
    inbox.markMention(actor, study, textIn(form, 'comment'), false)
  ),
  readAll: marking((inbox, actor, study) => inbox.markMentions(actor, study)),
  see: marking((inbox, actor, study, form) => inbox.see(actor, study, Number(textIn(form, 'through')))),
  digest: marking((inbox, actor, study, form) =>
    inbox.setDigest(actor, study, oneOf(['daily', 'none'], textIn(form, 'digest')) ?? 'daily')
  )
};
