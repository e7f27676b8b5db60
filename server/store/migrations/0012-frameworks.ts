/** Versions of a study's framework in their order, which of them each assessment is asked in, and the draft of the next. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const { rows } = await sql`select 1 from pragma_table_info('framework') where name = 'position'`.execute(
    db
  );
  if (rows.length === 0) await db.transaction().execute(change);
}

async function change(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('framework')
    .addColumn('position', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await db.schema.alterTable('framework').addColumn('published_at', 'text').execute();
  await db.schema.alterTable('assessment').addColumn('framework_version', 'text').execute();
  await db.schema.alterTable('assessment').addColumn('framework_before', 'text').execute();
  await db.schema
    .createTable('framework_draft')
    .addColumn('study_id', 'text', (column) => column.primaryKey().references('study.id').onDelete('cascade'))
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('base_version', 'text')
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .execute();
}
