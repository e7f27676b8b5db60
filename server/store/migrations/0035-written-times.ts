/** When a client id was first and last written under, to the minute; null for what was written before. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  for (const column of ['first_written_at', 'last_written_at'])
    await db.schema.alterTable('client_owner').addColumn(column, 'text').execute();
}
