/** The secret by which the nodes of one installation know one another on the bus. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const bytes = db.getExecutor().adapter.supportsTransactionalDdl ? sql`bytea` : sql`blob`;
  await db.schema
    .createTable('bus_secret')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('bus_secret_key', ['id'])
    .execute();
}
