/** What is said in a thread: replied, edited, withdrawn with a trace, called back without one within the minute. */
import { judgeBody, judgeOwn, judgeRecall, judgeReply, languageOf } from '#domain/comment.ts';
import { readMentions } from '#domain/mentions.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { deleteComment, editComment, lockThread, withdrawComment } from '../../store/threads.ts';
import { decide, type DeskTools } from '../desk.ts';
import { listListeners } from './mentionable.ts';
import { writeComment, type CommentCommand, type Opened } from './opening.ts';
import { happeningIn, writeMentions } from './telling.ts';
import { enterComment, enterThread, enterToWrite, speaking } from './thread-door.ts';

export const reply = (
  tools: DeskTools,
  actor: Actor,
  threadId: string,
  command: CommentCommand
): Promise<Result<Opened>> =>
  decide(tools, async (sheet) => {
    const { trx, tell } = sheet;
    await lockThread(trx, threadId);
    const entered = await enterThread(trx, actor, threadId, enterToWrite);
    if (!entered.ok) return entered;
    const { document, thread } = entered.value;
    const speaker = speaking(entered.value, thread.audience);
    if (!speaker) return refuse('forbidden');
    const open = judgeReply(thread);
    if (!open.ok) return open;
    const comment = await writeComment(tools, sheet, entered.value, {
      thread,
      speaker: speaker.grant,
      command
    });
    if (!comment.ok) return comment;
    if (comment.value.heldUntil === null) {
      await tell(
        document.studyId,
        speaker.acting,
        happeningIn(document, thread, 'comment.added', { commentId: comment.value.id })
      );
    }
    return ok({ threadId, commentId: comment.value.id });
  });

export const edit = (
  tools: DeskTools,
  actor: Actor,
  { id, version }: { readonly id: string; readonly version: number },
  command: CommentCommand
): Promise<Result<Opened>> =>
  decide(tools, async ({ trx, at, tell }) => {
    const entered = await enterComment(trx, actor, id, enterToWrite);
    if (!entered.ok) return entered;
    const { document, thread, comment } = entered.value;
    const own = judgeOwn(comment, actor.userId);
    if (!own.ok) return own;
    const speaker = speaking(entered.value, thread.audience);
    if (!speaker) return refuse('forbidden');
    const open = judgeReply(thread);
    if (!open.ok) return open;
    const body = judgeBody(command.body);
    if (!body.ok) return body;
    const named = readMentions(body.value, await listListeners(trx, document, thread.audience));
    if (!named.ok) return named;
    if (named.value.body === comment.body) return ok({ threadId: thread.id, commentId: id });
    const change = { body: named.value.body, language: languageOf(body.value, command.locale), at };
    if (!(await editComment(trx, { ...comment, version }, change))) return refuse('stale');
    if (comment.heldUntil === null) {
      await writeMentions(trx, { ...comment, body: named.value.body });
      await tell(
        document.studyId,
        speaker.acting,
        happeningIn(document, thread, 'comment.edited', { commentId: id })
      );
    }
    return ok({ threadId: thread.id, commentId: id });
  });

/** One's own words can always be taken back, also where nothing more can be said. */
export const withdraw = (tools: DeskTools, actor: Actor, commentId: string): Promise<Result<Opened>> =>
  decide(tools, async ({ trx, at, tell }) => {
    const entered = await enterComment(trx, actor, commentId, enterToWrite);
    if (!entered.ok) return entered;
    const { document, thread, comment } = entered.value;
    const own = judgeOwn(comment, actor.userId);
    if (!own.ok) return own;
    await lockThread(trx, thread.id);
    // Nobody has it yet whom a trace would tell anything.
    const isDone =
      comment.heldUntil === null
        ? await withdrawComment(trx, comment, at)
        : await deleteComment(trx, comment);
    if (!isDone) return refuse('stale');
    if (comment.heldUntil === null) {
      await tell(
        document.studyId,
        entered.value.actor,
        happeningIn(document, thread, 'comment.withdrawn', { commentId })
      );
    }
    return ok({ threadId: thread.id, commentId });
  });

export const recall = (tools: DeskTools, actor: Actor, commentId: string): Promise<Result<Opened>> =>
  decide(tools, async ({ trx, at, tell }) => {
    const entered = await enterComment(trx, actor, commentId, enterToWrite);
    if (!entered.ok) return entered;
    const { document, thread, comment } = entered.value;
    const judged = judgeRecall(comment, actor.userId, at);
    if (!judged.ok) return judged;
    await lockThread(trx, thread.id);
    if (!(await deleteComment(trx, comment))) return refuse('stale');
    // Those who have had it drop it from their pages; of one that was held nobody is told anything.
    if (comment.heldUntil === null) {
      await tell(
        document.studyId,
        entered.value.actor,
        happeningIn(document, thread, 'comment.withdrawn', { commentId, isRecalled: true })
      );
    }
    return ok({ threadId: thread.id, commentId });
  });
