/**
 * The report of a study and its shorter papers: the tree of parts, passages, builds with their outputs, and
 * publications with signatures and errata. Frozen.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const bytes = db.getExecutor().adapter.supportsTransactionalDdl ? sql`bytea` : sql`blob`;
  const texts = ['title_en', 'title_zh'] as const;
  let report = db.schema
    .createTable('report')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('report_key', ['study_id', 'kind']);
  for (const name of [...texts, 'subtitle_en', 'subtitle_zh', 'user_id', 'at'])
    report = report.addColumn(name as 'kind', 'text', (column) => column.notNull());
  await report.execute();

  let part = db.schema
    .createTable('report_part')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('parent_id', 'text')
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('shows_gaps', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('report_part_key', ['study_id', 'kind', 'id']);
  for (const name of [...texts, 'source', 'numbering'])
    part = part.addColumn(name as 'kind', 'text', (column) => column.notNull());
  await part.execute();

  let passage = db.schema
    .createTable('report_passage')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('source', 'text')
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull());
  for (const name of ['kind', 'part_id', 'text_en', 'text_zh', 'user_id', 'at'])
    passage = passage.addColumn(name as 'id', 'text', (column) => column.notNull());
  await passage.execute();
  await db.schema
    .createIndex('report_passage_of')
    .ifNotExists()
    .on('report_passage')
    .columns(['study_id', 'kind', 'part_id', 'position'])
    .execute();

  let build = db.schema
    .createTable('report_build')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'));
  for (const name of [
    'kind',
    'purpose',
    'number',
    'on_day',
    'wanted',
    'state',
    'faults',
    'pictures',
    'user_id',
    'at'
  ])
    build = build.addColumn(name as 'id', 'text', (column) => column.notNull());
  for (const name of ['done', 'attempts'])
    build = build.addColumn(name as 'id', 'integer', (column) => column.notNull());
  for (const name of [
    'manifest',
    'manifest_hash',
    'content_hash',
    'hash',
    'fault',
    'started_at',
    'finished_at',
    'node',
    'lease_until'
  ])
    build = build.addColumn(name as 'id', 'text');
  await build.execute();
  await db.schema
    .createIndex('report_build_of')
    .ifNotExists()
    .on('report_build')
    .columns(['study_id', 'kind', 'at'])
    .execute();
  await db.schema
    .createIndex('report_build_state')
    .ifNotExists()
    .on('report_build')
    .columns(['state', 'at'])
    .execute();

  await db.schema
    .createTable('report_output')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('build_id', 'text', (column) =>
      column.notNull().references('report_build.id').onDelete('cascade')
    )
    .addColumn('edition', 'text', (column) => column.notNull())
    .addColumn('format', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('report_output_key', ['build_id', 'edition', 'format'])
    .execute();

  // A file is stored once in a study under its hash, in pieces that fit into a statement.
  await db.schema
    .createTable('report_file')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('report_file_of')
    .ifNotExists()
    .unique()
    .on('report_file')
    .columns(['study_id', 'sha256', 'n'])
    .execute();

  let signature = db.schema
    .createTable('report_signature')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('build_id', 'text', (column) =>
      column.notNull().references('report_build.id').onDelete('cascade')
    );
  for (const name of ['side_id', 'user_id', 'hash', 'statement', 'digest', 'at'])
    signature = signature.addColumn(name as 'id', 'text', (column) => column.notNull());
  await signature.execute();
  await db.schema
    .createIndex('report_signature_side')
    .ifNotExists()
    .unique()
    .on('report_signature')
    .columns(['build_id', 'side_id'])
    .execute();
  await db.schema
    .createIndex('report_signature_person')
    .ifNotExists()
    .unique()
    .on('report_signature')
    .columns(['build_id', 'user_id'])
    .execute();

  await db.schema
    .createTable('report_publication')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('build_id', 'text', (column) =>
      column.notNull().references('report_build.id').onDelete('cascade')
    )
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('report_publication_key', ['study_id', 'kind', 'number'])
    .execute();

  let erratum = db.schema
    .createTable('report_erratum')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('report_erratum_key', ['study_id', 'kind', 'number', 'n']);
  for (const name of ['part_id', 'text_en', 'text_zh', 'user_id', 'at'])
    erratum = erratum.addColumn(name as 'kind', 'text', (column) => column.notNull());
  await erratum.execute();
}
