/**
 * The search index: what can be found, with the rights that reading it needs, and its tokens in the index of
 * each engine. All of it is made from other tables. Frozen.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const isPostgres = db.getExecutor().adapter.supportsTransactionalDdl;
  await db.schema
    .createTable('search_entry')
    .ifNotExists()
    .addColumn('id', isPostgres ? 'bigint' : 'integer', (column) => column.primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('city_id', 'text')
    .addColumn('section', 'text')
    .addColumn('user_id', 'text')
    .addColumn('day', 'text')
    .addColumn('title_en', 'text', (column) => column.notNull())
    .addColumn('title_zh', 'text', (column) => column.notNull())
    .addColumn('text_en', 'text', (column) => column.notNull())
    .addColumn('text_zh', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('search_entry_source')
    .ifNotExists()
    .on('search_entry')
    .columns(['study_id', 'source', 'key'])
    .unique()
    .execute();
  await db.schema
    .createTable('search_source')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('mark', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('search_source_key', ['study_id', 'source'])
    .execute();
  await db.schema
    .createTable('search_writer')
    .ifNotExists()
    .addColumn('only', 'integer', (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('held_until', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await sql`insert into search_writer ("only") values (1) on conflict do nothing`.execute(db);
  // The tokens have a table of their own: a search reads many of its rows, and the texts of few.
  if (isPostgres) {
    await sql`create table if not exists search_token
      (id bigint primary key references search_entry (id) on delete cascade, tokens tsvector not null)`.execute(
      db
    );
    await sql`create index if not exists search_token_tokens on search_token
      using gin (tokens) with (fastupdate = off)`.execute(db);
    return;
  }
  // The tokenizer `ascii` splits at blanks alone here, since tokens hold letters and digits only. One Chinese
  // character is searched as the beginning of a token, for which there is an index of its own.
  await sql`create virtual table if not exists search_token
    using fts5(tokens, content='', contentless_delete=1, tokenize='ascii', prefix='1')`.execute(db);
  await sql`create trigger if not exists search_entry_deleted after delete on search_entry
    begin delete from search_token where rowid = old.id; end`.execute(db);
}
