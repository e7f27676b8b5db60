/**
 * Defines the form actions of threads, the same on every page that shows a text. The form names documents,
 * threads and comments; the service validates them.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { audiences, subjectsOfThreads } from '#rules/threads/comment.ts';
import { isLocale } from '#base/locale.ts';
import type { Result } from '#base/refusal.ts';
import { oneOf, textIn, textOrNull, versionIn } from '#lib/forms/fields.ts';
import type { ShownThreads } from '#areas/threads';
import { formAction, type SentBy } from './form-action.ts';

/** Reads the form of everybody who sees the study: it names its document, and the command refuses. */
const action = (run: (sent: SentBy<RequestEvent>) => Promise<Result<unknown>>) =>
  formAction({ run, answer: () => ({ done: true }) });

const comment = ({ form, locale }: SentBy<RequestEvent>) => ({ body: textIn(form, 'body'), locale });
const seen = (form: FormData) => ({ id: textIn(form, 'id'), version: versionIn(form) });

function anchorIn(form: FormData) {
  const language = textIn(form, 'language');
  const [from, to, quote] = [textIn(form, 'from'), textIn(form, 'to'), textIn(form, 'quote')];
  return isLocale(language) && from !== ''
    ? { language, from, to, quote, blockId: textOrNull(form, 'blockId') }
    : null;
}

export const shownThreadsIn = ({ searchParams }: URL): ShownThreads => ({
  page: Number(searchParams.get('threads') ?? 1),
  thread: searchParams.get('thread'),
  comments: Number(searchParams.get('comments') ?? 1)
});

export const threadActions = {
  openThread: action((sent) => {
    const { services, actor, form } = sent;
    return services.threads.open(actor, textIn(form, 'document'), {
      ...comment(sent),
      about: oneOf(subjectsOfThreads, textIn(form, 'about')) ?? 'passage',
      section: textIn(form, 'section'),
      targetId: textOrNull(form, 'target'),
      anchor: anchorIn(form),
      // A form without an audience is for the narrowest one: only an explicit choice, checked by the service,
      // widens it.
      audience: oneOf(audiences, textIn(form, 'audience')) ?? 'experts'
    });
  }),
  reply: action((sent) => sent.services.threads.reply(sent.actor, textIn(sent.form, 'id'), comment(sent))),
  editComment: action((sent) => sent.services.threads.edit(sent.actor, seen(sent.form), comment(sent))),
  withdrawComment: action(({ services, actor, form }) =>
    services.threads.withdraw(actor, textIn(form, 'id'))
  ),
  recallComment: action(({ services, actor, form }) => services.threads.recall(actor, textIn(form, 'id'))),
  resolveThread: action(({ services, actor, form }) => services.threads.resolve(actor, seen(form))),
  reopenThread: action(({ services, actor, form }) => services.threads.reopen(actor, seen(form)))
};
