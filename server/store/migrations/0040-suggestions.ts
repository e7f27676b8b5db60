/** Changes of prose that people propose beside a text. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  let builder = db.schema
    .createTable('suggestion')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    );
  for (const name of [
    'section',
    'language',
    'kind',
    'anchor_from',
    'anchor_to',
    'quote',
    'deleted',
    'content'
  ])
    builder = builder.addColumn(name, 'text', (column) => column.notNull());
  for (const name of ['state', 'user_id', 'role', 'at'])
    builder = builder.addColumn(name, 'text', (column) => column.notNull());
  for (const name of [
    'block_id',
    'target',
    'side_id',
    'claimed_by',
    'claimed_at',
    'decided_by',
    'decided_at'
  ])
    builder = builder.addColumn(name, 'text');
  await builder.addColumn('version', 'integer', (column) => column.notNull()).execute();
  await db.schema
    .createIndex('suggestion_of')
    .ifNotExists()
    .on('suggestion')
    .columns(['document_id', 'section', 'state'])
    .execute();
}
