import { z } from 'zod';
import { audiences } from '#rules/threads/comment.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const thread = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    documentId: column.text,
    cityId: column.textOrNull,
    about: z.enum(['passage', 'question', 'record', 'score']),
    section: column.textOrNull,
    /** Names the question, record or score; null for a passage. */
    targetId: column.textOrNull,
    /** Names the language of the passage. */
    language: column.language.nullable(),
    /** Yjs relative positions (JSON), on the text as it has run through all generations. */
    anchorFrom: column.textOrNull,
    anchorTo: column.textOrNull,
    /** Names the outer block in which it was made. */
    blockId: column.textOrNull,
    /** Holds the text that the comment was made on; it stays when that text is deleted. */
    quote: column.text,
    audience: z.enum(audiences),
    state: z.enum(['open', 'resolved']),
    userId: column.text,
    role: column.text,
    sideId: column.textOrNull,
    at: column.time,
    settledBy: column.textOrNull,
    settledAt: column.timeOrNull,
    version: column.count
  }
);

export const comment = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    threadId: column.text,
    userId: column.text,
    role: column.text,
    sideId: column.textOrNull,
    language: column.language,
    body: column.text,
    at: column.time,
    /**
     * Names the time until which a comment that others than experts will see can be called back; those others
     * do not have it yet. Null once it is out.
     */
    heldUntil: column.timeOrNull,
    editedAt: column.timeOrNull,
    withdrawnAt: column.timeOrNull,
    version: column.count
  }
);

/** Stores the text of a comment before its n-th edit. */
export const commentEdit = table(
  { key: ['commentId', 'n'], copies: 'archive' },
  {
    studyId: column.text,
    commentId: column.text,
    n: column.count,
    body: column.text,
    at: column.time
  }
);

export const mention = table(
  { key: ['commentId', 'userId'], copies: 'archive' },
  {
    studyId: column.text,
    commentId: column.text,
    userId: column.text
  }
);

export const readMention = table(
  { key: ['commentId', 'userId'], copies: 'backup' },
  {
    studyId: column.text,
    commentId: column.text,
    userId: column.text,
    at: column.time
  }
);

export type ThreadTable = ColumnsOf<typeof thread>;
export type CommentTable = ColumnsOf<typeof comment>;
export type CommentEditTable = ColumnsOf<typeof commentEdit>;
