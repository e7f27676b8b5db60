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
} from '#domain/comment.ts';
import { readMentions } from '#domain/mentions.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { deleteComment, editComment, lockThread, withdrawComment } from '../../store/threads.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { listListeners } from './mentionable.ts';
import { fitsEdit } from './quotas.ts';
import { writeComment, type CommentCommand, type Opened } from './opening.ts';
import { threadEvent, writeMentions } from './thread-events.ts';
import { authorizeComment, authorizeThread, authorizeDocumentCommand, speaking } from './thread-access.ts';

export const reply = (
  tools: CommandDeps,
  actor: Actor,
  threadId: string,
  command: CommentCommand
): Promise<Result<Opened>> =>
  runCommand(tools, async (context) => {
    const { trx, appendEvent } = context;
    await lockThread(trx, threadId);
    const authorized = await authorizeThread(trx, actor, threadId, authorizeDocumentCommand);
    if (!authorized.ok) return authorized;
    const { document, thread } = authorized.value;
    const speaker = speaking(authorized.value, thread.audience);
    if (!speaker) return refuse('forbidden');
    const open = validateReply(thread);
    if (!open.ok) return open;
    const comment = await writeComment(tools, context, authorized.value, {
      thread,
      speaker: speaker.grant,
      command
    });
    if (!comment.ok) return comment;
    if (comment.value.heldUntil === null) {
      await appendEvent(
        document.studyId,
        speaker.acting,
        threadEvent(document, thread, 'comment.added', { commentId: comment.value.id })
      );
    }
    return ok({ threadId, commentId: comment.value.id });
  });

export const edit = (
  tools: CommandDeps,
  actor: Actor,
  { id, version }: { readonly id: string; readonly version: number },
  command: CommentCommand
): Promise<Result<Opened>> =>
  runCommand(tools, async ({ trx, at, appendEvent }) => {
    const authorized = await authorizeComment(trx, actor, id, authorizeDocumentCommand);
    if (!authorized.ok) return authorized;
    const { document, thread, comment } = authorized.value;
    const own = authorizeOwnComment(comment, actor.userId);
    if (!own.ok) return own;
    const speaker = speaking(authorized.value, thread.audience);
    if (!speaker) return refuse('forbidden');
    const open = validateReply(thread);
    if (!open.ok) return open;
    const body = validateCommentBody(command.body);
    if (!body.ok) return body;
    const named = readMentions(body.value, await listListeners(trx, document, thread.audience));
    if (!named.ok) return named;
    if (named.value.body === comment.body) return ok({ threadId: thread.id, commentId: id });
    const fits = await fitsEdit(trx, document, comment, named.value.body);
    if (!fits.ok) return fits;
    const change = { body: named.value.body, language: languageOf(body.value, command.locale), at };
    if (!(await editComment(trx, { ...comment, version }, change))) return refuse('stale');
    if (comment.heldUntil === null) {
      await writeMentions(trx, { ...comment, body: named.value.body });
      await appendEvent(
        document.studyId,
        speaker.acting,
        threadEvent(document, thread, 'comment.edited', { commentId: id })
      );
    }
    return ok({ threadId: thread.id, commentId: id });
  });

/** Withdraws one's own comment; always possible, also where no more comments are accepted. */
export const withdraw = (tools: CommandDeps, actor: Actor, commentId: string): Promise<Result<Opened>> =>
  runCommand(tools, async ({ trx, at, appendEvent }) => {
    const authorized = await authorizeComment(trx, actor, commentId, authorizeDocumentCommand);
    if (!authorized.ok) return authorized;
    const { document, thread, comment } = authorized.value;
    const own = authorizeOwnComment(comment, actor.userId);
    if (!own.ok) return own;
    await lockThread(trx, thread.id);
    // A held comment is deleted without a trace: its readers do not have it yet.
    const isDone =
      comment.heldUntil === null
        ? await withdrawComment(trx, comment, at)
        : await deleteComment(trx, comment);
    if (!isDone) return refuse('stale');
    if (comment.heldUntil === null) {
      await appendEvent(
        document.studyId,
        authorized.value.actor,
        threadEvent(document, thread, 'comment.withdrawn', { commentId })
      );
    }
    return ok({ threadId: thread.id, commentId });
  });

export const recall = (tools: CommandDeps, actor: Actor, commentId: string): Promise<Result<Opened>> =>
  runCommand(tools, async ({ trx, at, appendEvent }) => {
    const authorized = await authorizeComment(trx, actor, commentId, authorizeDocumentCommand);
    if (!authorized.ok) return authorized;
    const { document, thread, comment } = authorized.value;
    const checked = authorizeRecall(comment, actor.userId, at);
    if (!checked.ok) return checked;
    await lockThread(trx, thread.id);
    if (!(await deleteComment(trx, comment))) return refuse('stale');
    // Readers who have it remove it from their pages; for a comment that was held nothing is broadcast.
    if (comment.heldUntil === null) {
      await appendEvent(
        document.studyId,
        authorized.value.actor,
        threadEvent(document, thread, 'comment.withdrawn', { commentId, isRecalled: true })
      );
    }
    return ok({ threadId: thread.id, commentId });
  });
