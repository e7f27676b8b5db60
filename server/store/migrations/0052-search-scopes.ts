/** The token index finds what belongs to a few scopes by the hashes of scopes in its ids. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const isPostgres = db.getExecutor().adapter.supportsTransactionalDdl;
  if (isPostgres)
    await sql`create index if not exists search_token_scope on search_token ((id & 4095))`.execute(db);
}
