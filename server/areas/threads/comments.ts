/**
 * Runs the commands of comments in a thread: reply, edit, withdraw with a trace, and call back without one
 * within the minute.
 */
import {
  validateCommentBody,
  authorizeOwnComment,
  authorizeRecall,
  validateReply,
  languageOf
} from '#rules/threads/comment.ts';
import { readMentions } from '#rules/threads/mentions.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { deleteComment, editComment, withdrawComment } from './store/threads.ts';
import { listListeners } from './mentionable.ts';
import { fitsEdit } from './quotas.ts';
import { writeComment, type CommentCommand, type Opened } from './opening.ts';
import { commentEvent, writeMentions } from './thread-events.ts';
import { commentSubject, threadSubject } from './thread-subject.ts';

const command = commandsOf<CommandDeps>();

/** `thread-resolved` where no more comments are accepted. */
export const reply = command(
  { name: 'comments.reply', subject: threadSubject, needs: 'write', locks: ['thread'] },
  async (decision, given: CommentCommand): Promise<Opened> => {
    const { document, thread } = decision.subject;
    take(validateReply(thread));
    const { id: commentId, heldUntil } = await writeComment(decision, { document, thread, given });
    if (heldUntil === null) decision.append(commentEvent(document, thread, 'comment.added', { commentId }));
    return { threadId: thread.id, commentId };
  }
);

export const edit = command(
  { name: 'comments.edit', subject: commentSubject, needs: 'see' },
  async (
    { trx, at, subject, actor, authorize, appendEvent },
    { body: written, locale }: CommentCommand
  ): Promise<Opened> => {
    const { document, thread, comment, version } = subject;
    const opened = { threadId: thread.id, commentId: comment.id };
    take(authorizeOwnComment(comment, actor.userId));
    const acting = authorize('write');
    take(validateReply(thread));
    const text = take(validateCommentBody(written));
    const { body } = take(readMentions(text, await listListeners(trx, document, thread.audience)));
    if (body === comment.body) return opened;
    take(await fitsEdit(trx, document, comment, body));
    const change = { body, language: languageOf(text, locale), at };
    if (!(await editComment(trx, { ...comment, version }, change))) throw refused('stale');
    if (comment.heldUntil === null) {
      await writeMentions(trx, { ...comment, body });
      const event = commentEvent(document, thread, 'comment.edited', { commentId: comment.id });
      await appendEvent(document.studyId, acting, event);
    }
    return opened;
  }
);

/** Withdraws one's own comment; always possible, also where no more comments are accepted. */
export const withdraw = command(
  { name: 'comments.withdraw', subject: commentSubject, needs: 'see', locks: ['thread'] },
  async (decision): Promise<Opened> => {
    const { trx, at, subject, actor } = decision;
    const { comment } = subject;
    take(authorizeOwnComment(comment, actor.userId));
    // A held comment is deleted without a trace: its readers do not have it yet.
    const isDone =
      comment.heldUntil === null
        ? await withdrawComment(trx, comment, at)
        : await deleteComment(trx, comment);
    if (!isDone) throw refused('stale');
    return withdrawn(decision);
  }
);

/** `too-late` once the minute is over. */
export const recall = command(
  { name: 'comments.recall', subject: commentSubject, needs: 'see', locks: ['thread'] },
  async (decision): Promise<Opened> => {
    const { trx, at, subject, actor } = decision;
    take(authorizeRecall(subject.comment, actor.userId, at));
    if (!(await deleteComment(trx, subject.comment))) throw refused('stale');
    // Readers who have it remove it from their pages; for a comment that was held nothing is broadcast.
    return withdrawn(decision, { isRecalled: true });
  }
);

/** Tells those who have the comment that it is gone. */
async function withdrawn(
  {
    subject: { document, thread, comment },
    actor,
    appendEvent
  }: Decision<CommandDeps, typeof commentSubject, undefined>,
  facts: { readonly isRecalled?: boolean } = {}
): Promise<Opened> {
  const opened = { threadId: thread.id, commentId: comment.id };
  if (comment.heldUntil === null) {
    const event = commentEvent(document, thread, 'comment.withdrawn', { commentId: comment.id, ...facts });
    await appendEvent(document.studyId, actor, event);
  }
  return opened;
}
