/** Reads and writes the updates in quarantine, which no room accepts. */
import { sql } from 'kysely';
import type { DocumentKind } from '#base/states.ts';
import type { Db } from './open.ts';
import type { QuarantineTable } from './tables/log.ts';

/** Limits what is kept in quarantine of one person in one document. */
const mostQuarantined = { rows: 20, bytes: 8 * 1024 * 1024 };

/** False, and nothing stored, where its author has enough there. */
export async function insertQuarantined(db: Db, row: QuarantineTable): Promise<boolean> {
  const { rows, bytes } = await db
    .selectFrom('quarantine')
    .select((eb) => [
      eb.fn.countAll<number>().as('rows'),
      sql<number | string>`coalesce(sum(length(bytes)), 0)`.as('bytes')
    ])
    .where('documentId', '=', row.documentId)
    .where('userId', '=', row.userId)
    .executeTakeFirstOrThrow();
  if (rows >= mostQuarantined.rows || Number(bytes) + row.bytes.length > mostQuarantined.bytes) return false;
  await db.insertInto('quarantine').values(row).execute();
  return true;
}

export interface QuarantinedUpdate {
  readonly id: string;
  readonly at: string;
  readonly email: string;
  readonly reason: string;
  readonly size: number;
  readonly studySlug: string;
  readonly kind: DocumentKind;
  /** Holds the city, or the slug of a chapter. */
  readonly subject: string;
  readonly generation: number;
}

/** Oldest first, without its bytes. */
export async function listQuarantined(db: Db): Promise<QuarantinedUpdate[]> {
  return db
    .selectFrom('quarantine')
    .innerJoin('document', 'document.id', 'quarantine.documentId')
    .innerJoin('study', 'study.id', 'document.studyId')
    .innerJoin('user', 'user.id', 'quarantine.userId')
    .select([
      'quarantine.id',
      'quarantine.at',
      'quarantine.reason',
      'quarantine.generation',
      'user.email',
      'study.slug as studySlug',
      'document.kind',
      sql<string>`coalesce(document.city_id, document.slug)`.as('subject'),
      sql<number>`length(quarantine.bytes)`.as('size')
    ])
    .orderBy('quarantine.at')
    .orderBy('quarantine.id')
    .execute();
}

/** What came before a time, or all of it; returns how many rows. */
export async function purgeQuarantine(db: Db, before: string | null): Promise<number> {
  let deletion = db.deleteFrom('quarantine');
  if (before !== null) deletion = deletion.where('at', '<', before);
  return Number((await deletion.executeTakeFirst()).numDeletedRows);
}
