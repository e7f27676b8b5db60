/**
 * Reads and writes the things of the research. Each kind has a table of its own, with its citations and pins in
 * tables of their own; how a thing is listed, found, saved from the state that its editor has seen, and removed, is
 * the same for all kinds.
 */
import type { Selectable } from 'kysely';
import type { CitingKind } from '#rules/bibliography/bibliography.ts';
import type { StudyId } from '#base/ids.ts';
import { listCitations, listPins, saveCitations, savePins, type Cited, type Pinned } from './citations.ts';
import type { Db } from '#server/store/open.ts';
import type { Schema } from '#server/store/schema.ts';
import type * as context from './tables.ts';

export type ItemTable = Exclude<keyof typeof context, 'citation' | 'contextPin'>;

export interface SavedBy {
  readonly studyId: StudyId;
  readonly userId: string;
  readonly at: string;
}

export interface SeenItem {
  readonly id: string;
  readonly version: number;
}

/** Lists the columns that are written for every kind of thing, and `position`, which is given once. */
type SharedColumn = 'studyId' | 'id' | 'position' | 'userId' | 'at' | 'version';

export interface ItemDescriptor<Table extends ItemTable, Input> {
  readonly table: Table;
  readonly columns: (input: Input) => Omit<Selectable<Schema[Table]>, SharedColumn>;
  readonly from: (row: Selectable<Schema[Table]>) => Omit<Input, keyof Cited | keyof Pinned>;
  /** Says by what things are listed before their ids; new ones come last where it is their position. */
  readonly order: 'position' | 'at' | 'latest' | 'id';
  /** Names the kind as citations do, if its things cite sources. */
  readonly cites?: CitingKind;
  /** Names the kind as pins do, if its things are shown next to answers. */
  readonly pins?: 'entry' | 'figure';
}

export interface ItemStore<Input> {
  readonly list: (db: Db, studyId: StudyId, ids?: readonly string[]) => Promise<(Input & SeenItem)[]>;
  readonly find: (db: Db, studyId: StudyId, id: string) => Promise<(Input & SeenItem) | undefined>;
  readonly count: (db: Db, studyId: StudyId) => Promise<number>;
  readonly insert: (db: Db, by: SavedBy, id: string, input: Input) => Promise<void>;
  /** Returns false where it has been saved by another user in between. */
  readonly update: (db: Db, by: SavedBy, seen: SeenItem, input: Input) => Promise<boolean>;
  readonly remove: (db: Db, studyId: StudyId, id: string) => Promise<void>;
}

export function storeOf<Table extends ItemTable, Input>(
  kind: ItemDescriptor<Table, Input>
): ItemStore<Input> {
  // Kysely types a query by the literal name of its table. All these tables share the columns that are named here.
  const table = kind.table as 'contextEntry';
  const columnsOf = kind.columns as unknown as (input: Input) => Selectable<Schema['contextEntry']>;
  const isPlaced = kind.order === 'position';

  async function read(db: Db, studyId: StudyId, ids?: readonly string[]): Promise<(Input & SeenItem)[]> {
    if (ids?.length === 0) return [];
    let query = db.selectFrom(table).selectAll().where('studyId', '=', studyId);
    if (ids) query = query.where('id', 'in', ids);
    if (isPlaced) query = query.orderBy('position');
    if (kind.order === 'at') query = query.orderBy('at');
    if (kind.order === 'latest') query = query.orderBy('heldOn' as 'date', 'desc');
    const rows = await query.orderBy('id').execute();
    const citations = kind.cites && (await listCitations(db, studyId, kind.cites, ids));
    const pins = kind.pins && (await listPins(db, studyId, kind.pins, ids));
    return rows.map(
      (row) =>
        ({
          id: row.id,
          ...kind.from(row as unknown as Selectable<Schema[Table]>),
          version: row.version,
          ...(citations && { citations: citations.get(row.id) ?? [] }),
          ...(pins && { pins: pins.get(row.id) ?? [] })
        }) as unknown as Input & SeenItem
    );
  }

  async function saveParts(db: Db, studyId: StudyId, id: string, input: Partial<Cited & Pinned>) {
    if (kind.cites) await saveCitations(db, { studyId, kind: kind.cites, id }, input.citations ?? []);
    if (kind.pins) await savePins(db, { studyId, kind: kind.pins, id }, input.pins ?? []);
  }

  return {
    list: read,

    find: async (db, studyId, id) => (await read(db, studyId, [id]))[0],

    count: async (db, studyId) => {
      const { count } = await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll().as('count'))
        .where('studyId', '=', studyId)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    insert: async (db, by, id, input) => {
      const position = isPlaced ? { position: await nextPosition(db, by.studyId) } : {};
      await db
        .insertInto(table)
        .values({ ...columnsOf(input), ...by, id, ...position, version: 1 })
        .execute();
      await saveParts(db, by.studyId, id, input as Partial<Cited & Pinned>);
    },

    update: async (db, { studyId, userId, at }, { id, version }, input) => {
      const result = await db
        .updateTable(table)
        .set({ ...columnsOf(input), userId, at, version: version + 1 })
        .where('studyId', '=', studyId)
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
      if (result.numUpdatedRows !== 1n) return false;
      await saveParts(db, studyId, id, input as Partial<Cited & Pinned>);
      return true;
    },

    remove: async (db, studyId, id) => {
      await saveParts(db, studyId, id, {});
      await db.deleteFrom(table).where('studyId', '=', studyId).where('id', '=', id).execute();
    }
  };

  async function nextPosition(db: Db, studyId: StudyId): Promise<number> {
    const { last } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.max<number | null>('position').as('last'))
      .where('studyId', '=', studyId)
      .executeTakeFirstOrThrow();
    return last === null ? 0 : last + 1;
  }
}
