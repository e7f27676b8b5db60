/** Scoring panels: who judges which city, scores by round, results with their dissent, and who leads a meeting. Frozen. */
import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely';

type Column = readonly [name: string, type: 'text' | 'integer', nullable?: 'null'];

const text = (name: string): Column => [name, 'text'];
const maybe = (name: string): Column => [name, 'text', 'null'];
const count = (name: string): Column => [name, 'integer'];
const both = (name: string): Column[] => [text(`${name}_en`), text(`${name}_zh`)];

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const { rows } = await sql`select 1 from pragma_table_info('study') where name = 'uses_indicators'`.execute(
    db
  );
  if (rows.length === 0) await db.transaction().execute((trx) => change(trx));
}

async function change(db: Kysely<any>): Promise<void> {
  const create = async (table: string, key: readonly string[], columns: readonly Column[]): Promise<void> => {
    let builder = db.schema.createTable(table);
    for (const [name, type, nullable] of columns) {
      builder = builder.addColumn(name, type, (column: ColumnDefinitionBuilder) => {
        const defined = nullable === 'null' ? column : column.notNull();
        return name === 'study_id' ? defined.references('study.id').onDelete('cascade') : defined;
      });
    }
    await builder.addPrimaryKeyConstraint(`${table}_key`, [...key] as never[]).execute();
  };
  const index = async (name: string, table: string, columns: string[]): Promise<void> => {
    await db.schema.createIndex(name).on(table).columns(columns).execute();
  };

  await db.schema
    .alterTable('study')
    .addColumn('uses_indicators', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await db.schema
    .alterTable('study')
    .addColumn('bars_origin', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();

  await create(
    'assessor',
    ['study_id', 'city_id', 'user_id'],
    [
      text('study_id'),
      text('city_id'),
      text('user_id'),
      text('side_id'),
      text('named_by'),
      text('at'),
      maybe('recused_at'),
      text('reason')
    ]
  );
  await index('assessor_user', 'assessor', ['user_id']);
  await create(
    'city_tie',
    ['study_id', 'city_id', 'user_id'],
    [text('study_id'), text('city_id'), text('user_id'), text('kind')]
  );
  await index('city_tie_user', 'city_tie', ['user_id']);

  await create(
    'panel',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('city_id'),
      text('characteristic'),
      text('state'),
      count('round'),
      maybe('result_id'),
      maybe('released_id'),
      count('version')
    ]
  );
  await db.schema
    .createIndex('panel_of')
    .unique()
    .on('panel')
    .columns(['study_id', 'city_id', 'characteristic'])
    .execute();
  await create(
    'panel_round',
    ['panel_id', 'round'],
    [
      text('study_id'),
      text('panel_id'),
      count('round'),
      text('rubric_hash'),
      text('opened_at'),
      maybe('user_id'),
      ...both('reason'),
      maybe('revealed_at'),
      maybe('revealed_by'),
      maybe('digest')
    ]
  );
  await create(
    'score',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('panel_id'),
      count('round'),
      text('user_id'),
      text('side_id'),
      maybe('judgement'),
      maybe('level'),
      text('rationale'),
      text('language'),
      maybe('confidence'),
      text('cited'),
      text('ratings'),
      count('uses_outside'),
      maybe('suggested'),
      text('changed_at'),
      maybe('sealed_at'),
      count('version')
    ]
  );
  await db.schema
    .createIndex('score_of')
    .unique()
    .on('score')
    .columns(['panel_id', 'round', 'user_id'])
    .execute();
  await create(
    'panel_result',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('panel_id'),
      count('n'),
      count('round'),
      text('outcome'),
      maybe('level'),
      ...both('reason'),
      text('rubric_hash'),
      maybe('meeting_id'),
      text('user_id'),
      text('at'),
      maybe('settlement_id')
    ]
  );
  await db.schema
    .createIndex('panel_result_of')
    .unique()
    .on('panel_result')
    .columns(['panel_id', 'n'])
    .execute();
  await create(
    'dissent',
    ['result_id', 'n'],
    [
      text('study_id'),
      text('result_id'),
      count('n'),
      maybe('user_id'),
      text('side_id'),
      maybe('level'),
      ...both('opinion')
    ]
  );
  await create(
    'settlement',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('panel_id'),
      text('level'),
      ...both('reason'),
      text('user_id'),
      text('side_id'),
      text('at'),
      maybe('agreed_by'),
      maybe('agreed_at'),
      maybe('withdrawn_at')
    ]
  );
  await index('settlement_of', 'settlement', ['panel_id']);
  await create(
    'lead',
    ['study_id'],
    [text('study_id'), text('user_id'), text('place'), maybe('meeting_id'), text('since'), text('at')]
  );
}
