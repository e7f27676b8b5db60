/** Which cities answer the short profile of their framework. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (!db.getExecutor().adapter.supportsTransactionalDdl) {
    const { rows } =
      await sql`select 1 from pragma_table_info('assessment') where name = 'answers_profile'`.execute(db);
    if (rows.length > 0) return;
  }
  await db.schema
    .alterTable('assessment')
    .addColumn('answers_profile', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
