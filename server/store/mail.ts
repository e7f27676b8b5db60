/** Reads and writes the outbox: e-mails that wait, those that were sent, and those that were given up. */
import type { Insertable, Selectable } from 'kysely';
import type { Locale } from '#domain/locale.ts';
import type { Db } from './open.ts';
import type { MailTable } from './schema-workflow.ts';

export type MailRow = Selectable<MailTable>;

export async function insertMail(db: Db, mails: readonly Insertable<MailTable>[]): Promise<void> {
  if (mails.length > 0)
    await db
      .insertInto('mail')
      .values([...mails])
      .execute();
}

/** Lists the e-mails that are due, the longest waiting first. */
export const listMailDue = (db: Db, at: string, limit: number): Promise<MailRow[]> =>
  db
    .selectFrom('mail')
    .selectAll()
    .where('sentAt', 'is', null)
    .where('givenUpAt', 'is', null)
    .where('nextTryAt', '<=', at)
    .orderBy('nextTryAt')
    .orderBy('id')
    .limit(limit)
    .execute();

/**
 * Claims an e-mail for one try. Returns false where another node claimed it first. Until `until` no other
 * node tries it.
 */
export async function claimMail(
  db: Db,
  mail: Pick<MailRow, 'id' | 'tries'>,
  until: string
): Promise<boolean> {
  const result = await db
    .updateTable('mail')
    .set({ tries: mail.tries + 1, nextTryAt: until })
    .where('id', '=', mail.id)
    .where('tries', '=', mail.tries)
    .where('sentAt', 'is', null)
    .where('givenUpAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export type MailOutcome =
  | Pick<MailRow, 'sentAt' | 'lastError'>
  | Pick<MailRow, 'givenUpAt' | 'lastError'>
  | Pick<MailRow, 'nextTryAt' | 'lastError'>;

export async function settleMail(db: Db, id: string, outcome: MailOutcome): Promise<void> {
  await db.updateTable('mail').set(outcome).where('id', '=', id).execute();
  if ('sentAt' in outcome) await clearMailBody(db, id);
}

/**
 * Lists the kinds of e-mails that carry a link only for their recipient; each has the id of the invitation or
 * reading that it offers.
 */
const withLink = ['invitation', 'reading'] as const;

/**
 * Clears the body of an e-mail with a link, so that the link is no longer stored once the e-mail has been
 * sent.
 */
const clearMailBody = async (db: Db, id: string): Promise<void> => {
  await db.updateTable('mail').set({ body: '' }).where('id', '=', id).where('kind', 'in', withLink).execute();
};

/**
 * Removes the e-mail of an invitation or reading that was answered or taken back: an unsent one is deleted,
 * and the link in a sent one is cleared.
 */
export async function forgetMailWithLink(db: Db, id: string): Promise<void> {
  await db
    .deleteFrom('mail')
    .where('id', '=', id)
    .where('kind', 'in', withLink)
    .where('sentAt', 'is', null)
    .execute();
  await clearMailBody(db, id);
}

export type OutboxSummary = Pick<
  MailRow,
  'id' | 'address' | 'kind' | 'at' | 'nextTryAt' | 'sentAt' | 'givenUpAt' | 'tries' | 'lastError'
>;

/** Lists the newest e-mails, without their texts. */
export const listOutbox = (db: Db, limit: number): Promise<OutboxSummary[]> =>
  db
    .selectFrom('mail')
    .select(['id', 'address', 'kind', 'at', 'nextTryAt', 'sentAt', 'givenUpAt', 'tries', 'lastError'])
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();

/** Queues e-mails that were given up again: one, or all. */
export async function reviveMail(db: Db, at: string, id: string | null): Promise<void> {
  await db
    .updateTable('mail')
    .set({ givenUpAt: null, tries: 0, at, nextTryAt: at })
    .where('givenUpAt', 'is not', null)
    .$if(id !== null, (query) => query.where('id', '=', id ?? ''))
    .execute();
}

/** Describes an e-mail to a person who may have no account. */
export interface MailContent {
  readonly subject: string;
  readonly body: string;
}

/** Inserts an e-mail with a link; `id` is the id of the invitation or reading that it offers. */
export async function insertMailWithLink(
  db: Db,
  mail: MailContent & {
    readonly id: string;
    readonly kind: 'invitation' | 'reading';
    readonly studyId: string;
    readonly address: string;
    readonly locale: Locale;
    readonly at: string;
  }
): Promise<void> {
  await insertMail(db, [
    { ...mail, userId: null, nextTryAt: mail.at, sentAt: null, givenUpAt: null, tries: 0, lastError: '' }
  ]);
}
