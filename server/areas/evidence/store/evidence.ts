/**
 * Reads and writes the evidence of cities: pieces with their revisions, uses and attestations. Bytes are read
 * one revision at a time.
 */
import { parsePayload } from '#lib/events/kinds.ts';
import type { Insertable, Selectable } from 'kysely';
import type { EvidenceFacts } from '#rules/evidence/evidence.ts';
import { both } from '#server/store/bilingual.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { AttestationTable, EvidenceChangeTable, EvidenceTable, EvidenceUseTable } from './tables.ts';

export type EvidenceRow = Selectable<EvidenceTable>;

export type EvidenceUseRow = Selectable<EvidenceUseTable>;
export type AttestationRow = Selectable<AttestationTable>;

/** Newest first. */
export const listEvidence = (db: Db, studyId: string, cityId: string): Promise<EvidenceRow[]> =>
  db
    .selectFrom('evidence')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .orderBy('at', 'desc')
    .orderBy('id')
    .execute();

export const listEvidenceByIds = async (
  db: Db,
  studyId: string,
  ids: readonly string[]
): Promise<EvidenceRow[]> =>
  ids.length === 0
    ? []
    : db.selectFrom('evidence').selectAll().where('studyId', '=', studyId).where('id', 'in', ids).execute();

export const findEvidence = (
  db: Db,
  studyId: string,
  cityId: string,
  id: string
): Promise<EvidenceRow | undefined> =>
  db
    .selectFrom('evidence')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('id', '=', id)
    .executeTakeFirst();

/**
 * Returns the pieces of a study that are held back as confidential, and those that were when they were
 * removed, which the log alone still knows.
 */
export const listHeldBack = foundOnce(async (db, studyId: string): Promise<ReadonlySet<string>> => {
  const rows = await db
    .selectFrom('evidence')
    .select(['id', 'isConfidential'])
    .where('studyId', '=', studyId)
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const events = await db
    .selectFrom('event')
    .select('payload')
    .where('studyId', '=', studyId)
    .where('needs', '=', 'evidence.hold')
    .execute();
  const once = events.flatMap(({ payload }) => {
    const { evidenceId } = parsePayload(payload);
    return typeof evidenceId === 'string' && !known.has(evidenceId) ? [evidenceId] : [];
  });
  return new Set([...rows.filter(({ isConfidential }) => isConfidential === 1).map(({ id }) => id), ...once]);
});

export const listUses = (db: Db, evidenceIds: readonly string[]): Promise<EvidenceUseRow[]> =>
  inChunks(evidenceIds, (some) =>
    db
      .selectFrom('evidenceUse')
      .selectAll()
      .where('evidenceId', 'in', some)
      .orderBy('questionId')
      .orderBy('recordId')
      .orderBy('evidenceId')
      .execute()
  );

/** Oldest first. */
export const listAttestations = (db: Db, evidenceIds: readonly string[]): Promise<AttestationRow[]> =>
  inChunks(evidenceIds, (some) =>
    db
      .selectFrom('attestation')
      .selectAll()
      .where('evidenceId', 'in', some)
      .orderBy('at')
      .orderBy('id')
      .execute()
  );

export async function insertEvidence(db: Db, row: Insertable<EvidenceTable>): Promise<void> {
  await db.insertInto('evidence').values(row).execute();
}

export async function insertAttestation(db: Db, row: Insertable<AttestationTable>): Promise<void> {
  await db.insertInto('attestation').values(row).execute();
}

export async function insertEvidenceChange(
  db: Db,
  row: Omit<Insertable<EvidenceChangeTable>, 'facts' | 'isConfidential'>,
  facts: EvidenceFacts
): Promise<void> {
  await db
    .insertInto('evidenceChange')
    .values({ ...row, facts: JSON.stringify(facts), isConfidential: facts.isConfidential ? 1 : 0 })
    .execute();
}

/** Lists what a piece said of itself before each change, oldest first. */
export async function listEvidenceChanges(
  db: Db,
  evidenceId: string
): Promise<{ readonly facts: EvidenceFacts; readonly userId: string; readonly at: string }[]> {
  const rows = await db
    .selectFrom('evidenceChange')
    .select(['facts', 'userId', 'at'])
    .where('evidenceId', '=', evidenceId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(({ facts, ...rest }) => ({ ...rest, facts: JSON.parse(facts) as EvidenceFacts }));
}

/** Returns false where the answer cites the piece already. */
export async function insertUse(db: Db, row: Insertable<EvidenceUseTable>): Promise<boolean> {
  const result = await db
    .insertInto('evidenceUse')
    .values(row)
    .onConflict((conflict) => conflict.columns(['evidenceId', 'questionId', 'recordId']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/**
 * Returns whether an answer cites something that was first cited at or after `at`, such as the time of a
 * clarification.
 */
export async function citesSince(
  db: Db,
  {
    studyId,
    cityId,
    question,
    at
  }: { readonly studyId: string; readonly cityId: string; readonly question: string; readonly at: string }
): Promise<boolean> {
  const use = await db
    .selectFrom('evidenceUse')
    .innerJoin('evidence', 'evidence.id', 'evidenceUse.evidenceId')
    .select('evidenceUse.evidenceId')
    .where('evidence.studyId', '=', studyId)
    .where('evidence.cityId', '=', cityId)
    .where('evidenceUse.questionId', '=', question)
    .where('evidenceUse.at', '>=', at)
    .limit(1)
    .executeTakeFirst();
  return use !== undefined;
}

/** Returns false where the answer did not cite the piece. */
export async function deleteUse(
  db: Db,
  use: Pick<EvidenceUseRow, 'evidenceId' | 'questionId' | 'recordId'>
): Promise<boolean> {
  const result = await db
    .deleteFrom('evidenceUse')
    .where('evidenceId', '=', use.evidenceId)
    .where('questionId', '=', use.questionId)
    .where('recordId', '=', use.recordId)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Returns false where it has been changed by another user since `version`. */
export async function updateEvidence(
  db: Db,
  id: string,
  version: number,
  change: Partial<Omit<EvidenceRow, 'id' | 'version'>>
): Promise<boolean> {
  const result = await db
    .updateTable('evidence')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Returns whether the city has submitted its answers since the piece was added: from then on others may have
 * read it, and build on it.
 */
export async function wasHandedIn(
  db: Db,
  { studyId, cityId, at }: Pick<EvidenceRow, 'studyId' | 'cityId' | 'at'>
): Promise<boolean> {
  const step = await db
    .selectFrom('step')
    .select('id')
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('step', '=', 'submit')
    .where('at', '>=', at)
    .limit(1)
    .executeTakeFirst();
  return step !== undefined;
}

export async function deleteEvidence(db: Db, id: string): Promise<void> {
  for (const table of ['attestation', 'evidenceUse', 'evidenceFile'] as const)
    await db.deleteFrom(table).where('evidenceId', '=', id).execute();
  await db.deleteFrom('evidence').where('id', '=', id).execute();
}

export const factsFrom = (row: EvidenceRow): EvidenceFacts => ({
  title: both(row.titleEn, row.titleZh),
  language: row.language,
  datedOn: row.datedOn,
  url: row.url,
  accessedOn: row.accessedOn,
  citation: row.citation,
  isConfidential: row.isConfidential === 1,
  note: both(row.noteEn, row.noteZh)
});

export const factColumns = ({ title, note, isConfidential, ...facts }: EvidenceFacts) =>
  ({
    ...facts,
    titleEn: title.en,
    titleZh: title.zh,
    noteEn: note.en,
    noteZh: note.zh,
    isConfidential: isConfidential ? 1 : 0
  }) as const;
