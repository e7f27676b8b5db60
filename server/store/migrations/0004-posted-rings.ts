/** What a process that serves nobody, such as the operator's tool, wants those that serve to hear. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('posted_ring')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('ring', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('posted_ring_key', ['id'])
    .execute();
}
