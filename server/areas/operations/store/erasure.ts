/**
 * Replaces and deletes what the rows tell of a person. What people wrote together or signed is not touched
 * here.
 */
import {
  erasedAddress,
  erasedName,
  erasedReader,
  isErasedAddress,
  withoutNames,
  type Replacement
} from '#rules/operations/erasure.ts';
import type { Db } from '#server/store/open.ts';
import type { Schema } from '#server/store/schema.ts';
import { updateUser } from '#server/auth/users.ts';

/** Lists the tables from which an erasure takes something. */
export const erasedFrom = [
  'user',
  'formerName',
  'confidentialReader',
  'session',
  'passwordReset',
  'signInAttempt',
  'inbox',
  'readMention',
  'versionSeen',
  'lead',
  'grant',
  'bodyMember',
  'rapporteur',
  'step',
  'invitation',
  'reading',
  'cityComment',
  'meeting',
  'practice',
  'sentHead',
  'mail'
] as const satisfies readonly (keyof Schema)[];

/** Lists the accounts and external reviewers whose data have been erased, by id. */
export async function listErased(db: Db): Promise<string[]> {
  const users = await db.selectFrom('user').select(['id', 'email']).execute();
  const readings = await db.selectFrom('reading').select('id').where('name', '=', erasedReader).execute();
  return [
    ...users.filter(({ email }) => isErasedAddress(email)).map(({ id }) => id),
    ...readings.map(({ id }) => id)
  ];
}

export const listExternalReviewsSentTo = (db: Db, address: string) =>
  db
    .selectFrom('reading')
    .innerJoin('mail', 'mail.id', 'reading.id')
    .select(['reading.id', 'reading.studyId', 'reading.cityId', 'reading.name'])
    .where('mail.kind', '=', 'reading')
    .where('mail.address', '=', address)
    .orderBy('reading.id')
    .execute();

export const listExternalReviewsNamed = async (db: Db, studyId: string, name: string) =>
  (
    await db
      .selectFrom('reading')
      .select(['id', 'studyId', 'cityId', 'name'])
      .where('studyId', '=', studyId)
      .orderBy('id')
      .execute()
  ).filter((reading) => reading.name.trim().toLowerCase() === name.trim().toLowerCase());

export const findExternalReviewById = (db: Db, id: string) =>
  db
    .selectFrom('reading')
    .select(['id', 'studyId', 'cityId', 'name'])
    .where('id', '=', id)
    .executeTakeFirst();

/** Replaces name and organisation of an external reviewer, also on their comments; the comments stay. */
export async function eraseReader(db: Db, id: string): Promise<void> {
  await db
    .updateTable('reading')
    .set({ name: erasedReader, organisation: erasedReader })
    .where('id', '=', id)
    .execute();
  await db
    .updateTable('cityComment')
    .set({ originName: '' })
    .where('id', 'in', db.selectFrom('readingComment').select('commentId').where('readingId', '=', id))
    .execute();
  await db.deleteFrom('mail').where('id', '=', id).where('kind', '=', 'reading').execute();
}

/** Revokes the link of an external review that still works. */
export async function endExternalReview(db: Db, id: string, at: string): Promise<void> {
  await db
    .updateTable('reading')
    .set({ revokedAt: at })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .execute();
}

/** Replaces name and address of an account, and closes it for good. */
export async function eraseAccount(db: Db, id: string, at: string): Promise<void> {
  const { en, zh } = erasedName(id);
  await updateUser(db, id, {
    email: erasedAddress(id),
    passwordHash: null,
    nameEn: en,
    nameZh: zh,
    locale: null,
    isAdministrator: 0,
    suspendedAt: at
  });
  await db.updateTable('formerName').set({ nameEn: en, nameZh: zh }).where('userId', '=', id).execute();
  await db
    .updateTable('confidentialReader')
    .set({ removedAt: at })
    .where('userId', '=', id)
    .where('removedAt', 'is', null)
    .execute();
  for (const table of ['session', 'passwordReset', 'inbox', 'readMention', 'versionSeen', 'lead'] as const)
    await db.deleteFrom(table).where('userId', '=', id).execute();
  // The position is the person's own description of themselves.
  await db.updateTable('step').set({ post: null }).where('userId', '=', id).execute();
}

/** Withdraws the open invitations to an address, and replaces the address in all. Returns their number. */
export async function eraseInvitations(db: Db, address: string, at: string): Promise<number> {
  const invitations = await db
    .selectFrom('invitation')
    .select(['id', 'acceptedAt', 'withdrawnAt'])
    .where('email', '=', address)
    .execute();
  for (const { id, acceptedAt, withdrawnAt } of invitations)
    await db
      .updateTable('invitation')
      .set({ email: erasedAddress(id), withdrawnAt: acceptedAt === null ? (withdrawnAt ?? at) : withdrawnAt })
      .where('id', '=', id)
      .execute();
  return invitations.length;
}

/** Deletes the e-mails to an address or an account, sent or waiting. Returns their number. */
export async function eraseMail(db: Db, address: string, userId: string | null): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('mail')
    .where((of) =>
      of.or([of('address', '=', address), ...(userId === null ? [] : [of('userId', '=', userId)])])
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/**
 * Replaces names in the fields into which people are typed by hand, and in e-mails to others: one that has
 * been sent or given up loses its text, one that waits is sent without the name.
 */
export async function eraseNames(db: Db, replacements: readonly Replacement[]): Promise<void> {
  if (replacements.length === 0) return;
  const strip = (text: string): string => withoutNames(text, replacements);
  const mails = await db
    .selectFrom('mail')
    .select(['id', 'subject', 'body', 'sentAt', 'givenUpAt'])
    .where((of) =>
      of.or(
        replacements.flatMap(({ from }) => [
          of('body', 'like', containing(from)),
          of('subject', 'like', containing(from))
        ])
      )
    )
    .execute();
  for (const { id, subject, body, sentAt, givenUpAt } of mails) {
    const stripped = { subject: strip(subject), body: strip(body) };
    if (stripped.subject === subject && stripped.body === body) continue;
    const isWaiting = sentAt === null && givenUpAt === null;
    await db
      .updateTable('mail')
      .set(isWaiting ? stripped : { ...stripped, body: '' })
      .where('id', '=', id)
      .execute();
  }
  for (const { studyId, id, attendance } of await db
    .selectFrom('meeting')
    .select(['studyId', 'id', 'attendance'])
    .execute()) {
    const stripped = stripJson(attendance, strip);
    if (stripped !== attendance)
      await db
        .updateTable('meeting')
        .set({ attendance: stripped })
        .where('studyId', '=', studyId)
        .where('id', '=', id)
        .execute();
  }
  for (const { id, originName } of await db
    .selectFrom('cityComment')
    .select(['id', 'originName'])
    .where('originName', '!=', '')
    .execute()) {
    const stripped = strip(originName);
    if (stripped !== originName)
      await db.updateTable('cityComment').set({ originName: stripped }).where('id', '=', id).execute();
  }
  for (const { id, contact } of await db
    .selectFrom('practice')
    .select(['id', 'contact'])
    .where('contact', '!=', '')
    .execute()) {
    const stripped = strip(contact);
    if (stripped !== contact)
      await db.updateTable('practice').set({ contact: stripped }).where('id', '=', id).execute();
  }
  for (const { studyId, day, addresses } of await db
    .selectFrom('sentHead')
    .select(['studyId', 'day', 'addresses'])
    .execute()) {
    const stripped = stripJson(addresses, strip);
    if (stripped !== addresses)
      await db
        .updateTable('sentHead')
        .set({ addresses: stripped })
        .where('studyId', '=', studyId)
        .where('day', '=', day)
        .execute();
  }
}

/** Returns a pattern that may match more than the name: what it finds is compared again. */
const containing = (name: string): string => `%${name.trim().replaceAll(/[\\%_]/g, '_')}%`;

/** Replaces names in the texts of a JSON value; the value stays as it is where it holds none. */
function stripJson(json: string, strip: (text: string) => string): string {
  const stripped = JSON.stringify(
    JSON.parse(json, (_, inner: unknown) => (typeof inner === 'string' ? strip(inner) : inner))
  );
  return stripped === JSON.stringify(JSON.parse(json)) ? json : stripped;
}

/** Lists the studies in which a person holds a role, or which have recorded something of them. */
export async function listStudiesWith(
  db: Db,
  userId: string
): Promise<{ readonly id: string; readonly slug: string }[]> {
  return db
    .selectFrom('study')
    .select(['id', 'slug'])
    .where((of) =>
      of.or([
        of('id', 'in', of.selectFrom('grant').select('studyId').where('userId', '=', userId)),
        of(
          'id',
          'in',
          of
            .selectFrom('event')
            .select('studyId')
            .where((inner) =>
              inner.or([inner('actorId', '=', userId), inner('payload', 'like', `%"${userId}"%`)])
            )
        )
      ])
    )
    .orderBy('slug')
    .execute();
}
