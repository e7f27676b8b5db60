/** Evidence of a city: pieces, their files by revision, where answers cite them, and who of the other side could open them. Frozen. */
import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely';

type Column = readonly [name: string, type: 'text' | 'integer' | 'bytes', nullable?: 'null'];

const text = (name: string): Column => [name, 'text'];
const maybe = (name: string): Column => [name, 'text', 'null'];
const count = (name: string): Column => [name, 'integer'];
const both = (name: string): Column[] => [text(`${name}_en`), text(`${name}_zh`)];

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const { rows } = await sql`select 1 from sqlite_master where type = 'table' and name = 'evidence'`.execute(
    db
  );
  if (rows.length === 0) await db.transaction().execute(change);
}

async function change(db: Kysely<any>): Promise<void> {
  const bytes = db.getExecutor().adapter.supportsTransactionalDdl ? sql`bytea` : sql`blob`;
  const create = async (table: string, key: readonly string[], columns: readonly Column[]): Promise<void> => {
    let builder = db.schema.createTable(table);
    for (const [name, type, nullable] of columns) {
      builder = builder.addColumn(
        name,
        type === 'bytes' ? bytes : type,
        (column: ColumnDefinitionBuilder) => {
          const defined = nullable === 'null' ? column : column.notNull();
          if (name === 'study_id') return defined.references('study.id').onDelete('cascade');
          return name === 'evidence_id' ? defined.references('evidence.id').onDelete('cascade') : defined;
        }
      );
    }
    await builder.addPrimaryKeyConstraint(`${table}_key`, [...key] as never[]).execute();
  };
  const index = async (name: string, table: string, columns: string[]): Promise<void> => {
    await db.schema.createIndex(name).on(table).columns(columns).execute();
  };

  await create(
    'evidence',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('city_id'),
      text('kind'),
      ...both('title'),
      maybe('language'),
      maybe('dated_on'),
      maybe('url'),
      maybe('accessed_on'),
      text('citation'),
      count('is_confidential'),
      ...both('note'),
      text('user_id'),
      text('at'),
      maybe('withdrawn_at'),
      maybe('withdrawn_by'),
      ...both('withdrawn_reason'),
      count('version')
    ]
  );
  await index('evidence_of', 'evidence', ['study_id', 'city_id']);
  await create(
    'evidence_file',
    ['evidence_id', 'n'],
    [
      text('study_id'),
      text('evidence_id'),
      count('n'),
      text('file_name'),
      count('is_renamed'),
      text('media_type'),
      count('size'),
      text('sha256'),
      ['bytes', 'bytes'],
      text('user_id'),
      text('at')
    ]
  );
  await index('evidence_file_hash', 'evidence_file', ['study_id', 'sha256']);
  await create(
    'evidence_use',
    ['evidence_id', 'question_id', 'record_id'],
    [
      text('study_id'),
      text('evidence_id'),
      text('question_id'),
      text('record_id'),
      text('user_id'),
      text('at')
    ]
  );
  await create(
    'attestation',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('evidence_id'),
      ['n', 'integer', 'null'],
      maybe('url'),
      count('opens'),
      text('on_day'),
      text('note'),
      text('language'),
      text('user_id'),
      text('side_id'),
      text('at')
    ]
  );
  await index('attestation_of', 'attestation', ['evidence_id']);
}
