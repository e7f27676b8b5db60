/**
 * The token index of SQLite is merged in small steps by the indexer, and no longer within the writes of its entries,
 * for which others wait. Frozen.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const isPostgres = db.getExecutor().adapter.supportsTransactionalDdl;
  if (!isPostgres)
    await sql`insert into search_token (search_token, rank) values ('automerge', 0)`.execute(db);
}
