/** Late proposals as they are decided about; what is added to them while they come in stands in updates.ts. */
import type { Db } from './open.ts';
import type { LateProposalTable } from './schema.ts';
import type { LateProposalRow } from './updates.ts';

export type LateRow = LateProposalRow;
/** Without its bytes, for lists. */
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

/** False where somebody has decided already. */
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
