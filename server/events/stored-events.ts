/** Reads the event log, with the names of the actors. */
import { parseEvent, type StoredFact } from '#lib/events/kinds.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { bothOrNull } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { EventTable } from './tables.ts';

interface LoggedRow {
  /**
   * Holds the number by which readers count (events/event-number.ts). Numbers in the chain would reveal that there
   * are events which are hidden from them.
   */
  readonly number: number;
  readonly at: string;
  readonly actorId: string | null;
  /** Null for the operator's own tool. */
  readonly actorName: Bilingual | null;
  readonly actorRole: string | null;
  readonly needs: string;
  readonly cityId: string | null;
  readonly documentId: string | null;
}

export type LoggedEvent = LoggedRow & StoredFact;

/**
 * Lists up to `limit` events on one side of a number: those after it, oldest first, or those before it,
 * newest first; of these those above a number, where it is given.
 */
export async function listEvents(
  db: Db,
  studyId: StudyId,
  from: { readonly after: number } | { readonly before: number; readonly above?: number },
  limit: number
): Promise<LoggedEvent[]> {
  const all = db
    .selectFrom('event')
    .leftJoin('user', 'user.id', 'event.actorId')
    .select([
      'event.number',
      'event.at',
      'event.actorId',
      'event.actorRole',
      'event.kind',
      'event.needs',
      'event.cityId',
      'event.documentId',
      'event.payload',
      'user.nameEn',
      'user.nameZh'
    ])
    .where('event.studyId', '=', studyId)
    .limit(limit);
  const rows = await (
    'after' in from
      ? all.where('event.number', '>', from.after).orderBy('event.number', 'asc')
      : all
          .where('event.number', '<', from.before)
          .where('event.number', '>', from.above ?? 0)
          .orderBy('event.number', 'desc')
  ).execute();
  return rows.map(({ nameEn, nameZh, kind, payload, ...row }) => ({
    ...row,
    actorName: bothOrNull(nameEn, nameZh),
    ...parseEvent({ kind, payload })
  }));
}

/** Returns the number before that of the first event later than `time`; the highest of all where none is. */
export const numberAtTime = foundOnce(async (db, studyId: string, time: string): Promise<number> => {
  const row = await db
    .selectFrom('event')
    .select((eb) => eb.fn.min<number | null>('number').as('first'))
    .where('studyId', '=', studyId)
    .where('at', '>', time)
    .executeTakeFirst();
  const first = row?.first ?? null;
  return first === null ? Number.MAX_SAFE_INTEGER : first - 1;
});

/**
 * In the order of the log. Those before it in the log count with it, also where a wrong clock has dated them
 * later.
 */
export const findLastBefore = (
  db: Db,
  studyId: string,
  time: string
): Promise<{ number: number; at: string } | undefined> =>
  db
    .selectFrom('event')
    .select(['number', 'at'])
    .where('studyId', '=', studyId)
    .where('at', '<', time)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Lists events by their numbers in the chain, with all columns that are hashed. */
export const listChain = (
  db: Db,
  studyId: string,
  range: { readonly after: number; readonly through: number },
  limit: number
): Promise<EventTable[]> =>
  db
    .selectFrom('event')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('seq', '>', range.after)
    .where('seq', '<=', range.through)
    .orderBy('seq')
    .limit(limit)
    .execute();

/**
 * Returns the head of the log as the study row has it, and the last number in the log, both at one moment.
 */
export async function findHeadOfLog(
  db: Db,
  studyId: string
): Promise<{ eventSeq: number; eventHash: string; lastSeq: number } | undefined> {
  const row = await db
    .selectFrom('study')
    .select((eb) => [
      'eventSeq',
      'eventHash',
      eb
        .selectFrom('event')
        .select((event) => event.fn.max('event.seq').as('last'))
        .whereRef('event.studyId', '=', 'study.id')
        .as('lastSeq')
    ])
    .where('id', '=', studyId)
    .executeTakeFirst();
  return row && { ...row, lastSeq: row.lastSeq ?? 0 };
}

export const findHashOfEvent = async (db: Db, studyId: string, seq: number): Promise<string | undefined> =>
  (
    await db
      .selectFrom('event')
      .select('hash')
      .where('studyId', '=', studyId)
      .where('seq', '=', seq)
      .executeTakeFirst()
  )?.hash;
