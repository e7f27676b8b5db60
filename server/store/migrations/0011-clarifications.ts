/** Contributors may be limited to characteristics; a submission names its post; what a city is asked once more, question by question. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const { rows } = await sql`select 1 from pragma_table_info('grant') where name = 'characteristics'`.execute(
    db
  );
  if (rows.length === 0) await db.transaction().execute((trx) => change(trx));
}

const texts = [
  'city_id',
  'document_id',
  'question',
  'characteristic',
  'body',
  'language',
  'user_id',
  'role',
  'at',
  'from_version_id',
  'note'
];
const maybe = [
  'note_language',
  'to_version_id',
  'returned_by',
  'returned_at',
  'withdrawn_by',
  'withdrawn_at',
  'reviewed_by',
  'reviewed_at'
];

async function change(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('grant').addColumn('characteristics', 'text').execute();
  await db.schema.alterTable('step').addColumn('post', 'text').execute();
  let table = db.schema
    .createTable('clarification')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('base', 'integer', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('closed_generation', 'integer')
    .addColumn('is_changed', 'integer');
  for (const name of texts) table = table.addColumn(name, 'text', (column) => column.notNull());
  for (const name of maybe) table = table.addColumn(name, 'text');
  await table.execute();
  await db.schema
    .createIndex('clarification_of')
    .on('clarification')
    .columns(['document_id', 'question'])
    .execute();
  // A question is open once at most, whoever asks.
  await sql`create unique index clarification_open on clarification (document_id, question) where closed_generation is null`.execute(
    db
  );
}
