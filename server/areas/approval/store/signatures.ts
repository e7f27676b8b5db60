/** Reads and writes signatures on versions. A void signature stays as it was, with the reason. */
import type { Insertable, Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { Db } from '#server/store/open.ts';
import type { SignatureTable } from './tables.ts';

export type SignatureRow = Selectable<SignatureTable>;

/** In the order of their time. */
export const listSignatures = (
  db: Db,
  versionId: string,
  which: 'valid' | 'all' = 'valid'
): Promise<SignatureRow[]> =>
  db
    .selectFrom('signature')
    .selectAll()
    .where('versionId', '=', versionId)
    .$if(which === 'valid', (query) => query.where('voidedAt', 'is', null))
    .orderBy('at')
    .orderBy('id')
    .execute();

export async function insertSignature(db: Db, row: Insertable<SignatureTable>): Promise<void> {
  await db.insertInto('signature').values(row).execute();
}

/** Returns whose signatures are void from now on. */
export async function voidSignatures(
  db: Db,
  versionId: string,
  at: string,
  reason: { readonly en: string; readonly zh: string }
): Promise<string[]> {
  const voided = await db
    .updateTable('signature')
    .set({ voidedAt: at, voidReasonEn: reason.en, voidReasonZh: reason.zh })
    .where('versionId', '=', versionId)
    .where('voidedAt', 'is', null)
    .returning('userId')
    .execute();
  return voided.map(({ userId }) => userId);
}

/** In the order of their time. */
export const listSignaturesOf = (db: Db, studyId: string, subject?: string): Promise<SignatureRow[]> =>
  db
    .selectFrom('signature')
    .selectAll()
    .where('studyId', '=', studyId)
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
    .orderBy('at')
    .orderBy('id')
    .execute();

/**
 * Lists the subjects whose newest version for approval lacks the signature of a side, with the document of
 * each.
 */
export const listUnsigned = (
  db: Db,
  studyId: StudyId,
  sideId: string
): Promise<{ subject: string; cityId: string | null; documentId: string | null }[]> =>
  db
    .selectFrom('version')
    .select(['subject', 'cityId', 'documentId'])
    .where('studyId', '=', studyId)
    .where('kind', '=', 'approval')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('version as newer')
            .select('newer.id')
            .where('newer.kind', '=', 'approval')
            .whereRef('newer.studyId', '=', 'version.studyId')
            .whereRef('newer.subject', '=', 'version.subject')
            .whereRef('newer.number', '>', 'version.number')
        )
      )
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('signature')
            .select('signature.id')
            .whereRef('signature.versionId', '=', 'version.id')
            .where('signature.sideId', '=', sideId)
            .where('signature.voidedAt', 'is', null)
        )
      )
    )
    .orderBy('subject')
    .execute();
