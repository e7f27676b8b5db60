/**
 * The roadmap: its steps beside its text, what was released of it to the cities, and what each city decides for
 * itself, round by round. Next steps get a kind, a scope and links to what they rest on. Frozen.
 */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('roadmap')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) =>
      column.notNull().primaryKey().references('study.id').onDelete('cascade')
    )
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();

  let step = db.schema
    .createTable('roadmap_step')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('from_level', 'text')
    .addColumn('to_level', 'text')
    .addColumn('horizon', 'text')
    .addColumn('removed_at', 'text');
  for (const name of [
    'characteristic',
    'title_en',
    'title_zh',
    'responsible_en',
    'responsible_zh',
    'depends_on',
    'links',
    'user_id',
    'at'
  ])
    step = step.addColumn(name, 'text', (column) => column.notNull());
  await step.execute();
  await db.schema
    .createIndex('roadmap_step_number')
    .ifNotExists()
    .unique()
    .on('roadmap_step')
    .columns(['study_id', 'number'])
    .execute();

  await db.schema
    .createTable('roadmap_release')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('roadmap_release_key', ['study_id', 'n'])
    .execute();

  await db.schema
    .createTable('roadmap_round')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'text', (column) => column.notNull())
    .addColumn('closed_at', 'text')
    .addPrimaryKeyConstraint('roadmap_round_key', ['study_id', 'city_id', 'n'])
    .execute();

  await db.schema
    .alterTable('next_step')
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo('next-step'))
    .execute();
  for (const name of ['scope_cities', 'scope_characteristics', 'links'])
    await db.schema
      .alterTable('next_step')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo('[]'))
      .execute();
}
