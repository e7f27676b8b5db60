/** Pilots that have withdrawn stay where they are, with date, reason and who takes their place. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const { rows } = await sql`select 1 from pragma_table_info('city') where name = 'withdrawn_on'`.execute(db);
  if (rows.length === 0) await db.transaction().execute(change);
}

async function change(db: Kysely<any>): Promise<void> {
  // One statement a column: SQLite adds no more than one at a time.
  for (const name of ['withdrawn_on', 'withdrawn_reason_en', 'withdrawn_reason_zh', 'substitute_id']) {
    await db.schema.alterTable('city').addColumn(name, 'text').execute();
  }
}
