/** Scores are in scores.ts. */
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Dissent } from '#rules/panels/panel.ts';
import { both } from '#server/store/bilingual.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type {
  AssessorTable,
  CityTieTable,
  DissentTable,
  PanelResultTable,
  PanelRoundTable,
  PanelTable,
  SettlementTable
} from './tables.ts';

export type PanelRow = Selectable<PanelTable>;
export type PanelRoundRow = Selectable<PanelRoundTable>;
export type AssessorRow = Selectable<AssessorTable>;
export type PanelResultRow = Selectable<PanelResultTable>;
export type SettlementRow = Selectable<SettlementTable>;
export type CityTieRow = Selectable<CityTieTable>;

export const listPanels = (db: Db, studyId: string, cityId?: string): Promise<PanelRow[]> =>
  db
    .selectFrom('panel')
    .selectAll()
    .where('studyId', '=', studyId)
    .$if(cityId !== undefined, (query) => query.where('cityId', '=', cityId ?? ''))
    .orderBy('cityId')
    .orderBy('characteristic')
    .execute();

export const findPanel = (
  db: Db,
  studyId: string,
  cityId: string,
  characteristic: string
): Promise<PanelRow | undefined> =>
  db
    .selectFrom('panel')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('characteristic', '=', characteristic)
    .executeTakeFirst();

export async function insertPanels(db: Db, rows: readonly Insertable<PanelTable>[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('panel').values(rows).execute();
}

export async function updatePanel(
  db: Db,
  id: string,
  change: Omit<Updateable<PanelTable>, 'id' | 'version'>
): Promise<void> {
  await db
    .updateTable('panel')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function insertRounds(db: Db, rows: readonly Insertable<PanelRoundTable>[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('panelRound').values(rows).execute();
}

export async function revealRound(
  db: Db,
  panelId: string,
  round: number,
  by: { readonly userId: string; readonly at: string; readonly digest: string }
): Promise<void> {
  await db
    .updateTable('panelRound')
    .set({ revealedAt: by.at, revealedBy: by.userId, digest: by.digest })
    .where('panelId', '=', panelId)
    .where('round', '=', round)
    .execute();
}

export const listRounds = (db: Db, panelIds: readonly string[]): Promise<PanelRoundRow[]> =>
  inChunks(panelIds, (some) =>
    db
      .selectFrom('panelRound')
      .selectAll()
      .where('panelId', 'in', some)
      .orderBy('panelId')
      .orderBy('round')
      .execute()
  );

export const listAssessors = (db: Db, studyId: string, cityId?: string): Promise<AssessorRow[]> =>
  db
    .selectFrom('assessor')
    .selectAll()
    .where('studyId', '=', studyId)
    .$if(cityId !== undefined, (query) => query.where('cityId', '=', cityId ?? ''))
    .orderBy('at')
    .orderBy('userId')
    .execute();

/** Lists the seats in panels of a study from which the person has not withdrawn. */
export const listSeatsOf = (db: Db, studyId: string, userId: string): Promise<AssessorRow[]> =>
  db
    .selectFrom('assessor')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .where('recusedAt', 'is', null)
    .orderBy('cityId')
    .execute();

export async function insertAssessors(db: Db, rows: readonly AssessorTable[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('assessor').values(rows).execute();
}

export async function deleteAssessor(db: Db, studyId: string, cityId: string, userId: string): Promise<void> {
  await db
    .deleteFrom('assessor')
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('userId', '=', userId)
    .execute();
}

export async function recuseAssessor(
  db: Db,
  assessor: Pick<AssessorRow, 'studyId' | 'cityId' | 'userId'>,
  at: string | null,
  reason: string
): Promise<void> {
  const { studyId, cityId, userId } = assessor;
  await db
    .updateTable('assessor')
    .set({ recusedAt: at, reason })
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('userId', '=', userId)
    .execute();
}

export const listTies = (db: Db, studyId: string, cityId?: string): Promise<CityTieRow[]> =>
  db
    .selectFrom('cityTie')
    .selectAll()
    .where('studyId', '=', studyId)
    .$if(cityId !== undefined, (query) => query.where('cityId', '=', cityId ?? ''))
    .orderBy('userId')
    .execute();

/** Null removes it. */
export async function saveTie(
  db: Db,
  { studyId, cityId, userId }: Omit<CityTieRow, 'kind'>,
  kind: CityTieRow['kind'] | null
): Promise<void> {
  await db
    .deleteFrom('cityTie')
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('userId', '=', userId)
    .execute();
  if (kind !== null) await db.insertInto('cityTie').values({ studyId, cityId, userId, kind }).execute();
}

export async function nextResultNumber(db: Db, panelId: string): Promise<number> {
  const row = await db
    .selectFrom('panelResult')
    .select((eb) => eb.fn.max('n').as('last'))
    .where('panelId', '=', panelId)
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}

export async function insertResult(
  db: Db,
  result: PanelResultRow,
  dissent: readonly Omit<DissentTable, 'studyId' | 'resultId' | 'n'>[]
): Promise<void> {
  await db.insertInto('panelResult').values(result).execute();
  const { studyId, id: resultId } = result;
  if (dissent.length > 0)
    await db
      .insertInto('dissent')
      .values(dissent.map((voice, index) => ({ ...voice, studyId, resultId, n: index + 1 })))
      .execute();
}

export const listResults = (db: Db, panelIds: readonly string[]): Promise<PanelResultRow[]> =>
  inChunks(panelIds, (some) =>
    db
      .selectFrom('panelResult')
      .selectAll()
      .where('panelId', 'in', some)
      .orderBy('panelId')
      .orderBy('n')
      .execute()
  );

/** Lists the levels with which results of a study, and dissents from them, were recorded. */
export async function listRecordedLevels(db: Db, studyId: string): Promise<Set<string>> {
  const results = await db
    .selectFrom('panelResult')
    .select('level')
    .distinct()
    .where('studyId', '=', studyId)
    .where('level', 'is not', null)
    .execute();
  const voices = await db
    .selectFrom('dissent')
    .select('level')
    .distinct()
    .where('studyId', '=', studyId)
    .where('level', 'is not', null)
    .execute();
  return new Set([...results, ...voices].flatMap(({ level }) => level ?? []));
}

export interface StoredDissent extends Dissent, Pick<DissentTable, 'n' | 'userId' | 'signedAt'> {}

/** In the order in which they were recorded. */
export async function listDissent(
  db: Db,
  resultIds: readonly string[]
): Promise<Map<string, StoredDissent[]>> {
  const rows = await inChunks(resultIds, (some) =>
    db
      .selectFrom('dissent')
      .selectAll()
      .where('resultId', 'in', some)
      .orderBy('resultId')
      .orderBy('n')
      .execute()
  );
  const voices = new Map<string, StoredDissent[]>();
  for (const { resultId, n, userId, sideId, level, opinionEn, opinionZh, signedAt } of rows) {
    voices.set(resultId, [
      ...(voices.get(resultId) ?? []),
      { n, userId, sideId, level, opinion: both(opinionEn, opinionZh), signedAt }
    ]);
  }
  return voices;
}

/** Stores whose name stands under a dissent from when on, or that none does any more. */
export async function signDissent(
  db: Db,
  { resultId, n }: { readonly resultId: string; readonly n: number },
  signature: Pick<DissentTable, 'userId' | 'signedAt'>
): Promise<void> {
  await db
    .updateTable('dissent')
    .set(signature)
    .where('resultId', '=', resultId)
    .where('n', '=', n)
    .execute();
}

/** Finds the proposal that has neither been withdrawn nor agreed to yet. */
export const findOpenSettlement = (db: Db, panelId: string): Promise<SettlementRow | undefined> =>
  db
    .selectFrom('settlement')
    .selectAll()
    .where('panelId', '=', panelId)
    .where('withdrawnAt', 'is', null)
    .where('agreedAt', 'is', null)
    .executeTakeFirst();

export async function insertSettlement(db: Db, settlement: SettlementRow): Promise<void> {
  await db.insertInto('settlement').values(settlement).execute();
}

export async function updateSettlement(
  db: Db,
  id: string,
  change: Partial<Pick<SettlementRow, 'agreedBy' | 'agreedAt' | 'withdrawnAt'>>
): Promise<void> {
  await db.updateTable('settlement').set(change).where('id', '=', id).execute();
}
