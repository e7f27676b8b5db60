/**
 * Creates the tables of good practices: the cards, their validation by each side, the consent of the city in each
 * language, and where cities want to go on. Frozen.
 */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  let practice = db.schema
    .createTable('practice')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('removed_at', 'text')
    .addColumn('version', 'integer', (column) => column.notNull());
  const texts = ['title', 'problem', 'solution', 'results', 'conditions', 'transferability', 'resources'];
  for (const name of [
    'city_id',
    'characteristic',
    'categories',
    'contact',
    ...texts.flatMap((text) => [`${text}_en`, `${text}_zh`]),
    'user_id',
    'at'
  ])
    practice = practice.addColumn(name, 'text', (column) => column.notNull());
  await practice.execute();
  await db.schema
    .createIndex('practice_of_study')
    .ifNotExists()
    .on('practice')
    .columns(['study_id', 'at'])
    .execute();

  const validation = db.schema
    .createTable('practice_validation')
    .ifNotExists()
    .addColumn('practice_id', 'text', (column) =>
      column.notNull().references('practice.id').onDelete('cascade')
    )
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('side_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('practice_validation_key', ['practice_id', 'side_id']);
  await ['user_id', 'at', 'print']
    .reduce(
      (table, name) => table.addColumn(name as 'side_id', 'text', (column) => column.notNull()),
      validation
    )
    .execute();

  const consent = db.schema
    .createTable('practice_consent')
    .ifNotExists()
    .addColumn('practice_id', 'text', (column) =>
      column.notNull().references('practice.id').onDelete('cascade')
    )
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('answered_by', 'text')
    .addColumn('answered_at', 'text')
    .addPrimaryKeyConstraint('practice_consent_key', ['practice_id', 'language']);
  await ['state', 'asked_by', 'asked_at', 'print']
    .reduce(
      (table, name) => table.addColumn(name as 'language', 'text', (column) => column.notNull()),
      consent
    )
    .execute();

  await db.schema
    .createTable('practice_focus')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text', (column) => column.notNull())
    .addColumn('characteristic', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('practice_focus_key', ['study_id', 'city_id', 'characteristic'])
    .execute();
}
