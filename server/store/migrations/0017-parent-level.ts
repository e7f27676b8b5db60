/** At which administrative level the unit stands of which a pilot is part. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (!db.getExecutor().adapter.supportsTransactionalDdl) {
    const { rows } = await sql`select 1 from pragma_table_info('city') where name = 'parent_level'`.execute(
      db
    );
    if (rows.length > 0) return;
  }
  await db.schema.alterTable('city').addColumn('parent_level', 'text').execute();
}
