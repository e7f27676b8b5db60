/** A search of a frequent word waits for no parallel workers of PostgreSQL: starting them takes longer. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const isPostgres = db.getExecutor().adapter.supportsTransactionalDdl;
  if (isPostgres) await sql`alter table search_token set (parallel_workers = 0)`.execute(db);
}
