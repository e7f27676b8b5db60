/** Creates all tables as the first release has them. Frozen: a later change is a later migration. */
import { sql, type Kysely } from 'kysely';
import { wordsOf } from './first-release/engine-words.ts';
import { installationTables } from './first-release/installation.ts';
import { panelsTables } from './first-release/panels.ts';
import { recordTables } from './first-release/record.ts';
import { researchTables } from './first-release/research.ts';
import { studyTables } from './first-release/study.ts';
import { textsTables } from './first-release/texts.ts';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return create(db, true);
  // Kysely wraps this in no transaction on SQLite: a crash on the way leaves all or nothing.
  const { rows } = await sql`select 1 from sqlite_master where name = 'search_writer'`.execute(db);
  if (rows.length === 0) await db.transaction().execute((trx) => create(trx, false));
}

async function create(db: Kysely<any>, isPostgres: boolean): Promise<void> {
  const words = wordsOf(isPostgres);
  const statements = [
    ...studyTables,
    ...textsTables(words),
    ...recordTables(words),
    ...researchTables,
    ...panelsTables,
    ...installationTables(words),
    sql`insert into search_writer ("only") values (1)`,
    ...(isPostgres ? postgresTokens : sqliteTokens)
  ];
  for (const statement of statements) await statement.execute(db);
}

// The tokens of the search have a table of their own: a search reads many of its rows, and the texts of few.
const postgresTokens = [
  sql`create table search_token (
    id bigint primary key references search_entry (id) on delete cascade, tokens tsvector not null
  )`,
  sql`create index search_token_tokens on search_token using gin (tokens) with (fastupdate = off)`,
  // The hash of its scope is part of an id: this finds what belongs to few of them.
  sql`create index search_token_scope on search_token ((id & 4095))`,
  // Starting workers takes longer than a search of a frequent word.
  sql`alter table search_token set (parallel_workers = 0)`
];

// The tokenizer `ascii` splits at blanks alone here, since tokens hold letters and digits only. One Chinese
// character is searched as the beginning of a token, for which there is an index of its own.
const sqliteTokens = [
  sql`create virtual table search_token
    using fts5(tokens, content='', contentless_delete=1, tokenize='ascii', prefix='1')`,
  sql`create trigger search_entry_deleted after delete on search_entry
    begin delete from search_token where rowid = old.id; end`,
  // The indexer merges in small steps, and not within the writes of entries, for which others wait.
  sql`insert into search_token (search_token, rank) values ('automerge', 0)`
];
