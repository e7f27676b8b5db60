/** Reads the facts by which the readers of single comments and pieces of evidence are authorized. */
import type { DocumentKind } from '#base/states.ts';
import type { Audience } from '#rules/threads/comment.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';

export interface CommentFacts {
  readonly id: string;
  readonly audience: Audience;
  readonly kind: DocumentKind;
  readonly cityId: string | null;
  readonly documentId: string;
  readonly role: string;
  readonly heldUntil: string | null;
  readonly withdrawnAt: string | null;
}

export const listCommentFacts = (db: Db, ids: readonly string[]): Promise<CommentFacts[]> =>
  inChunks(ids, (some) =>
    db
      .selectFrom('comment')
      .innerJoin('thread', 'thread.id', 'comment.threadId')
      .innerJoin('document', 'document.id', 'thread.documentId')
      .select([
        'comment.id',
        'thread.audience',
        'document.kind',
        'document.cityId',
        'thread.documentId',
        'comment.role',
        'comment.heldUntil',
        'comment.withdrawnAt'
      ])
      .where('comment.id', 'in', some)
      .execute()
  );

export const listEvidenceFacts = (db: Db, ids: readonly string[]) =>
  inChunks(ids, (some) =>
    db.selectFrom('evidence').select(['id', 'isConfidential', 'at']).where('id', 'in', some).execute()
  );

/** Returns those comments of cities that were submitted. */
export async function listSubmittedAmong(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await inChunks(ids, (some) =>
    db
      .selectFrom('cityComment')
      .select('id')
      .where('id', 'in', some)
      .where('submittedAt', 'is not', null)
      .execute()
  );
  return new Set(rows.map(({ id }) => id));
}
