/** Builds the events of threads, for those who read them: they hold ids and locations, never text. */
import { needsOf } from '#domain/comment.ts';
import type { EventKind, DomainEvent } from '#domain/events.ts';
import { mentionedIn } from '#domain/mentions.ts';
import type { DocumentRow } from '../../store/documents.ts';
import { replaceMentions, type ThreadRow } from '../../store/threads.ts';
import type { Db } from '../../store/open.ts';

type ThreadKind = Extract<EventKind, `thread.${string}` | `comment.${string}`>;

export function threadEvent(
  document: DocumentRow,
  thread: Pick<ThreadRow, 'id' | 'audience' | 'section'>,
  kind: ThreadKind,
  facts: DomainEvent['payload'] = {}
): DomainEvent {
  const needed = needsOf(document.kind, thread.audience);
  if (!needed) throw new Error(`A thread for ${thread.audience} cannot be on a ${document.kind}`);
  return {
    kind,
    needs: needed.read,
    documentId: document.id,
    ...(document.cityId === null ? {} : { cityId: document.cityId }),
    payload: {
      document: document.kind,
      slug: document.slug,
      threadId: thread.id,
      section: thread.section,
      audience: thread.audience,
      ...facts
    }
  };
}

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
