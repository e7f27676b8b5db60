/**
 * What an account needs to be nobody else's: why its password must change, a pause after a reset by others, links
 * that set a password, the time at which a session gave the password last, and who else wants an invitation. Frozen.
 */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  for (const column of ['password_change', 'paused_at', 'pause_ends_at', 'paused_by'])
    await db.schema.alterTable('user').addColumn(column, 'text').execute();
  await db.schema.alterTable('session').addColumn('confirmed_at', 'text').execute();
  for (const column of ['claimed_by', 'claimed_at'])
    await db.schema.alterTable('invitation').addColumn(column, 'text').execute();
  await db.schema
    .createTable('password_reset')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('begun_by', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('password_reset_user').on('password_reset').column('user_id').execute();
  await db.schema
    .createTable('pause_confirmation')
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('confirmed_by', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('pause_confirmation_key', ['user_id', 'scope'])
    .execute();
}
