/** Creates the table of drafts that a translation service wrote, and of what became of them. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  let builder = db.schema
    .createTable('machine_draft')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'));
  for (const name of [
    'document_id',
    'section',
    'source_block',
    'language',
    'target_block',
    'text',
    'user_id',
    'at'
  ])
    builder = builder.addColumn(name, 'text', (column) => column.notNull());
  await builder
    .addColumn('accepted_by', 'text')
    .addColumn('accepted_at', 'text')
    .addColumn('untouched', 'integer')
    .addColumn('version', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('machine_draft_key', [
      'document_id',
      'source_block',
      'language',
      'at'
    ] as never[])
    .execute();
}
