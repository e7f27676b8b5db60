/** Reads and writes the outbox: e-mails that wait, those that were sent, and those that were given up. */
import type { Insertable, Selectable } from 'kysely';
import type { Locale } from '#base/locale.ts';
import type { Db } from '#server/store/open.ts';
import type { MailTable } from './tables.ts';

export type MailRow = Selectable<MailTable>;

export async function insertMail(db: Db, mails: readonly Insertable<MailTable>[]): Promise<void> {
  if (mails.length > 0)
    await db
      .insertInto('mail')
      .values([...mails])
      .execute();
}

/** The longest waiting first. */
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

/** Returns false where another node claimed it first. Until `until` no other node tries it. */
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
  if (!('nextTryAt' in outcome)) await clearMailBody(db, id);
}

/**
 * Lists the kinds of e-mails that carry a link only for their recipient; each has the id of the invitation,
 * reading or password reset that it offers.
 */
const withLink = ['invitation', 'reading', 'password'] as const;

/**
 * Clears text and link of an e-mail with a link, so that nothing of it is stored once it has been sent or
 * given up.
 */
const clearMailBody = async (db: Db, id: string): Promise<void> => {
  await db
    .updateTable('mail')
    .set({ body: '', sealedLink: null })
    .where('id', '=', id)
    .where('kind', 'in', withLink)
    .execute();
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

/** The newest, without their texts. */
export const listOutbox = (db: Db, limit: number): Promise<OutboxSummary[]> =>
  db
    .selectFrom('mail')
    .select(['id', 'address', 'kind', 'at', 'nextTryAt', 'sentAt', 'givenUpAt', 'tries', 'lastError'])
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();

export async function countWaitingMail(db: Db): Promise<number> {
  const { waiting } = await db
    .selectFrom('mail')
    .select((eb) => eb.fn.countAll<number | string>().as('waiting'))
    .where('sentAt', 'is', null)
    .where('givenUpAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(waiting);
}

/** Queues e-mails that were given up again: one, or all. Those with a link have lost it: their offer is made anew. */
export async function reviveMail(db: Db, at: string, id: string | null): Promise<void> {
  await db
    .updateTable('mail')
    .set({ givenUpAt: null, tries: 0, at, nextTryAt: at })
    .where('givenUpAt', 'is not', null)
    .where('kind', 'not in', withLink)
    .$if(id !== null, (query) => query.where('id', '=', id ?? ''))
    .execute();
}

/** Describes an e-mail to a person who may have no account. */
export interface MailContent {
  readonly subject: string;
  readonly body: string;
}

/** `id` is the id of the invitation or reading that the e-mail offers. */
export async function insertMailWithLink(
  db: Db,
  mail: MailContent & {
    readonly id: string;
    readonly kind: (typeof withLink)[number];
    readonly studyId: string | null;
    readonly address: string;
    readonly locale: Locale;
    readonly at: string;
    /** The body marks its place. */
    readonly sealedLink: string;
  }
): Promise<void> {
  await insertMail(db, [
    { ...mail, userId: null, nextTryAt: mail.at, sentAt: null, givenUpAt: null, tries: 0, lastError: '' }
  ]);
}

/** Clears the texts of e-mails from before a time: what was said in them is not kept for ever. */
export async function clearMailBefore(db: Db, at: string): Promise<void> {
  await db
    .updateTable('mail')
    .set({ body: '', sealedLink: null })
    .where('at', '<', at)
    .where((of) => of.or([of('body', '!=', ''), of('sealedLink', 'is not', null)]))
    .execute();
}

/** Returns since when all e-mails are held back; undefined where they are not. */
export async function findMailHold(db: Db): Promise<string | undefined> {
  return (await db.selectFrom('mailHold').select('at').executeTakeFirst())?.at;
}

export async function holdMail(db: Db, at: string): Promise<void> {
  await db.deleteFrom('mailHold').execute();
  await db.insertInto('mailHold').values({ id: 1, at }).execute();
}

/**
 * Releases the e-mails that are held back. With `givesUp`, those that were written until then are given up.
 * Returns how many wait now.
 */
export async function releaseMail(db: Db, at: string, givesUp: boolean): Promise<number> {
  const held = await findMailHold(db);
  if (held !== undefined && givesUp) {
    const waiting = await db
      .updateTable('mail')
      .set({ givenUpAt: at, lastError: 'given up after a restore' })
      .where('sentAt', 'is', null)
      .where('givenUpAt', 'is', null)
      .where('at', '<=', held)
      .returning('id')
      .execute();
    for (const { id } of waiting) await clearMailBody(db, id);
  }
  await db.deleteFrom('mailHold').execute();
  const { count } = await db
    .selectFrom('mail')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('sentAt', 'is', null)
    .where('givenUpAt', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}
