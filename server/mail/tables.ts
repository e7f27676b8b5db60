import { z } from 'zod';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

/**
 * Stores the outbox: an e-mail is inserted in the transaction of the decision that it reports, and is sent
 * afterwards.
 */
export const mail = table(
  { key: ['id'], copies: 'backup' },
  {
    id: column.text,
    studyId: column.textOrNull,
    userId: column.textOrNull,
    address: column.text,
    kind: z.enum(['digest', 'urgent', 'head', 'invitation', 'reading', 'password', 'account']),
    locale: column.language,
    subject: column.text,
    body: column.text,
    /**
     * Holds the link that the text offers to its recipient alone, sealed with a key that is not in the database;
     * null for other e-mails, and once it is sent or given up.
     */
    sealedLink: column.textOrNull,
    at: column.time,
    nextTryAt: column.time,
    sentAt: column.timeOrNull,
    givenUpAt: column.timeOrNull,
    tries: column.count,
    lastError: column.text
  }
);

/** Stores since when all e-mails are held back: one row after a restore, none otherwise. */
export const mailHold = table(
  { key: ['id'], copies: 'none' },
  {
    id: column.count,
    at: column.time
  }
);

/** Stores the head of the log that was sent on a day. */
export const sentHead = table(
  { key: ['studyId', 'day'], copies: 'archive' },
  {
    studyId: column.text,
    /** `YYYY-MM-DD` in UTC. */
    day: column.text,
    seq: column.count,
    hash: column.text,
    /** `address[]` */
    addresses: column.json,
    at: column.time
  }
);

export type MailTable = ColumnsOf<typeof mail>;
export type SentHeadTable = ColumnsOf<typeof sentHead>;
