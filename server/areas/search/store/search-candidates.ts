/** Reads the search index: what matches a query within the scopes of a reader, the same on both engines. */
import { sql, type RawBuilder } from 'kysely';
import type { SearchKind } from '#rules/search/search.ts';
import type { Db, Store } from '#server/store/open.ts';
import type { SearchEntryTable } from './schema-search.ts';
import { newestAsPlanned, newestBySample } from './search-newest.ts';
import { endId, firstId, kindShift, rankOf, scopeHash, scopeMask } from './search-ids.ts';

interface Phrase {
  readonly tokens: readonly string[];
  readonly isPrefix: boolean;
}

/** Describes a query as alternatives of phrases; `lib/areas/search` makes it. */
export interface TokenQuery {
  readonly alternatives: readonly (readonly Phrase[])[];
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
export type Candidate = Omit<SearchEntryTable, 'hash'> & { readonly mark: string };

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** Holds the id below which there may be more; null at the end. */
  readonly below: number | null;
}

/**
 * Lists entries that match, those with the highest ids first. What the token index finds is narrowed by the id
 * alone before an entry is looked up: of a frequent word, most matches may be of others.
 */
export async function listCandidates(
  db: Db,
  engine: Store['engine'],
  query: TokenQuery,
  filter: CandidateFilter
): Promise<Candidates> {
  const { scopes, kinds, section, userId, from, to, below, limit } = filter;
  if (scopes.length === 0) return { candidates: [], below: null };
  const isPostgres = engine === 'postgres';
  const id = sql.ref(isPostgres ? 't.id' : 't.rowid');
  const amongNumbers = (value: RawBuilder<unknown>, numbers: readonly number[]): RawBuilder<unknown> =>
    isPostgres
      ? sql`${value} = any(${[...numbers]}::bigint[])`
      : sql`${value} in (select value from json_each(${JSON.stringify(numbers)}))`;
  const ofScopes = isPostgres
    ? sql`e.scope = any(${[...scopes]}::text[])`
    : sql`e.scope in (select value from json_each(${JSON.stringify(scopes)}))`;
  const ofScope = amongNumbers(sql`(${id} & cast(${scopeMask} as integer))`, [
    ...new Set(scopes.map(scopeHash))
  ]);
  const ofId = [
    ...(kinds ? [amongNumbers(sql`(${id} >> cast(${kindShift} as integer))`, kinds.map(rankOf))] : []),
    // The ids between the first and the last of the kinds are all that an index has to walk through.
    ...(kinds && kinds.length > 0 ? [sql`${id} >= ${firstId(kinds)}`, sql`${id} < ${endId(kinds)}`] : []),
    ...(below === null ? [] : [sql`${id} < ${below}`])
  ];
  const ofEntry = [
    ...(section === null ? [] : [sql`e.section = ${section}`]),
    ...(userId === null ? [] : [sql`e.user_id = ${userId}`]),
    ...(from === null ? [] : [sql`e.day >= ${from}`]),
    ...(to === null ? [] : [sql`e.day <= ${to}`])
  ];
  const columns = sql`e.id, e.study_id, e.source, e.key, e.scope, e.kind, e.city_id, e.section, e.user_id, e.day,
    e.title_en, e.title_zh, e.text_en, e.text_zh, e.target, s.mark`;
  const source = sql`search_source s on s.study_id = e.study_id and s.source = e.source`;
  if (isPostgres) {
    const newest = isPredictable(query) ? newestAsPlanned : newestBySample;
    const { rows } = await sql<Omit<Candidate, 'id'> & { id: Candidate['id'] | null; foundId: number }>`
      with ${newest({ query: tsQueryOf(query), ofScope, ofId, ofEntry, limit })}
      select found.id as found_id, ${columns}
      from found left join (search_entry e join ${source}) on e.id = found.id and ${ofScopes}
      order by found.id desc`.execute(db);
    return {
      // A scope with the hash of another is left out only here.
      candidates: rows.flatMap(({ foundId: _, id, ...row }) => (id === null ? [] : [{ id, ...row }])),
      below: rows.length < limit ? null : (rows.at(-1)?.foundId ?? null)
    };
  }
  // A cross join keeps the order of the tables: SQLite reads the token index first, and stops at the limit.
  const { rows } = await sql<Candidate>`
    select ${columns} from search_token t cross join search_entry e on e.id = ${id} join ${source}
    where t.search_token match ${matchOf(query)} and ${sql.join([ofScope, ...ofId, ofScopes, ...ofEntry], sql` and `)}
    order by ${id} desc limit ${limit}`.execute(db);
  return { candidates: rows, below: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
}

const matchOf = ({ alternatives }: TokenQuery): string =>
  alternatives
    .map(
      (phrases) =>
        `(${phrases.map(({ tokens, isPrefix }) => `"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`).join(' AND ')})`
    )
    .join(' OR ');

const beginsHan = /^\p{Script=Han}/u;

/** Checks whether PostgreSQL knows how often a query is found: of one word or phrase. */
const isPredictable = ({ alternatives }: TokenQuery): boolean =>
  alternatives.length === 1 &&
  alternatives.every((phrases) => phrases.length === 1 && !phrases.some(beginsWord));

/** Checks whether a phrase ends with the beginning of a word: the index holds each Chinese character that begins a token. */
const beginsWord = ({ tokens, isPrefix }: Phrase): boolean =>
  isPrefix && !beginsHan.test(tokens.at(-1) ?? '');

const tsQueryOf = ({ alternatives }: TokenQuery): string =>
  alternatives
    .map((phrases) =>
      phrases
        .map(
          (phrase) =>
            `(${phrase.tokens.map((token) => `'${token}'`).join(' <-> ')}${beginsWord(phrase) ? ':*' : ''})`
        )
        .join(' & ')
    )
    .map((all) => `(${all})`)
    .join(' | ');
