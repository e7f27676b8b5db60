/**
 * Releases the comments that were held for a minute, and appends their events. A comment that was called back
 * no longer exists.
 */
import type { SideId, StudyId, UserId, CityId } from '#domain/ids.ts';
import type { Actor, Role } from '#domain/permissions.ts';
import { ok, refuse } from '#domain/refusal.ts';
import { findDocument } from '../../store/documents.ts';
import {
  findComment,
  findThread,
  listComments,
  listDueComments,
  lockThread,
  releaseComment,
  type CommentRow
} from '../../store/threads.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { threadEvent, writeMentions } from '../threads/thread-events.ts';
import type { ScheduledJob } from './scheduled-job.ts';

export function heldComments(tools: CommandDeps): ScheduledJob {
  const { db } = tools.store;
  return {
    name: 'held-comments',
    async run() {
      for (const { id } of await listDueComments(db, tools.now().toISOString())) await release(tools, id);
    }
  };
}

const release = (tools: CommandDeps, id: string) =>
  runCommand(tools, async ({ trx, appendEvent }) => {
    const held = await findComment(trx, id);
    if (held) await lockThread(trx, held.threadId);
    if (!(await releaseComment(trx, id))) return refuse('stale');
    // The comment is read after its release: it may have been edited in between.
    const comment = await findComment(trx, id);
    const thread = comment && (await findThread(trx, comment.threadId));
    const document = thread && (await findDocument(trx, thread.documentId));
    if (!document) return refuse('not-found');
    const others = (await listComments(trx, [thread.id])).filter(
      (one) => one.id !== id && one.heldUntil === null
    );
    await writeMentions(trx, comment);
    const kind = others.length === 0 ? 'thread.opened' : 'comment.added';
    await appendEvent(
      document.studyId,
      authorOf(comment, document.cityId),
      threadEvent(document, thread, kind, { commentId: id })
    );
    return ok(null);
  });

/** Returns the comment's author in the role in which it was written, whatever roles they hold by now. */
function authorOf(comment: CommentRow, cityId: string | null): Actor {
  const grant = {
    studyId: comment.studyId as StudyId,
    role: comment.role as Role,
    sideId: comment.sideId as SideId | null,
    cityId: comment.role === 'city' ? (cityId as CityId | null) : null,
    isSenior: false,
    characteristics: null,
    leads: [],
    reviews: [],
    assesses: [],
    readsConfidential: [],
    sitsInCommittee: false,
    pausedUntil: null
  };
  return {
    userId: comment.userId as UserId,
    sessionId: '',
    email: '',
    name: { en: '', zh: '' },
    isAdministrator: false,
    grants: [grant]
  };
}
