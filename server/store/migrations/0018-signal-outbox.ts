/** Names the outbox of signals as the code does. A row lives for a minute, so the table is made anew. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('posted_ring').ifExists().execute();
  await db.schema
    .createTable('signal_outbox')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('signal', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('signal_outbox_key', ['id'])
    .execute();
}
