/**
 * The glossary that both sides agree on: what a term names, its further words and false friends; proposals with
 * the votes on them; and findings in texts that were accepted with a reason. Frozen.
 */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('glossary_term')
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo('term'))
    .execute();
  await db.schema
    .alterTable('glossary_term')
    .addColumn('is_checked', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await db.schema
    .alterTable('glossary_term')
    .addColumn('variants', 'text', (column) => column.notNull().defaultTo('[]'))
    .execute();
  await db.schema.alterTable('glossary_term').addColumn('agreed_at', 'text').execute();

  let proposal = db.schema
    .createTable('term_proposal')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('side_id', 'text')
    .addColumn('decided_at', 'text');
  for (const name of ['term_id', 'act', 'wording', 'seen', 'reason', 'state', 'user_id', 'at'])
    proposal = proposal.addColumn(name, 'text', (column) => column.notNull());
  await proposal.execute();
  await db.schema
    .createIndex('term_proposal_of')
    .ifNotExists()
    .on('term_proposal')
    .columns(['study_id', 'term_id', 'at'])
    .execute();

  const vote = db.schema
    .createTable('term_vote')
    .ifNotExists()
    .addColumn('proposal_id', 'text', (column) =>
      column.notNull().references('term_proposal.id').onDelete('cascade')
    )
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('term_vote_key', ['proposal_id', 'user_id']);
  await ['side_id', 'vote', 'reason', 'at']
    .reduce((table, name) => table.addColumn(name as 'user_id', 'text', (column) => column.notNull()), vote)
    .execute();

  const accepted = db.schema
    .createTable('accepted_finding')
    .ifNotExists()
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('key', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('accepted_finding_key', ['document_id', 'key']);
  await ['section', 'kind', 'said_en', 'said_zh', 'reason', 'user_id', 'at']
    .reduce((table, name) => table.addColumn(name as 'key', 'text', (column) => column.notNull()), accepted)
    .execute();
}
