/** Finds what the log still holds of generations that have ended, and deletes their history. */
import type { GenerationAddress } from '#server/store/appender.ts';
import type { Db } from '#server/store/open.ts';

/** Lists ended generations whose log has updates that no snapshot has replaced. */
export const listUncompacted = (db: Db): Promise<GenerationAddress[]> =>
  generationsIn(db, 'documentUpdate').where('endedAt', 'is not', null).execute();

/** Lists generations that had ended by a time and whose history is still stored. */
export const listWithHistory = (db: Db, endedBy: string): Promise<GenerationAddress[]> =>
  generationsIn(db, 'documentSegment').where('endedAt', '<=', endedBy).execute();

/** Selects the generations of which a table of the log has rows, in the order of their keys. */
const generationsIn = (db: Db, table: 'documentUpdate' | 'documentSegment') =>
  db
    .selectFrom('generation')
    .select(['documentId', 'n as generation'])
    .where((of) =>
      of.exists(
        of
          .selectFrom(table)
          .select('documentId')
          .whereRef(`${table}.documentId`, '=', 'generation.documentId')
          .whereRef(`${table}.generation`, '=', 'generation.n')
      )
    )
    .orderBy('documentId')
    .orderBy('n');

/** Deletes how much of it was whose, too; the text stays. */
export async function deleteHistory(db: Db, { documentId, generation }: GenerationAddress): Promise<void> {
  for (const table of ['documentSegment', 'logUsage'] as const)
    await db
      .deleteFrom(table)
      .where('documentId', '=', documentId)
      .where('generation', '=', generation)
      .execute();
}
