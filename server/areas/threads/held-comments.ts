/**
 * Releases the comments that were held for a minute, and appends their events. A comment that was called back
 * no longer exists.
 */
import type { SideId, StudyId, UserId, CityId } from '#base/ids.ts';
import { bareGrant, type Actor, type Role } from '#base/permissions.ts';
import { cityOfRole } from '#base/grant-duties.ts';
import {
  findComment,
  findThread,
  listComments,
  listDueComments,
  releaseComment,
  type CommentRow,
  type ThreadRow
} from './store/threads.ts';
import { commandsOf } from '#server/commands/command.ts';
import { rightsOf, type Due } from '#server/commands/due.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findDocument, type DocumentRow } from '#areas/assessments';
import { commentEvent, writeMentions } from './thread-events.ts';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';

interface DueComment {
  readonly document: DocumentRow;
  readonly thread: ThreadRow;
  readonly comment: CommentRow;
}

const dueComment: Subject<'schedule', [commentId: string], DueComment, Due, 'thread'> = {
  name: 'scheduled comment',
  keyParts: 1,
  find: async (db, commentId) => {
    const comment = await findComment(db, commentId);
    const thread = comment && (await findThread(db, comment.threadId));
    const document = thread && (await findDocument(db, thread.documentId));
    return document && { document, thread, comment };
  },
  abilities: rightsOf,
  sees: 'do-what-is-due',
  studyOf: ({ document }) => document.studyId as StudyId,
  locks: { thread: ({ thread }) => ({ kind: 'thread', id: thread.id }) }
};

const release = commandsOf<CommandDeps>()(
  { name: 'comments.release', subject: dueComment, needs: 'do-what-is-due', locks: ['thread'] },
  async ({
    trx,
    subject: {
      document,
      thread,
      comment: { id }
    },
    appendEvent
  }) => {
    if (!(await releaseComment(trx, id))) throw refused('stale');
    // The comment is read after its release: it may have been edited in between.
    const comment = await findComment(trx, id);
    if (!comment) throw refused('not-found');
    const others = (await listComments(trx, [thread.id])).filter(
      (one) => one.id !== id && one.heldUntil === null
    );
    await writeMentions(trx, comment);
    const kind = others.length === 0 ? 'thread.opened' : 'comment.added';
    await appendEvent(
      document.studyId,
      authorOf(comment, document.cityId),
      commentEvent(document, thread, kind, { commentId: id })
    );
    return null;
  }
);

export function heldComments(deps: CommandDeps): ScheduledJob {
  const released = release.bindTo(deps);
  return {
    name: 'held-comments',
    command: released,
    async run() {
      for (const { id } of await listDueComments(deps.store.db, deps.now().toISOString()))
        await released('schedule', id);
    }
  };
}

/** Returns the comment's author in the role in which it was written, whatever roles they hold by now. */
function authorOf(comment: CommentRow, cityId: string | null): Actor {
  const grant = {
    studyId: comment.studyId as StudyId,
    role: comment.role as Role,
    sideId: comment.sideId as SideId | null,
    cityId: cityOfRole(comment.role as Role, cityId as CityId | null),
    ...bareGrant
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
