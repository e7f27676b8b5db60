/** Defines the tables of inbox. */
import { z } from 'zod';
import {
  count,
  text,
  time,
  timeOrNull,
  table,
  generated,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

/** Stores how far a person has read what happened in a study, and whether a digest is sent to them. */
export const inbox = table(
  { key: ['studyId', 'userId'], copies: 'backup' },
  {
    studyId: text,
    userId: text,
    seenThrough: time,
    /** Holds the number of the last event that the person has marked as read. */
    seenNumber: generated(count),
    digest: z.enum(['daily', 'none']),
    digestedAt: timeOrNull,
    /** Holds the number of the last event that a digest has covered. */
    digestedNumber: count.nullable()
  }
);

/** Stores that a person was reminded of a deadline, once a day. */
export const reminder = table(
  { key: ['studyId', 'about', 'day'], copies: 'backup' },
  {
    studyId: text,
    about: text,
    day: text,
    at: time
  }
);

export type InboxTable = ColumnsOf<typeof inbox>;
