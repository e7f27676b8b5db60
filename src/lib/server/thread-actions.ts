/**
 * Defines the form actions of threads, the same on every page that shows a text. The form names documents,
 * threads and comments; the service validates them.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { audiences, subjectsOfThreads } from '#rules/threads/comment.ts';
import { isLocale } from '#base/locale.ts';
import type { Result } from '#base/refusal.ts';
import { oneOf, textIn, textOrNull, typedIn, versionIn } from '#lib/forms/fields.ts';
import type { ShownThreads } from '#areas/threads';
import { needActor, refuseForm } from './guard.ts';

type Act = (event: RequestEvent, form: FormData) => Promise<Result<unknown>>;

const action = (act: Act) => async (event: RequestEvent) => {
  const form = await event.request.formData();
  const done = await act(event, form);
  return done.ok ? { done: true } : refuseForm(event.locals, done.refusal, typedIn(form));
};

const comment = (event: RequestEvent, form: FormData) => ({
  body: textIn(form, 'body'),
  locale: event.locals.locale
});
const seen = (form: FormData) => ({ id: textIn(form, 'id'), version: versionIn(form) });

function anchorIn(form: FormData) {
  const language = textIn(form, 'language');
  const [from, to, quote] = [textIn(form, 'from'), textIn(form, 'to'), textIn(form, 'quote')];
  return isLocale(language) && from !== ''
    ? { language, from, to, quote, blockId: textOrNull(form, 'blockId') }
    : null;
}

/** Reads from an address which page of the threads it shows. */
export const shownThreadsIn = ({ searchParams }: URL): ShownThreads => ({
  page: Number(searchParams.get('threads') ?? 1),
  thread: searchParams.get('thread'),
  comments: Number(searchParams.get('comments') ?? 1)
});

export const threadActions = {
  openThread: action((event, form) =>
    event.locals.services.threads.open(needActor(event), textIn(form, 'document'), {
      ...comment(event, form),
      about: oneOf(subjectsOfThreads, textIn(form, 'about')) ?? 'passage',
      section: textIn(form, 'section'),
      targetId: textOrNull(form, 'target'),
      anchor: anchorIn(form),
      // A form without an audience is for the narrowest one: only an explicit choice, checked by the service,
      // widens it.
      audience: oneOf(audiences, textIn(form, 'audience')) ?? 'experts'
    })
  ),
  reply: action((event, form) =>
    event.locals.services.threads.reply(needActor(event), textIn(form, 'id'), comment(event, form))
  ),
  editComment: action((event, form) =>
    event.locals.services.threads.edit(needActor(event), seen(form), comment(event, form))
  ),
  withdrawComment: action((event, form) =>
    event.locals.services.threads.withdraw(needActor(event), textIn(form, 'id'))
  ),
  recallComment: action((event, form) =>
    event.locals.services.threads.recall(needActor(event), textIn(form, 'id'))
  ),
  resolveThread: action((event, form) => event.locals.services.threads.resolve(needActor(event), seen(form))),
  reopenThread: action((event, form) => event.locals.services.threads.reopen(needActor(event), seen(form)))
};
