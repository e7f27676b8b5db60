/**
 * Creates the tables of the research: the bibliography and what cites it, topics with entries, figures and
 * tables of numbers, pins to the framework, talks with solution providers, and permissions of images. Frozen.
 */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const create = (
    table: string,
    texts: readonly string[],
    optional: readonly string[] = [],
    hasEditor = true
  ) => {
    let builder = db.schema
      .createTable(table)
      .ifNotExists()
      .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'));
    for (const name of texts) builder = builder.addColumn(name, 'text', (column) => column.notNull());
    for (const name of optional) builder = builder.addColumn(name, 'text');
    if (!hasEditor) return builder;
    return builder
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull());
  };
  const both = (...names: readonly string[]): string[] =>
    names.flatMap((name) => [`${name}_en`, `${name}_zh`]);
  const own = ['study_id', 'id'] as never[];

  await create(
    'bibliography',
    ['id', 'kind', ...both('title'), 'author', ...both('publisher'), 'address'],
    ['date']
  )
    .addPrimaryKeyConstraint('bibliography_key', own)
    .execute();
  await create('context_topic', ['id', ...both('title')], both('caution'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('context_topic_key', own)
    .execute();
  await create(
    'context_entry',
    ['id', 'register', ...both('title', 'summary', 'issuer'), 'cities'],
    ['area', 'topic_id', 'date', ...both('caution')]
  )
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('context_entry_key', own)
    .execute();
  await create(
    'context_figure',
    [
      'id',
      'topic_id',
      ...both('label'),
      'measure',
      'value_text',
      ...both('unit'),
      'comparator',
      'nature',
      ...both('scope', 'method')
    ],
    ['currency', 'period', ...both('caution')]
  )
    .addColumn('value', 'double precision')
    .addColumn('value_to', 'double precision')
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('context_figure_key', own)
    .execute();
  await create(
    'context_table',
    ['id', 'topic_id', ...both('title', 'note'), 'measure', ...both('unit'), 'nature', 'columns', 'rows'],
    ['period']
  )
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('context_table_key', own)
    .execute();
  await create('provider_talk', ['id', ...both('party'), 'held_on', ...both('summary')])
    .addPrimaryKeyConstraint('provider_talk_key', own)
    .execute();
  await create(
    'outside_image',
    ['id', ...both('title', 'owner'), 'state', 'decided_by', 'document', ...both('terms'), 'hash'],
    ['decided_on']
  )
    .addPrimaryKeyConstraint('outside_image_key', own)
    .execute();

  await create('citation', ['kind', 'holder_id', 'source_id', 'place'], [], false)
    .addColumn('position', 'integer', (column) => column.notNull())
    .addForeignKeyConstraint('citation_source', ['study_id', 'source_id'] as never[], 'bibliography', [
      'study_id',
      'id'
    ])
    .addPrimaryKeyConstraint('citation_key', ['study_id', 'kind', 'holder_id', 'position'] as never[])
    .execute();
  await db.schema
    .createIndex('citation_of_source')
    .ifNotExists()
    .on('citation')
    .columns(['study_id', 'source_id'])
    .execute();
  await create('context_pin', ['kind', 'holder_id', 'characteristic'], ['question', 'city_id'], false)
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('context_pin_key', ['study_id', 'kind', 'holder_id', 'position'] as never[])
    .execute();
  await db.schema
    .createIndex('context_pin_at')
    .ifNotExists()
    .on('context_pin')
    .columns(['study_id', 'characteristic'])
    .execute();
}
