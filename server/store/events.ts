/** The event log, read side, with the names of who did it. */
import type { StudyId } from '#domain/ids.ts';
import type { Bilingual } from '#domain/locale.ts';
import { bothOrNull } from './bilingual.ts';
import type { Db } from './open.ts';

export interface LoggedEvent {
  readonly seq: number;
  readonly at: string;
  readonly actorId: string | null;
  /** Null for the operator's own tool. */
  readonly actorName: Bilingual | null;
  readonly actorRole: string | null;
  readonly kind: string;
  readonly needs: string;
  readonly cityId: string | null;
  readonly documentId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Up to `limit` events on one side of a number: those after it, oldest first, or those before it, newest first. */
export async function listEvents(
  db: Db,
  studyId: StudyId,
  from: { readonly after: number } | { readonly before: number },
  limit: number
): Promise<LoggedEvent[]> {
  const all = db
    .selectFrom('event')
    .leftJoin('user', 'user.id', 'event.actorId')
    .select([
      'event.seq', 'event.at', 'event.actorId', 'event.actorRole', 'event.kind', 'event.needs', 'event.cityId',
      'event.documentId', 'event.payload', 'user.nameEn', 'user.nameZh'
    ])
    .where('event.studyId', '=', studyId)
    .limit(limit);
  const rows = await ('after' in from
    ? all.where('event.seq', '>', from.after).orderBy('event.seq', 'asc')
    : all.where('event.seq', '<', from.before).orderBy('event.seq', 'desc')
  ).execute();
  return rows.map(({ nameEn, nameZh, payload, ...row }) => ({
    ...row,
    actorName: bothOrNull(nameEn, nameZh),
    payload: JSON.parse(payload) as Record<string, unknown>
  }));
}
