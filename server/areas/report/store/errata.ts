import type { Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { Db } from '#server/store/open.ts';
import type { ErratumConfirmationTable, ErratumProposalTable } from './tables.ts';

export type ErratumProposalRow = Selectable<ErratumProposalTable>;
export type ErratumConfirmationRow = Selectable<ErratumConfirmationTable>;

/** Oldest first. */
export const listErratumProposals = (
  db: Db,
  studyId: StudyId,
  kind?: ReportKind
): Promise<ErratumProposalRow[]> =>
  db
    .selectFrom('erratumProposal')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('state', '=', 'open')
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'report'))
    .orderBy('at')
    .orderBy('id')
    .execute();

export const findErratumProposal = (
  db: Db,
  studyId: StudyId,
  id: string
): Promise<ErratumProposalRow | undefined> =>
  db
    .selectFrom('erratumProposal')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();

export async function insertErratumProposal(db: Db, row: ErratumProposalRow): Promise<void> {
  await db.insertInto('erratumProposal').values(row).execute();
}

export async function closeErratumProposal(
  db: Db,
  id: string,
  state: 'published' | 'withdrawn'
): Promise<void> {
  await db.updateTable('erratumProposal').set({ state }).where('id', '=', id).execute();
}

export const listErratumConfirmations = (
  db: Db,
  proposalIds: readonly string[]
): Promise<ErratumConfirmationRow[]> =>
  proposalIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('erratumConfirmation')
        .selectAll()
        .where('proposalId', 'in', [...proposalIds])
        .orderBy('at')
        .orderBy('sideId')
        .execute();

export async function insertErratumConfirmation(db: Db, row: ErratumConfirmationRow): Promise<void> {
  await db.insertInto('erratumConfirmation').values(row).execute();
}
