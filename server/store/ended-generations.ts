/** Finds what the log still holds of generations that have ended, and deletes their history. */
import type { GenerationAddress } from './appender.ts';
import type { Db } from './open.ts';

/** Lists ended generations whose log has updates that no snapshot has replaced. */
export const listUncompacted = (db: Db): Promise<GenerationAddress[]> =>
  db
    .selectFrom('generation')
    .select(['documentId', 'n as generation'])
    .where('endedAt', 'is not', null)
    .where((of) =>
      of.exists(
        of
          .selectFrom('documentUpdate')
          .select('seq')
          .whereRef('documentUpdate.documentId', '=', 'generation.documentId')
          .whereRef('documentUpdate.generation', '=', 'generation.n')
      )
    )
    .orderBy('documentId')
    .orderBy('n')
    .execute();

/** Lists generations that had ended by a time and whose history is still stored. */
export const listWithHistory = (db: Db, endedBy: string): Promise<GenerationAddress[]> =>
  db
    .selectFrom('generation')
    .select(['documentId', 'n as generation'])
    .where('endedAt', '<=', endedBy)
    .where((of) =>
      of.exists(
        of
          .selectFrom('documentSegment')
          .select('fromSeq')
          .whereRef('documentSegment.documentId', '=', 'generation.documentId')
          .whereRef('documentSegment.generation', '=', 'generation.n')
      )
    )
    .orderBy('documentId')
    .orderBy('n')
    .execute();

/** Deletes the history of a generation; its text stays. */
export async function deleteHistory(db: Db, { documentId, generation }: GenerationAddress): Promise<void> {
  await db
    .deleteFrom('documentSegment')
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .execute();
}
