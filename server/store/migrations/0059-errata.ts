/** Stores errata that wait for the chairs of both sides, and who of them has confirmed each. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  let proposal = db.schema
    .createTable('erratum_proposal')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('number', 'integer', (column) => column.notNull());
  for (const name of ['kind', 'part_id', 'text_en', 'text_zh', 'state', 'user_id', 'at'])
    proposal = proposal.addColumn(name as 'kind', 'text', (column) => column.notNull());
  await proposal.execute();
  let confirmation = db.schema
    .createTable('erratum_confirmation')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('proposal_id', 'text', (column) => column.notNull())
    .addColumn('side_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('erratum_confirmation_key', ['proposal_id', 'side_id']);
  for (const name of ['user_id', 'at'])
    confirmation = confirmation.addColumn(name as 'user_id', 'text', (column) => column.notNull());
  await confirmation.execute();
}
