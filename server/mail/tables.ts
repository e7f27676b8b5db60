/** Defines the tables of mail. */
import { z } from 'zod';
import {
  count,
  json,
  language,
  text,
  textOrNull,
  time,
  timeOrNull,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

/**
 * Stores the outbox: an e-mail is inserted in the transaction of the decision that it reports, and is sent
 * afterwards.
 */
export const mail = table(
  { key: ['id'], copies: 'backup' },
  {
    id: text,
    studyId: textOrNull,
    userId: textOrNull,
    address: text,
    kind: z.enum(['digest', 'urgent', 'head', 'invitation', 'reading', 'password', 'account']),
    locale: language,
    subject: text,
    body: text,
    /**
     * Holds the link that the text offers to its recipient alone, sealed with a key that is not in the database;
     * null for other e-mails, and once it is sent or given up.
     */
    sealedLink: textOrNull,
    at: time,
    nextTryAt: time,
    sentAt: timeOrNull,
    givenUpAt: timeOrNull,
    tries: count,
    lastError: text
  }
);

/** Stores since when all e-mails are held back: one row after a restore, none otherwise. */
export const mailHold = table(
  { key: ['id'], copies: 'none' },
  {
    id: count,
    at: time
  }
);

/** Stores the head of the log that was sent on a day. */
export const sentHead = table(
  { key: ['studyId', 'day'], copies: 'archive' },
  {
    studyId: text,
    /** `YYYY-MM-DD` in UTC. */
    day: text,
    seq: count,
    hash: text,
    /** `address[]` */
    addresses: json,
    at: time
  }
);

export type MailTable = ColumnsOf<typeof mail>;
export type SentHeadTable = ColumnsOf<typeof sentHead>;
