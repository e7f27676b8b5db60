/** Reads the search index: what matches a query within the scopes of a reader, the same on both engines. */
import { sql, type RawBuilder } from 'kysely';
import type { SearchKind } from '#domain/search.ts';
import type { Db, Store } from './open.ts';
import type { SearchEntryTable } from './schema-search.ts';
import { kindShift, rankOf, scopeHash, scopeMask } from './search-ids.ts';

/** Describes a query as alternatives of phrases; `lib/search` makes it. */
export interface TokenQuery {
  readonly alternatives: readonly (readonly {
    readonly tokens: readonly string[];
    readonly isPrefix: boolean;
  }[])[];
}

export interface CandidateFilter {
  readonly scopes: readonly string[];
  readonly kinds: readonly SearchKind[] | null;
  readonly section: string | null;
  readonly userId: string | null;
  /** Holds the first and the last day. */
  readonly from: string | null;
  readonly to: string | null;
  /** Returns entries below this id only. */
  readonly below: number | null;
  readonly limit: number;
}

/** Holds an entry with the mark up to which its source was indexed with it. */
export type Candidate = Omit<SearchEntryTable, 'key' | 'hash'> & { readonly mark: string };

/**
 * Lists entries that match, those with the highest ids first. What the token index finds is narrowed by the id
 * alone before an entry is looked up: of a frequent word, most matches may be of others.
 */
export async function listCandidates(
  db: Db,
  engine: Store['engine'],
  query: TokenQuery,
  filter: CandidateFilter
): Promise<Candidate[]> {
  const { scopes, kinds, section, userId, from, to, below, limit } = filter;
  if (scopes.length === 0) return [];
  const isPostgres = engine === 'postgres';
  const id = sql.ref(isPostgres ? 't.id' : 't.rowid');
  const amongNumbers = (value: RawBuilder<unknown>, numbers: readonly number[]): RawBuilder<unknown> =>
    isPostgres
      ? sql`${value} = any(${[...numbers]}::bigint[])`
      : sql`${value} in (select value from json_each(${JSON.stringify(numbers)}))`;
  const ofScopes = isPostgres
    ? sql`e.scope = any(${[...scopes]}::text[])`
    : sql`e.scope in (select value from json_each(${JSON.stringify(scopes)}))`;
  const conditions = [
    isPostgres ? sql`t.tokens @@ ${tsQueryOf(query)}::tsquery` : sql`t.search_token match ${matchOf(query)}`,
    amongNumbers(sql`(${id} & cast(${scopeMask} as integer))`, [...new Set(scopes.map(scopeHash))]),
    ...(kinds ? [amongNumbers(sql`(${id} >> cast(${kindShift} as integer))`, kinds.map(rankOf))] : []),
    ...(below === null ? [] : [sql`${id} < ${below}`]),
    ofScopes,
    ...(section === null ? [] : [sql`e.section = ${section}`]),
    ...(userId === null ? [] : [sql`e.user_id = ${userId}`]),
    ...(from === null ? [] : [sql`e.day >= ${from}`]),
    ...(to === null ? [] : [sql`e.day <= ${to}`])
  ];
  // On SQLite a cross join keeps the order of the tables: it reads the token index first.
  const { rows } = await sql<Candidate>`
    select e.id, e.study_id, e.source, e.scope, e.kind, e.city_id, e.section, e.user_id, e.day,
      e.title_en, e.title_zh, e.text_en, e.text_zh, e.target, s.mark
    from search_token t ${isPostgres ? sql`join` : sql`cross join`} search_entry e on e.id = ${id}
      join search_source s on s.study_id = e.study_id and s.source = e.source
    where ${sql.join(conditions, sql` and `)}
    order by ${id} desc limit ${limit}`.execute(db);
  return rows;
}

const matchOf = ({ alternatives }: TokenQuery): string =>
  alternatives
    .map(
      (phrases) =>
        `(${phrases.map(({ tokens, isPrefix }) => `"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`).join(' AND ')})`
    )
    .join(' OR ');

const beginsHan = /^\p{Script=Han}/u;

/** Takes prefixes of words alone: the index holds each Chinese character that begins a token. */
const tsQueryOf = ({ alternatives }: TokenQuery): string =>
  alternatives
    .map((phrases) =>
      phrases
        .map(({ tokens, isPrefix }) => {
          const beginsWord = isPrefix && !beginsHan.test(tokens.at(-1) ?? '');
          return `(${tokens.map((token) => `'${token}'`).join(' <-> ')}${beginsWord ? ':*' : ''})`;
        })
        .join(' & ')
    )
    .map((all) => `(${all})`)
    .join(' | ');
