/**
 * Creates the tables of trends and challenges with their validation by each side, and of what statements of the
 * study rest on. Frozen.
 */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  let theme = db.schema
    .createTable('theme')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('removed_at', 'text')
    .addColumn('version', 'integer', (column) => column.notNull());
  for (const name of [
    'kind',
    'scope',
    'origin',
    'answer',
    'statement_en',
    'statement_zh',
    'explanation_en',
    'explanation_zh',
    'characteristics',
    'user_id',
    'at'
  ])
    theme = theme.addColumn(name, 'text', (column) => column.notNull());
  await theme.execute();
  await db.schema
    .createIndex('theme_of_study')
    .ifNotExists()
    .on('theme')
    .columns(['study_id', 'at'])
    .execute();

  const validation = db.schema
    .createTable('theme_validation')
    .ifNotExists()
    .addColumn('theme_id', 'text', (column) => column.notNull().references('theme.id').onDelete('cascade'))
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('side_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('theme_validation_key', ['theme_id', 'side_id']);
  await ['user_id', 'at', 'print']
    .reduce(
      (table, name) => table.addColumn(name as 'side_id', 'text', (column) => column.notNull()),
      validation
    )
    .execute();

  let support = db.schema
    .createTable('support')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text');
  for (const name of ['owner_kind', 'owner_id', 'role', 'kind', 'key', 'content', 'user_id', 'at'])
    support = support.addColumn(name, 'text', (column) => column.notNull());
  await support.execute();
  await db.schema
    .createIndex('support_of_owner')
    .ifNotExists()
    .on('support')
    .columns(['owner_id', 'key'])
    .unique()
    .execute();
  await db.schema
    .createIndex('support_of_thing')
    .ifNotExists()
    .on('support')
    .columns(['study_id', 'key'])
    .execute();
}
