/** The log for many rooms at once: numbers given by the database, packed history, snapshots that need no parsing, quarantine. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db, 'postgres');
  // Kysely does not wrap this in a transaction on SQLite, although SQLite could: a crash on the way leaves all or nothing.
  const { rows } = await sql`select 1 from pragma_table_info('generation') where name = 'last_seq'`.execute(
    db
  );
  if (rows.length === 0) await db.transaction().execute((trx) => change(trx, 'sqlite'));
}

async function change(db: Kysely<any>, engine: 'sqlite' | 'postgres'): Promise<void> {
  const bytes = engine === 'postgres' ? sql`bytea` : sql`blob`;
  await db.schema
    .alterTable('generation')
    .addColumn('last_seq', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('document_snapshot').addColumn('state_vector', bytes).execute();
  await db.schema.alterTable('document_snapshot').addColumn('structs_end', 'integer').execute();
  if (engine === 'sqlite') await packUpdates(db);
  else await fillLastSeq(db);
  await db.schema
    .createTable('document_segment')
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('from_seq', 'bigint', (column) => column.notNull())
    .addColumn('to_seq', 'bigint', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('document_segment_key', ['document_id', 'generation', 'from_seq'])
    .execute();
  await db.schema
    .createTable('quarantine')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('quarantine_key', ['id'])
    .execute();
  await db.schema.createIndex('quarantine_document').on('quarantine').columns(['document_id']).execute();
}

/** Rows live in the tree of their key: a commit writes one page of the table where it wrote one of the table and one of its index. */
async function packUpdates(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('document_update').renameTo('document_update_before').execute();
  await db.schema
    .createTable('document_update')
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('bytes', sql`blob`, (column) => column.notNull())
    .addPrimaryKeyConstraint('document_update_key', ['document_id', 'generation', 'seq'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await sql`insert into document_update select document_id, generation, seq, user_id, at, bytes from document_update_before`.execute(
    db
  );
  await db.schema.dropTable('document_update_before').execute();
}

async function fillLastSeq(db: Kysely<any>): Promise<void> {
  await sql`
    update generation set last_seq = greatest(
      coalesce((select max(seq) from document_update u where u.document_id = generation.document_id and u.generation = generation.n), 0),
      coalesce((select max(through_seq) from document_snapshot s where s.document_id = generation.document_id and s.generation = generation.n), 0)
    )`.execute(db);
}
