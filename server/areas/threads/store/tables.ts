/** Defines the tables of threads. */
import { z } from 'zod';
import { audiences } from '#rules/threads/comment.ts';
import {
  count,
  language,
  text,
  textOrNull,
  time,
  timeOrNull,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const thread = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    documentId: text,
    cityId: textOrNull,
    about: z.enum(['passage', 'question', 'record', 'score']),
    section: textOrNull,
    /** Names the question, record or score; null for a passage. */
    targetId: textOrNull,
    /** Names the language of the passage. */
    language: language.nullable(),
    /** Yjs relative positions (JSON), on the text as it has run through all generations. */
    anchorFrom: textOrNull,
    anchorTo: textOrNull,
    /** Names the outer block in which it was made. */
    blockId: textOrNull,
    /** Holds the text that the comment was made on; it stays when that text is deleted. */
    quote: text,
    audience: z.enum(audiences),
    state: z.enum(['open', 'resolved']),
    userId: text,
    role: text,
    sideId: textOrNull,
    at: time,
    settledBy: textOrNull,
    settledAt: timeOrNull,
    version: count
  }
);

export const comment = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    threadId: text,
    userId: text,
    role: text,
    sideId: textOrNull,
    language,
    body: text,
    at: time,
    /**
     * Names the time until which a comment that others than experts will see can be called back; those others
     * do not have it yet. Null once it is out.
     */
    heldUntil: timeOrNull,
    editedAt: timeOrNull,
    withdrawnAt: timeOrNull,
    version: count
  }
);

/** Stores the text of a comment before its n-th edit. */
export const commentEdit = table(
  { key: ['commentId', 'n'], copies: 'archive' },
  {
    studyId: text,
    commentId: text,
    n: count,
    body: text,
    at: time
  }
);

export const mention = table(
  { key: ['commentId', 'userId'], copies: 'archive' },
  {
    studyId: text,
    commentId: text,
    userId: text
  }
);

export const readMention = table(
  { key: ['commentId', 'userId'], copies: 'backup' },
  {
    studyId: text,
    commentId: text,
    userId: text,
    at: time
  }
);

export type ThreadTable = ColumnsOf<typeof thread>;
export type CommentTable = ColumnsOf<typeof comment>;
export type CommentEditTable = ColumnsOf<typeof commentEdit>;
