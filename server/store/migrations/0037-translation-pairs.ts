/** Creates the tables of what people confirmed of single pairs of passages, and of their notes about pairs. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const create = (table: string) => {
    let builder = db.schema
      .createTable(table)
      .ifNotExists()
      .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'));
    for (const name of ['document_id', 'section', 'en_block', 'zh_block', 'en_print', 'zh_print', 'kind'])
      builder = builder.addColumn(name, 'text', (column) => column.notNull());
    for (const name of ['en_text', 'zh_text']) builder = builder.addColumn(name, 'text');
    for (const name of ['user_id', 'at'])
      builder = builder.addColumn(name, 'text', (column) => column.notNull());
    return builder.addColumn('version', 'integer', (column) => column.notNull());
  };
  await create('translation_pair')
    .addColumn('was_proposed', 'integer', (column) => column.notNull())
    .addColumn('is_minor', 'integer', (column) => column.notNull())
    .addColumn('checked_by', 'text')
    .addColumn('checked_at', 'text')
    .addPrimaryKeyConstraint('translation_pair_key', ['document_id', 'en_block', 'zh_block'] as never[])
    .execute();
  await create('translation_note')
    .addPrimaryKeyConstraint('translation_note_key', [
      'document_id',
      'en_block',
      'zh_block',
      'kind'
    ] as never[])
    .execute();
}
