/** The outbox: letters that wait, those that went out, and those that were given up. */
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

/** Those whose time has come, the longest waiting first. */
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

/** Takes a letter for one try; false where another node took it first. Until `until` nobody else tries it. */
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

/** Letters with a link that is its holder's alone; each has the id of what it offers. */
const withLink = ['invitation', 'reading'] as const;

/** Once it went out nothing of the link is kept here. */
const clearMailBody = async (db: Db, id: string): Promise<void> => {
  await db.updateTable('mail').set({ body: '' }).where('id', '=', id).where('kind', 'in', withLink).execute();
};

/** What is answered or taken back sends no letter any more, and none of its link is left lying about. */
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

/** The newest letters, without what they say. */
export const listOutbox = (db: Db, limit: number): Promise<OutboxSummary[]> =>
  db
    .selectFrom('mail')
    .select(['id', 'address', 'kind', 'at', 'nextTryAt', 'sentAt', 'givenUpAt', 'tries', 'lastError'])
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();

/** Puts letters that were given up back among those that wait: one, or all. */
export async function reviveMail(db: Db, at: string, id: string | null): Promise<void> {
  await db
    .updateTable('mail')
    .set({ givenUpAt: null, tries: 0, at, nextTryAt: at })
    .where('givenUpAt', 'is not', null)
    .$if(id !== null, (query) => query.where('id', '=', id ?? ''))
    .execute();
}

/** A letter to somebody who may have no account. */
export interface MailContent {
  readonly subject: string;
  readonly body: string;
}

/** `id` is that of what the letter offers. */
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
