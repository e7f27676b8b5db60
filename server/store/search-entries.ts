/**
 * Writes the search index. An entry that has not changed is left as it is, so that an edit of one paragraph
 * writes one row. Both engines hold the same tokens at the same positions.
 */
import { sql } from 'kysely';
import { searchKinds, type SearchKind } from '#domain/search.ts';
import { inChunks } from './chunks.ts';
import type { Db, Store } from './open.ts';
import { searchDb, type SearchEntryTable } from './schema-search.ts';

export type EntryRow = Omit<SearchEntryTable, 'id'>;

/** Holds an entry and its tokens, which have neither blanks nor quotation marks in them. */
export interface NewEntry extends Omit<EntryRow, 'studyId' | 'source' | 'kind'> {
  readonly kind: SearchKind;
  readonly tokens: readonly string[];
}

/** Identifies what is indexed as a whole. */
export interface SourceKey {
  readonly studyId: string;
  readonly source: string;
}

/** Ids of a kind are in a range of their own: where there is more than is shown, names come before texts. */
const idsOfKind = 2 ** 44;
const classOf = (kind: SearchKind): number => searchKinds.length - searchKinds.indexOf(kind);

/**
 * Makes a source hold exactly these entries. Returns how many rows were written or deleted. `db` is a
 * transaction.
 */
export async function replaceEntries(
  db: Db,
  engine: Store['engine'],
  { studyId, source }: SourceKey,
  entries: readonly NewEntry[],
  mark: string
): Promise<number> {
  const own = searchDb(db);
  const known = new Map(
    (
      await own
        .selectFrom('searchEntry')
        .select(['id', 'key', 'hash'])
        .where('studyId', '=', studyId)
        .where('source', '=', source)
        .execute()
    ).map((row) => [row.key, row])
  );
  const changed = entries.filter(({ key, hash }) => known.get(key)?.hash !== hash);
  const kept = new Set(entries.filter((entry) => !changed.includes(entry)).map(({ key }) => key));
  const gone = [...known.values()].filter(({ key }) => !kept.has(key)).map(({ id }) => id);
  await inChunks(gone, async (some) => {
    await own.deleteFrom('searchEntry').where('id', 'in', some).execute();
    return [];
  });
  const first = await takeNumbers(db, changed.length);
  for (let at = 0; at < changed.length; at += rowsAtOnce) {
    const rows = changed.slice(at, at + rowsAtOnce).map(({ tokens, ...entry }, offset) => ({
      row: { ...entry, studyId, source, id: classOf(entry.kind) * idsOfKind + first + at + offset },
      tokens
    }));
    await (engine === 'postgres' ? insertVectors(db, rows) : insertTokens(db, rows));
  }
  await own
    .insertInto('searchSource')
    .values({ studyId, source, mark })
    .onConflict((conflict) => conflict.columns(['studyId', 'source']).doUpdateSet({ mark }))
    .execute();
  return gone.length + changed.length;
}

const rowsAtOnce = 500;

interface NumberedRow {
  readonly row: SearchEntryTable;
  readonly tokens: readonly string[];
}

async function insertTokens(db: Db, rows: readonly NumberedRow[]): Promise<void> {
  await searchDb(db)
    .insertInto('searchEntry')
    .values(rows.map(({ row }) => row))
    .execute();
  const values = rows.map(({ row, tokens }) => sql`(${row.id}, ${tokens.join(' ')})`);
  await sql`insert into search_token (rowid, tokens) values ${sql.join(values)}`.execute(db);
}

async function insertVectors(db: Db, rows: readonly NumberedRow[]): Promise<void> {
  await searchDb(db)
    .$extendTables<{ searchEntry: SearchEntryTable & { tokens: string } }>()
    .insertInto('searchEntry')
    .values(rows.map(({ row, tokens }) => ({ ...row, tokens: sql`${vectorOf(tokens)}::tsvector` })))
    .execute();
}

/** Returns tokens as a literal of PostgreSQL, which is taken as it stands: `to_tsvector` would split it anew. */
function vectorOf(tokens: readonly string[]): string {
  const positions = new Map<string, number[]>();
  tokens.forEach((token, at) => {
    const known = positions.get(token);
    if (known) known.push(at + 1);
    else positions.set(token, [at + 1]);
  });
  return [...positions].map(([token, at]) => `'${token}':${at.join(',')}`).join(' ');
}

/** Returns the first of so many numbers that nobody else has. */
async function takeNumbers(db: Db, count: number): Promise<number> {
  if (count === 0) return 0;
  const { last } = await searchDb(db)
    .updateTable('searchNumber')
    .set((eb) => ({ last: eb('last', '+', count) }))
    .returning('last')
    .executeTakeFirstOrThrow();
  return last - count + 1;
}

/** Returns up to where each source is indexed, by study and source. */
export async function listMarks(db: Db): Promise<Map<string, Map<string, string>>> {
  const marks = new Map<string, Map<string, string>>();
  for (const { studyId, source, mark } of await searchDb(db)
    .selectFrom('searchSource')
    .select(['studyId', 'source', 'mark'])
    .execute()) {
    const ofStudy = marks.get(studyId) ?? new Map<string, string>();
    marks.set(studyId, ofStudy.set(source, mark));
  }
  return marks;
}

/** Deletes a source that no longer exists. */
export async function deleteSource(db: Db, { studyId, source }: SourceKey): Promise<void> {
  for (const table of ['searchEntry', 'searchSource'] as const)
    await searchDb(db)
      .deleteFrom(table)
      .where('studyId', '=', studyId)
      .where('source', '=', source)
      .execute();
}

/** Deletes what is indexed of a person; it is indexed anew where something of them remains. */
export async function deleteEntriesOfPerson(db: Db, userId: string): Promise<void> {
  await searchDb(db)
    .deleteFrom('searchEntry')
    .where('userId', '=', userId)
    .where('kind', '=', 'person')
    .execute();
}

/** Empties the index; the indexer makes it anew. */
export async function clearSearch(db: Db): Promise<void> {
  for (const table of ['searchEntry', 'searchSource'] as const)
    await searchDb(db).deleteFrom(table).execute();
}

/** Takes the tokens of deleted entries out of the file of the index, where SQLite keeps them until it merges. */
export async function overwriteDeletedTokens(db: Db, engine: Store['engine']): Promise<void> {
  if (engine === 'sqlite') await sql`insert into search_token (search_token) values ('optimize')`.execute(db);
}

/** Lets one node write the index at a time. Returns false while another one does, unless it is taken over. */
export async function holdIndex(
  db: Db,
  holder: string,
  { now, until, isForced }: { readonly now: string; readonly until: string; readonly isForced: boolean }
): Promise<boolean> {
  const update = searchDb(db).updateTable('searchNumber').set({ holder, heldUntil: until });
  const { numUpdatedRows } = await (
    isForced ? update : update.where((of) => of.or([of('holder', '=', holder), of('heldUntil', '<', now)]))
  ).executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Lets another node go on. */
export async function releaseIndex(db: Db, holder: string): Promise<void> {
  await searchDb(db)
    .updateTable('searchNumber')
    .set({ holder: '', heldUntil: '' })
    .where('holder', '=', holder)
    .execute();
}
