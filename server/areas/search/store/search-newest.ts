/** Finds on PostgreSQL the highest ids of the token index that match, however rare or frequent matches are. */
import { sql, type RawBuilder } from 'kysely';

type Condition = RawBuilder<unknown>;

export interface NewestParts {
  /** Holds the tokens that are sought, as a text of the type `tsquery`. */
  readonly query: string;
  /** Narrows `t.id` to scopes by their hashes. */
  readonly ofScope: Condition;
  /** Holds what else is asked of `t.id`. */
  readonly ofId: readonly Condition[];
  /** Holds what is asked of the entry, `e`. */
  readonly ofEntry: readonly Condition[];
  readonly limit: number;
}

/** Sets how many pages of the token index are looked at to learn how frequent matches are. */
const pagesSampled = 30;

/** Defines `found`, the highest ids that match, for a statement `with …`, as the planner would find them. */
export function newestAsPlanned({ query, ofScope, ofId, ofEntry, limit }: NewestParts): RawBuilder<unknown> {
  // The ids first: else each match is looked up among the entries, of a frequent word thousands for a hundred.
  return sql`found as materialized (
    select t.id from search_token t ${ofEntry.length === 0 ? sql`` : sql`join search_entry e on e.id = t.id`}
    where ${sql.join([sql`t.tokens @@ ${query}::tsquery`, ofScope, ...ofId, ...ofEntry], sql` and `)}
    order by t.id desc limit ${limit})`;
}

/**
 * Defines the same where the planner cannot know how many entries match. The ids are found by walking through them from the highest one, by the
 * index of tokens, or by that of scopes, whichever looks at the fewest rows. A sample of the pages decides: the
 * planner takes words for independent of one another, and a beginning of a word for frequent, and would walk through
 * all ids for ten matches. `coalesce` hides from it what is not to be looked up. The three have the same result.
 */
export function newestBySample({ query, ofScope, ofId, ofEntry, limit }: NewestParts): RawBuilder<unknown> {
  const all = (...conditions: readonly Condition[]): Condition =>
    sql.join([sql`true`, ...conditions], sql` and `);
  const hidden = (...conditions: readonly Condition[]): Condition =>
    sql`coalesce(${all(...conditions)}, false)`;
  const ofToken = sql`t.tokens @@ (select query from asked)`;
  const entry = sql`join lateral (select section, user_id, day from search_entry where id = t.id offset 0) e on true`;
  const entries = ofEntry.length === 0 ? sql`` : entry;
  const isBy = (way: string): Condition => sql`(select way from cheapest) = ${way}`;
  const highest = sql`order by id desc limit ${limit}`;
  const share = sql`least(1, ${pagesSampled}::numeric * 8192.0 / greatest(pg_relation_size('search_token'), 1))`;
  return sql`asked as materialized (select ${query}::tsquery as query),
    sample as (
      select count(*) filter (where ${ofToken}) / ${share} as of_token,
        count(*) filter (where ${ofScope}) / ${share} as of_scope,
        ${limit} * count(*) filter (where ${all(...ofId)}) /
          nullif(count(*) filter (where ${all(ofScope, ...ofId, ofToken, ...ofEntry)}), 0) as walked
      from search_token t tablesample system (100 * ${share}) repeatable (0) ${entries}),
    cheapest as materialized (
      select case when walked < least(of_token, of_scope) then 'ids'
        when of_token <= of_scope then 'token' else 'scope' end as way
      from sample),
    by_ids as materialized (
      select t.id from search_token t ${entries}
      where ${isBy('ids')} and ${all(...ofId, hidden(ofScope, ofToken, ...ofEntry))} ${highest}),
    by_token as materialized (
      select id from (select t.id from search_token t ${entries}
        where ${ofToken} and ${hidden(ofScope, ...ofId, ...ofEntry)} offset 0) m
      where ${isBy('token')} ${highest}),
    by_scope as materialized (
      select id from (select t.id from search_token t ${entries}
        where ${ofScope} and ${hidden(...ofId, ofToken, ...ofEntry)} offset 0) m
      where ${isBy('scope')} ${highest}),
    found as (
      select id from by_ids union all select id from by_token union all select id from by_scope)`;
}
