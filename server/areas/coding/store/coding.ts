/** Reads and writes the code book, the codings, their history, and second passes. */
import { inTurns } from '#server/process/in-turns.ts';
import { chunksOf } from '#server/store/chunks.ts';
import type { Insertable, Selectable, SelectQueryBuilder } from 'kysely';
import {
  changedTables,
  type BookRows,
  type Change,
  type ChangedTable,
  type CodeRow,
  type CodingRow,
  type MemoRow,
  type SettlementRow
} from '#rules/coding/coding-rows.ts';
import type { CodingTask } from '#rules/coding/coding.ts';
import type { ClosedPasses } from '#rules/coding/coding-disagreements.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { CodingActTable, CodingTaskTable } from './tables.ts';
import type { Schema } from '#server/store/schema.ts';

export type CodingActRow = Selectable<CodingActTable>;

/** Holds the task with both passes as they were when the second was closed; null before. */
export interface StoredTask extends CodingTask {
  readonly passes: ClosedPasses | null;
}

export const listCodes = foundOnce((db, studyId: string): Promise<readonly CodeRow[]> =>
  db.selectFrom('code').selectAll().where('studyId', '=', studyId).orderBy('position').orderBy('id').execute()
);

/** Names which codings are read: all of them, those of a code, of a city or of none, of things, or by their ids. */
export type CodingFilter =
  | { readonly codeId: string }
  | { readonly cityId: string | null }
  | { readonly key: string }
  | { readonly keys: readonly string[] }
  | { readonly ids: readonly string[] };

/** In the order in which they were made. */
export function listCodings(db: Db, studyId: string, filter?: CodingFilter): Promise<CodingRow[]> {
  const all = db.selectFrom('coding').selectAll().where('studyId', '=', studyId);
  return filtered(all, filter).orderBy('at').orderBy('id').execute();
}

function filtered<Query extends CodingQuery>(all: Query, filter: CodingFilter | undefined): Query {
  if (!filter) return all;
  if ('codeId' in filter) return all.where('codeId', '=', filter.codeId) as Query;
  if ('key' in filter) return all.where('key', '=', filter.key) as Query;
  if ('keys' in filter) return all.where('key', 'in', [...filter.keys, '']) as Query;
  if ('ids' in filter) return all.where('id', 'in', [...filter.ids, '']) as Query;
  const { cityId } = filter;
  return (cityId === null ? all.where('cityId', 'is', null) : all.where('cityId', '=', cityId)) as Query;
}
type CodingQuery = SelectQueryBuilder<Schema, 'coding', object>;

export async function countCodingRows(db: Db, studyId: string): Promise<number> {
  const { count } = await db
    .selectFrom('coding')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('studyId', '=', studyId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export const listMemos = (db: Db, studyId: string): Promise<MemoRow[]> =>
  db
    .selectFrom('codingMemo')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('at')
    .orderBy('id')
    .execute();

/** The oldest first. */
export const listSettlements = async (
  db: Db,
  studyId: string,
  taskIds: readonly string[]
): Promise<SettlementRow[]> =>
  taskIds.length === 0
    ? []
    : db
        .selectFrom('codingSettlement')
        .selectAll()
        .where('studyId', '=', studyId)
        .where('taskId', 'in', taskIds)
        .orderBy('at')
        .orderBy('id')
        .execute();

/** Reads the rows from which a change is made; with a filter, the codings of which it speaks alone. */
export async function loadBookRows(db: Db, studyId: string, filter?: CodingFilter): Promise<BookRows> {
  return {
    codes: await listCodes(db, studyId),
    codings: await listCodings(db, studyId, filter),
    memos: await listMemos(db, studyId)
  };
}

/** Other work has its turn between two statements. */
const mostRows = 200;

/** Applies changes: rows are deleted first and added last, so that no two of them are in one place meanwhile. */
export async function applyChanges(db: Db, changes: readonly Change[]): Promise<void> {
  const of = (table: ChangedTable): readonly Change[] => changes.filter((change) => change.table === table);
  for (const table of changedTables) {
    const gone = of(table).flatMap(({ before, after }) => (before && !after ? [before.id] : []));
    await inTurns(chunksOf(gone, mostRows), async (ids) => {
      await db.deleteFrom(table).where('id', 'in', ids).execute();
    });
  }
  for (const { table, before, after } of changes)
    if (before && after)
      await db
        .updateTable(table as 'code')
        .set(after as CodeRow)
        .where('id', '=', before.id)
        .execute();
  for (const table of changedTables) {
    const made = of(table).flatMap(({ before, after }) => (after && !before ? [after as CodeRow] : []));
    await inTurns(chunksOf(made, mostRows), async (rows) => {
      await db
        .insertInto(table as 'code')
        .values(rows)
        .execute();
    });
  }
}

/** As they are now, by `rowKey`. */
export async function presentRows(db: Db, changes: readonly Change[]): Promise<Map<string, object>> {
  const found = new Map<string, object>();
  for (const table of changedTables) {
    const ids = changes.flatMap(({ table: of, before, after }) =>
      of === table ? [(before ?? after)?.id ?? ''] : []
    );
    await inTurns(chunksOf(ids), async (some) => {
      const rows = await db
        .selectFrom(table as ChangedTable & 'code')
        .selectAll()
        .where('id', 'in', some)
        .execute();
      for (const row of rows) found.set(`${table} ${row.id}`, row);
    });
  }
  return found;
}

/** Acts of a study that can be undone; the oldest are forgotten. */
const mostActs = 5_000;

export async function insertAct(db: Db, act: Omit<Insertable<CodingActTable>, 'number'>): Promise<void> {
  const last = await db
    .selectFrom('codingAct')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('studyId', '=', act.studyId)
    .executeTakeFirst();
  const number = (last?.number ?? 0) + 1;
  await db
    .insertInto('codingAct')
    .values({ ...act, number })
    .execute();
  await db
    .deleteFrom('codingAct')
    .where('studyId', '=', act.studyId)
    .where('number', '<=', number - mostActs)
    .execute();
}

/** The newest first. */
export const listActs = (db: Db, studyId: string, most: number): Promise<CodingActRow[]> =>
  db
    .selectFrom('codingAct')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('number', 'desc')
    .limit(most)
    .execute();

export const findAct = (db: Db, studyId: string, id: string): Promise<CodingActRow | undefined> =>
  db
    .selectFrom('codingAct')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();

export const changesOf = ({ changes }: Pick<CodingActRow, 'changes'>): Change[] =>
  JSON.parse(changes) as Change[];

/** Notes which act took another back. What that one had taken back itself is in effect again. */
export async function markUndone(db: Db, studyId: string, id: string, by: string): Promise<void> {
  const acts = db.updateTable('codingAct').where('studyId', '=', studyId);
  await acts.set({ undoneBy: null }).where('undoneBy', '=', id).execute();
  await acts.set({ undoneBy: by }).where('id', '=', id).execute();
}

export const listTasks = foundOnce(async (db, studyId: string): Promise<readonly StoredTask[]> => {
  const rows = await db
    .selectFrom('codingTask')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(({ studyId: _, passes, ...task }) => ({
    ...task,
    passes: passes === null ? null : (JSON.parse(passes) as ClosedPasses)
  }));
});

export const insertTask = async (db: Db, row: Insertable<CodingTaskTable>): Promise<void> => {
  await db.insertInto('codingTask').values(row).execute();
};

/** Returns false where it has been changed by another user in between. */
export async function updateTask(
  db: Db,
  { id, version }: Pick<CodingTask, 'id' | 'version'>,
  change: Partial<Pick<CodingTaskTable, 'firstClosedAt' | 'secondClosedAt' | 'cancelledAt' | 'passes'>>
): Promise<boolean> {
  const result = await db
    .updateTable('codingTask')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
