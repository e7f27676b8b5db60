/**
 * Finds and deletes what is stored no longer than a time. Each function takes the time up to which rows are
 * due, inclusive, and returns their number; with `isDry` it only counts them.
 */
import { sql } from 'kysely';
import { erasedReader } from '#rules/operations/erasure.ts';
import { eraseReader } from './erasure.ts';
import type { Db } from '#server/store/open.ts';

export interface Due {
  readonly until: string;
  readonly isDry: boolean;
}

export async function clearAttempts(db: Db, { until, isDry }: Due): Promise<number> {
  const due = db.selectFrom('signInAttempt').select('key').where('windowStartedAt', '<=', until);
  if (isDry) return (await due.execute()).length;
  return deleted(db.deleteFrom('signInAttempt').where('key', 'in', due).executeTakeFirst());
}

export async function clearSubmissions(db: Db, { until, isDry }: Due): Promise<number> {
  const due = db.selectFrom('submission').select('id').where('at', '<=', until);
  if (isDry) return (await due.execute()).length;
  return deleted(db.deleteFrom('submission').where('id', 'in', due).executeTakeFirst());
}

export async function clearSessions(db: Db, { until, isDry }: Due): Promise<number> {
  const due = db.selectFrom('session').select('id').where('expiresAt', '<=', until);
  if (isDry) return (await due.execute()).length;
  return deleted(db.deleteFrom('session').where('id', 'in', due).executeTakeFirst());
}

/** Deletes the links for passwords that nobody used in time. */
export async function clearResets(db: Db, { until, isDry }: Due): Promise<number> {
  const due = db.selectFrom('passwordReset').select('id').where('expiresAt', '<=', until);
  if (isDry) return (await due.execute()).length;
  return deleted(db.deleteFrom('passwordReset').where('id', 'in', due).executeTakeFirst());
}

/**
 * Deletes e-mails by the time at which they were sent, given up or, where neither happened, written. Those
 * with the link of an external review stay as long as its reader's name: their address finds the reader.
 */
export async function clearMail(db: Db, { until, isDry }: Due): Promise<number> {
  const due = db
    .selectFrom('mail')
    .select('id')
    .where('kind', '!=', 'reading')
    .where((of) => of.fn.coalesce('sentAt', 'givenUpAt', 'at'), '<=', until);
  if (isDry) return (await due.execute()).length;
  return deleted(db.deleteFrom('mail').where('id', 'in', due).executeTakeFirst());
}

/** Deletes invitations by the time at which they were accepted, withdrawn or expired. */
export async function clearInvitations(db: Db, { until, isDry }: Due): Promise<number> {
  const due = db
    .selectFrom('invitation')
    .select('id')
    .where((of) => of.fn.coalesce('acceptedAt', 'withdrawnAt', 'expiresAt'), '<=', until);
  if (isDry) return (await due.execute()).length;
  return deleted(db.deleteFrom('invitation').where('id', 'in', due).executeTakeFirst());
}

export async function clearQuarantine(db: Db, { until, isDry }: Due): Promise<number> {
  const due = db.selectFrom('quarantine').select('id').where('at', '<=', until);
  if (isDry) return (await due.execute()).length;
  return deleted(db.deleteFrom('quarantine').where('id', 'in', due).executeTakeFirst());
}

/** Replaces name and organisation of external reviewers by the time at which their review ended. */
export async function clearReaders(db: Db, { until, isDry }: Due): Promise<number> {
  const due = await db
    .selectFrom('reading')
    .select('id')
    .where('name', '!=', erasedReader)
    .where((of) => of.or([of('deadline', '<=', until), of('revokedAt', '<=', until)]))
    .execute();
  if (!isDry) for (const { id } of due) await eraseReader(db, id);
  return due.length;
}

/** Deletes how far people have read who hold no role in the study any more. */
export async function clearReadingMarks(db: Db, { until, isDry }: Due): Promise<number> {
  if (isDry) {
    const marks = await Promise.all([
      db
        .selectFrom('inbox')
        .select('userId')
        .where('seenThrough', '<=', until)
        .where(ofNoRole('inbox'))
        .execute(),
      db
        .selectFrom('readMention')
        .select('userId')
        .where('at', '<=', until)
        .where(ofNoRole('readMention'))
        .execute(),
      db
        .selectFrom('versionSeen')
        .select('userId')
        .where('at', '<=', until)
        .where(ofNoRole('versionSeen'))
        .execute()
    ]);
    return marks.flat().length;
  }
  return (
    (await deleted(
      db.deleteFrom('inbox').where('seenThrough', '<=', until).where(ofNoRole('inbox')).executeTakeFirst()
    )) +
    (await deleted(
      db.deleteFrom('readMention').where('at', '<=', until).where(ofNoRole('readMention')).executeTakeFirst()
    )) +
    (await deleted(
      db.deleteFrom('versionSeen').where('at', '<=', until).where(ofNoRole('versionSeen')).executeTakeFirst()
    ))
  );
}

/** Returns the condition that the person of the row holds no role in its study. */
const ofNoRole = (table: 'inbox' | 'readMention' | 'versionSeen') =>
  sql<boolean>`not exists (select 1 from ${sql.table('grant')} where ${sql.ref('grant.userId')} = ${sql.ref(`${table}.userId`)} and ${sql.ref('grant.studyId')} = ${sql.ref(`${table}.studyId`)})`;

const deleted = async (result: Promise<{ readonly numDeletedRows: bigint }>): Promise<number> =>
  Number((await result).numDeletedRows);
