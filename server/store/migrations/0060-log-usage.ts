/** Counts how many bytes each person has added to the log of a generation. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('log_usage')
    .ifNotExists()
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('log_usage_key', ['document_id', 'generation', 'user_id'])
    .execute();
  // What is packed already has no sums: it is not charged to anybody.
  await sql`
    insert into log_usage (document_id, generation, user_id, bytes)
    select document_id, generation, user_id, sum(length(bytes)) from document_update
    group by document_id, generation, user_id
    on conflict do nothing`.execute(db);
}
