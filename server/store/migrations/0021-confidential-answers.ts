/** Answers that cities hold back as confidential, and the people who may read them. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const { rows } = await sql`select 1 from sqlite_master where name = 'confidential_answer'`.execute(db);
  if (rows.length === 0) await db.transaction().execute(change);
}

async function change(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('confidential_answer')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text', (column) => column.notNull())
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('confidential_answer_key', ['study_id', 'city_id', 'question', 'topic'])
    .execute();
  await db.schema
    .createTable('confidential_reader')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('named_by', 'text', (column) => column.notNull())
    .addColumn('named_at', 'text', (column) => column.notNull())
    .addColumn('removed_by', 'text')
    .addColumn('removed_at', 'text')
    .execute();
  await db.schema
    .createIndex('confidential_reader_of')
    .on('confidential_reader')
    .columns(['study_id', 'city_id'])
    .execute();
  await sql`create unique index confidential_reader_once on confidential_reader (user_id, study_id, city_id) where removed_at is null`.execute(
    db
  );
  await db.schema
    .createTable('data_upgrade')
    .addColumn('name', 'text', (column) => column.notNull().primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
}
