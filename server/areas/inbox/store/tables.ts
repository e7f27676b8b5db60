import { z } from 'zod';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Stores how far a person has read what happened in a study, and whether a digest is sent to them. */
export const inbox = table(
  { key: ['studyId', 'userId'], copies: 'backup' },
  {
    studyId: column.text,
    userId: column.text,
    seenThrough: column.time,
    /** Holds the number of the last event that the person has marked as read. */
    seenNumber: generated(column.count),
    digest: z.enum(['daily', 'none']),
    digestedAt: column.timeOrNull,
    /** Holds the number of the last event that a digest has covered. */
    digestedNumber: column.count.nullable()
  }
);

/** Stores that a person was reminded of a deadline, once a day. */
export const reminder = table(
  { key: ['studyId', 'about', 'day'], copies: 'backup' },
  {
    studyId: column.text,
    about: column.text,
    day: column.text,
    at: column.time
  }
);

export type InboxTable = ColumnsOf<typeof inbox>;
