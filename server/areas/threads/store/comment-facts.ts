/** Reads the facts by which the readers of single comments are authorized. */
import type { CommentAccess } from '#areas/evidence';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';

export interface CommentFacts extends CommentAccess {
  readonly id: string;
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
