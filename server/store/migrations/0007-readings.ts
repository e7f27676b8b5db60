/** Drafts that are given to named outsiders, and which comments came through which link. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === 'reading')) await db.transaction().execute(change);
}

async function change(db: Kysely<any>): Promise<void> {
  let reading = db.schema
    .createTable('reading')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'));
  for (const name of [
    'city_id',
    'consultation_id',
    'version_id',
    'name',
    'organisation',
    'token_hash',
    'deadline',
    'deadline_zone',
    'user_id',
    'at'
  ]) {
    reading = reading.addColumn(name, 'text', (column) => column.notNull());
  }
  for (const name of ['side_id', 'revoked_at', 'revoked_by']) reading = reading.addColumn(name, 'text');
  await reading.execute();
  await db.schema.createIndex('reading_token').on('reading').column('token_hash').unique().execute();
  await db.schema.createIndex('reading_city').on('reading').columns(['study_id', 'city_id']).execute();
  await db.schema
    .createTable('reading_comment')
    .addColumn('comment_id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('reading_id', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('reading_comment_of').on('reading_comment').column('reading_id').execute();
}
