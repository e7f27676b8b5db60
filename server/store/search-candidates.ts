/** Reads the search index: what matches a query within the scopes of a reader, the same on both engines. */
import { sql, type RawBuilder } from 'kysely';
import type { SearchKind } from '#domain/search.ts';
import type { Db, Store } from './open.ts';
import type { SearchEntryTable } from './schema-search.ts';

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

/** Lists entries that match, those with the highest ids first. */
export async function listCandidates(
  db: Db,
  engine: Store['engine'],
  query: TokenQuery,
  filter: CandidateFilter
): Promise<Candidate[]> {
  if (filter.scopes.length === 0) return [];
  const matching =
    engine === 'postgres'
      ? sql`search_entry e join search_source s on s.study_id = e.study_id and s.source = e.source
          where e.tokens @@ ${tsQueryOf(query)}::tsquery`
      : sql`search_token t cross join search_entry e on e.id = t.rowid
          join search_source s on s.study_id = e.study_id and s.source = e.source where t.search_token match ${matchOf(query)}`;
  const order = engine === 'postgres' ? sql`e.id` : sql`t.rowid`;
  const { rows } = await sql<Candidate>`
    select e.id, e.study_id, e.source, e.scope, e.kind, e.city_id, e.section, e.user_id, e.day,
      e.title_en, e.title_zh, e.text_en, e.text_zh, e.target, s.mark
    from ${matching} and ${sql.join(conditionsOf(engine, filter, order), sql` and `)}
    order by ${order} desc limit ${filter.limit}`.execute(db);
  return rows;
}

function conditionsOf(
  engine: Store['engine'],
  { scopes, kinds, section, userId, from, to, below }: CandidateFilter,
  id: RawBuilder<unknown>
): RawBuilder<unknown>[] {
  const among = (column: RawBuilder<unknown>, values: readonly string[]): RawBuilder<unknown> =>
    engine === 'postgres'
      ? sql`${column} = any(${[...values]}::text[])`
      : sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
  return [
    among(sql`e.scope`, scopes),
    ...(kinds ? [among(sql`e.kind`, kinds)] : []),
    ...(section === null ? [] : [sql`e.section = ${section}`]),
    ...(userId === null ? [] : [sql`e.user_id = ${userId}`]),
    ...(from === null ? [] : [sql`e.day >= ${from}`]),
    ...(to === null ? [] : [sql`e.day <= ${to}`]),
    ...(below === null ? [] : [sql`${id} < ${below}`])
  ];
}

const matchOf = ({ alternatives }: TokenQuery): string =>
  alternatives
    .map(
      (phrases) =>
        `(${phrases.map(({ tokens, isPrefix }) => `"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`).join(' AND ')})`
    )
    .join(' OR ');

const tsQueryOf = ({ alternatives }: TokenQuery): string =>
  alternatives
    .map((phrases) =>
      phrases
        .map(({ tokens, isPrefix }) => {
          const literals = tokens.map(
            (token, at) => `'${token}'${isPrefix && at === tokens.length - 1 ? ':*' : ''}`
          );
          return `(${literals.join(' <-> ')})`;
        })
        .join(' & ')
    )
    .map((all) => `(${all})`)
    .join(' | ');
