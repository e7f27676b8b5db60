/**
 * Reads late proposals and stores the decisions about them; updates.ts stores the proposals as they arrive.
 */
import type { StudyId } from '#base/ids.ts';
import type { Db } from '#server/store/open.ts';
import type { LateProposalTable } from '#server/store/tables/log.ts';
import type { LateProposalRow } from '#server/store/updates.ts';

export type LateRow = LateProposalRow;
export type LateProposalSummary = Omit<LateProposalRow, 'bytes'>;

const summaryColumns = [
  'id',
  'documentId',
  'generation',
  'userId',
  'receivedAt',
  'decision',
  'decidedBy',
  'decidedAt',
  'reasonEn',
  'reasonZh'
] as const satisfies readonly (keyof LateProposalTable)[];

/** Oldest first. */
export const listLateProposalSummaries = (db: Db, documentId: string): Promise<LateProposalSummary[]> =>
  db
    .selectFrom('lateProposal')
    .select(summaryColumns)
    .where('documentId', '=', documentId)
    .orderBy('receivedAt')
    .orderBy('id')
    .execute();

export const findLateProposal = (db: Db, id: string): Promise<LateRow | undefined> =>
  db.selectFrom('lateProposal').selectAll().where('id', '=', id).executeTakeFirst();

/** Returns false where it has been decided already. */
export async function decideLateProposal(
  db: Db,
  id: string,
  decided: Readonly<{
    decision: 'merged' | 'dismissed';
    decidedBy: string;
    decidedAt: string;
    reasonEn: string;
    reasonZh: string;
  }>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('lateProposal')
    .set(decided)
    .where('id', '=', id)
    .where('decision', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Only those that no one has decided, by document. */
export async function countLateProposals(db: Db, studyId: StudyId): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('lateProposal')
    .innerJoin('document', 'document.id', 'lateProposal.documentId')
    .select((eb) => ['lateProposal.documentId', eb.fn.countAll<number | string>().as('count')])
    .where('document.studyId', '=', studyId)
    .where('lateProposal.decision', 'is', null)
    .groupBy('lateProposal.documentId')
    .execute();
  return new Map(rows.map((row) => [row.documentId, Number(row.count)]));
}
