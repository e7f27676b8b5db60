/** Results of submissions of forms, with which their repetitions are answered for a day. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('submission')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('rights', 'text', (column) => column.notNull())
    .addColumn('result', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('submission_key', ['id'])
    .execute();
  await db.schema.createIndex('submission_at').on('submission').column('at').execute();
}
