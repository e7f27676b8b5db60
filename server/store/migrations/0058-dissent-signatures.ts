/** Whether a dissent is signed by the assessor it is of, and when: without that, its side alone is named. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('dissent').addColumn('signed_at', 'text').execute();
}
