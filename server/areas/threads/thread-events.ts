/** Builds the events of threads, for those who read them: they hold ids and locations, never text. */
import { needsOf } from '#rules/threads/comment.ts';
import type { DomainEvent, PayloadOf } from '#lib/events/kinds.ts';
import { mentionedIn } from '#rules/threads/mentions.ts';
import type { DocumentRow } from '#areas/assessments';
import { replaceMentions, type ThreadRow } from './store/threads.ts';
import type { Db } from '#server/store/open.ts';

type Thread = Pick<ThreadRow, 'id' | 'audience' | 'section'>;

export const threadEvent = (
  document: DocumentRow,
  thread: Thread,
  kind: 'thread.resolved' | 'thread.reopened'
): DomainEvent<'thread.resolved' | 'thread.reopened'> => ({
  kind,
  ...about(document, thread),
  payload: locationOf(document, thread)
});

/** The first of a thread opens it. */
export const commentEvent = (
  document: DocumentRow,
  thread: Thread,
  kind: 'thread.opened' | 'comment.added' | 'comment.edited' | 'comment.withdrawn',
  comment: Pick<PayloadOf<'comment.withdrawn'>, 'commentId' | 'isRecalled'>
): DomainEvent<`comment.${'added' | 'edited' | 'withdrawn'}` | 'thread.opened'> => ({
  kind,
  ...about(document, thread),
  payload: { ...locationOf(document, thread), ...comment }
});

function about(document: DocumentRow, { audience }: Thread) {
  const needed = needsOf(document.kind, audience);
  if (!needed) throw new Error(`A thread for ${audience} cannot be on a ${document.kind}`);
  return {
    needs: needed.read,
    documentId: document.id,
    ...(document.cityId === null ? {} : { cityId: document.cityId })
  };
}

const locationOf = (document: DocumentRow, thread: Thread): PayloadOf<'thread.resolved'> => ({
  document: document.kind,
  slug: document.slug,
  threadId: thread.id,
  section: thread.section,
  audience: thread.audience
});

/** Stores the mentions once the comment is out: until then they cause no task and no mail. */
export async function writeMentions(
  db: Db,
  comment: { readonly id: string; readonly studyId: string; readonly body: string; readonly userId: string }
): Promise<void> {
  const named = mentionedIn(comment.body).filter((userId) => userId !== comment.userId);
  await replaceMentions(
    db,
    comment.id,
    named.map((userId) => ({ studyId: comment.studyId, userId }))
  );
}
