/** Lists the comments on a text for the search, a piece at a time. */
import { isOnText } from '#rules/threads/comment.ts';
import { scopeOf, type Reading } from '#rules/search/search.ts';
import { pieceOf, type Findable } from '#lib/areas/search/entries.ts';
import { nothing } from '#lib/areas/search/findable.ts';
import type { DocumentRow } from '#areas/assessments';
import type { PartOf } from '#areas/framework';
import { listCommentSizes, listCommentsById, listThreads } from './store/threads.ts';
import type { Db } from '#server/store/open.ts';

/** Says up to where the comments on a text were read, and which of them are in the piece. */
export interface CommentsPiece {
  readonly after: string | null;
  readonly holds: (key: string) => boolean;
}

/** Limits what is read of the comments on a text at once, in characters and comments. */
const lettersOfPiece = 100_000;
const commentsOfPiece = 500;

/** Returns the next comments that are read at once, behind the id of one that was read before. */
async function nextComments(
  db: Db,
  documentId: string,
  after: string | null
): Promise<{ readonly ids: readonly string[]; readonly piece: CommentsPiece }> {
  const left = (await listCommentSizes(db, documentId)).filter(({ id }) => after === null || id > after);
  let letters = 0;
  const isFull = ({ letters: own }: { readonly letters: number }, at: number): boolean => {
    letters += own;
    return at > 0 && (at === commentsOfPiece || letters > lettersOfPiece);
  };
  const end = left.findIndex(isFull);
  const ids = (end === -1 ? left : left.slice(0, end)).map(({ id }) => id);
  const last = end === -1 ? null : (ids.at(-1) ?? null);
  return {
    ids,
    piece: {
      after: last,
      holds: (key) => {
        const id = pieceOf(key).key;
        return (after === null || id > after) && (last === null || id <= last);
      }
    }
  };
}

/** Reads a piece of the comments on a text that everyone has for whom they are. */
export async function findableComments(
  db: Db,
  document: Pick<DocumentRow, 'id' | 'studyId' | 'kind' | 'cityId'>,
  partOf: PartOf,
  after: string | null
): Promise<{ readonly findables: readonly Findable[]; readonly piece: CommentsPiece }> {
  const threads = (await listThreads(db, document.id)).filter(({ audience }) => isOnText(audience));
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  const { ids, piece } = await nextComments(db, document.id, after);
  const comments = await listCommentsById(db, ids);
  const findables = comments.flatMap(
    ({ id, threadId, body, language, userId, at, heldUntil, withdrawnAt }): Findable[] => {
      const thread = byId.get(threadId);
      if (!thread || heldUntil !== null || withdrawnAt !== null) return [];
      const comment: Findable = {
        key: id,
        kind: 'comment' as const,
        scope: scopeOf(
          document.studyId,
          `${document.kind}-${thread.audience}` as Reading,
          document.kind === 'chapter' ? document.id : (document.cityId ?? '')
        ),
        title: nothing,
        text: { ...nothing, [language]: withoutMentions(body) },
        cityId: document.cityId,
        section: thread.section === null ? null : (partOf(thread.section) ?? thread.section),
        userId,
        day: at.slice(0, 10),
        target: { id, threadId }
      };
      return [comment];
    }
  );
  return { findables, piece };
}

/** Takes the ids of mentioned people out of a comment. */
const withoutMentions = (body: string): string => body.replace(/@\[[^\]\s]{1,100}\]/gu, '@…');
