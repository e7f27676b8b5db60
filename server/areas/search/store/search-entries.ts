/**
 * Writes the search index. An entry that has not changed is left as it is, so that an edit of one paragraph
 * writes one row. Both engines hold the same tokens at the same positions.
 */
import { sql, type CompiledQuery } from 'kysely';
import type { SearchKind } from '#rules/search/search.ts';
import { chunksOf, inChunks } from '#server/store/chunks.ts';
import type { Db, Store } from '#server/store/open.ts';
import { searchDb, type SearchDb, type SearchEntryTable } from './schema-search.ts';
import { entryId, idAfter } from './search-ids.ts';

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

export const sourceName = ({ studyId, source }: SourceKey): string => `${studyId} ${source}`;

/** Names the piece of a source that is read at once. */
export interface Piece {
  /** Checks whether the entry with this key belongs to it. */
  readonly holds: (key: string) => boolean;
  /** Holds the key behind which the next piece begins; null for the last. */
  readonly after: string | null;
}

export const wholeSource: Piece = { holds: () => true, after: null };

/**
 * What is to be written so that a source, or a piece of it, holds its present entries. It can be sent to another
 * thread.
 */
export interface SourceChange extends SourceKey {
  /** Holds the mark that the source has with it; null where another piece follows. */
  readonly mark: string | null;
  /** Holds the key behind which the next piece begins; null for the last. */
  readonly after: string | null;
  /** In the order of their ids. */
  readonly goneIds: readonly number[];
  /** In the order of the ids, with the tokens as the engine stores them. */
  readonly added: readonly { readonly row: SearchEntryTable; readonly tokens: string }[];
}

/**
 * Compares what a source holds in the index, within a piece, with the entries that it should hold. `reserved` lists the ids
 * of entries that are written before.
 */
export async function changeOfSource(
  db: Db,
  engine: Store['engine'],
  { studyId, source }: SourceKey,
  entries: readonly NewEntry[],
  mark: string,
  {
    reserved = [],
    piece = wholeSource
  }: { readonly reserved?: readonly number[]; readonly piece?: Piece } = {}
): Promise<SourceChange> {
  const known = new Map(
    (
      await searchDb(db)
        .selectFrom('searchEntry')
        .select(['id', 'key', 'hash'])
        .where('studyId', '=', studyId)
        .where('source', '=', source)
        .execute()
    )
      .filter(({ key }) => piece.holds(key))
      .map((row) => [row.key, row])
  );
  const changed = entries.filter(({ key, hash }) => known.get(key)?.hash !== hash);
  const changedKeys = new Set(changed.map(({ key }) => key));
  const kept = new Set(entries.flatMap(({ key }) => (changedKeys.has(key) ? [] : [key])));
  const goneIds = [...known.values()].filter(({ key }) => !kept.has(key)).map(({ id }) => id);
  const ids = await freeIds(db, changed.map(entryId), new Set(goneIds), reserved);
  const added = changed.map(({ tokens, ...entry }, index) => ({
    row: { ...entry, studyId, source, id: ids[index] ?? 0 },
    tokens: engine === 'postgres' ? vectorOf(tokens) : tokens.join(' ')
  }));
  // In the order of their ids: FTS5 writes a segment of its own for each row below the one before.
  added.sort((a, b) => a.row.id - b.row.id);
  const { after } = piece;
  return {
    ...{ studyId, source, after, added },
    mark: after === null ? mark : null,
    goneIds: goneIds.sort((a, b) => a - b)
  };
}

export const sizeOfChange = ({ goneIds, added }: SourceChange): number => goneIds.length + added.length;

export function statementsOf(
  db: Db,
  engine: Store['engine'],
  { studyId, source, mark, goneIds, added }: SourceChange
): CompiledQuery[] {
  const own = searchDb(db);
  const statements: CompiledQuery[] = [];
  for (const ids of chunksOf(goneIds, rowsAtOnce))
    statements.push(own.deleteFrom('searchEntry').where('id', 'in', ids).compile());
  for (const rows of chunksOf(added, rowsAtOnce)) {
    const values = rows.map(({ row, tokens }) =>
      engine === 'postgres' ? sql`(${row.id}::bigint, ${tokens}::tsvector)` : sql`(${row.id}, ${tokens})`
    );
    const id = sql.ref(engine === 'postgres' ? 'id' : 'rowid');
    statements.push(
      own
        .insertInto('searchEntry')
        .values(rows.map(({ row }) => row))
        .compile(),
      sql`insert into search_token (${id}, tokens) values ${sql.join(values)}`.compile(db)
    );
  }
  return mark === null ? statements : [...statements, marking(own, { studyId, source }, mark).compile()];
}

const marking = (db: SearchDb, { studyId, source }: SourceKey, mark: string) =>
  db
    .insertInto('searchSource')
    .values({ studyId, source, mark })
    .onConflict((conflict) => conflict.columns(['studyId', 'source']).doUpdateSet({ mark }));

/** Marks a source that could not be indexed; what it held stays. */
export const failedMark = 'failed';

export async function markFailed(db: Db, source: SourceKey): Promise<void> {
  await marking(searchDb(db), source, failedMark).execute();
}

const rowsAtOnce = 500;

const firstHan = /^\p{Script=Han}/u;

/**
 * Returns tokens as a literal of PostgreSQL, which is taken as it stands: `to_tsvector` would split it anew. The
 * first character of a pair is a lexeme at the same position: one Chinese character is then looked up as it is,
 * and not as the beginning of hundreds of others.
 */
function vectorOf(tokens: readonly string[]): string {
  const positions = new Map<string, number[]>();
  const add = (lexeme: string, at: number): void => {
    const known = positions.get(lexeme);
    if (known) known.push(at + 1);
    else positions.set(lexeme, [at + 1]);
  };
  tokens.forEach((token, index) => {
    add(token, index);
    const [first = ''] = firstHan.exec(token) ?? [];
    if (first !== '' && first !== token) add(first, index);
  });
  return [...positions].map(([token, at]) => `'${token}':${at.join(',')}`).join(' ');
}

/**
 * Returns these ids, or the next free ones where entries are too much alike. An id of `gone` is free: an entry that changes
 * only in what its readers are not shown keeps its id.
 */
async function freeIds(
  db: Db,
  wanted: readonly number[],
  gone: ReadonlySet<number>,
  reserved: readonly number[]
): Promise<number[]> {
  const taken = new Set(reserved);
  const look = async (ids: readonly number[]): Promise<void> => {
    const stored = await inChunks(ids, (some) =>
      searchDb(db).selectFrom('searchEntry').select('id').where('id', 'in', some).execute()
    );
    for (const { id } of stored) if (!gone.has(id)) taken.add(id);
  };
  await look(wanted);
  /** Holds, for an id that several want, the next one to try, and as far as which it is known what is taken. */
  const next = new Map<number, { id: number; known: number }>();
  const ids: number[] = [];
  for (const first of wanted) {
    const at = next.get(first) ?? { id: first, known: first };
    while (taken.has(at.id)) {
      at.id = idAfter(at.id);
      if (at.id <= at.known) continue;
      const ahead = idsFrom(at.id);
      await look(ahead);
      at.known = ahead.at(-1) ?? at.id;
    }
    next.set(first, at);
    taken.add(at.id);
    ids.push(at.id);
  }
  return ids;
}

/** Many equal comments of one day want one id: what is taken behind it is read so many at once. */
const idsAhead = 500;

function idsFrom(first: number): number[] {
  const ids = [first];
  while (ids.length < idsAhead) ids.push(idAfter(ids.at(-1) ?? first));
  return ids;
}

/** Up to where each source is indexed, by study and source. */
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

export async function deleteSource(db: Db, { studyId, source }: SourceKey): Promise<void> {
  const own = searchDb(db);
  const rows = await own
    .selectFrom('searchEntry')
    .select('id')
    .where('studyId', '=', studyId)
    .where('source', '=', source)
    .orderBy('id')
    .execute();
  await deleteEntries(
    db,
    rows.map(({ id }) => id)
  );
  await own.deleteFrom('searchSource').where('studyId', '=', studyId).where('source', '=', source).execute();
}

async function deleteEntries(db: Db, ids: readonly number[]): Promise<void> {
  await inChunks(ids, async (some) => {
    await searchDb(db).deleteFrom('searchEntry').where('id', 'in', some).execute();
    return [];
  });
}

/** Deletes what is indexed of a person; it is indexed anew where something of them remains. */
export async function deleteEntriesOfPerson(db: Db, userId: string): Promise<void> {
  await searchDb(db)
    .deleteFrom('searchEntry')
    .where('userId', '=', userId)
    .where('kind', '=', 'person')
    .execute();
}

export async function clearSearch(db: Db): Promise<void> {
  for (const table of ['searchEntry', 'searchSource'] as const)
    await searchDb(db).deleteFrom(table).execute();
}
