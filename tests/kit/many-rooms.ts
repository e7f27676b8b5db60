/** Makes many empty chapters of a study, for tests of many rooms at once. */
import { presentTextModel } from '#rules/documents/text-models.ts';
import type { App } from '#server/app.ts';
import { insertRows } from '#server/store/rows.ts';
import type { TestStudy } from './people.ts';

/** Returns the addresses of the chapters' first generations. */
export async function makeRooms(
  app: App,
  study: TestStudy,
  count: number
): Promise<{ documentId: string; generation: number }[]> {
  const { db } = app.store;
  const at = app.now().toISOString();
  const ids = Array.from({ length: count }, () => app.newId());
  const chapters = ids.map((id, n) => ({
    id,
    studyId: study.id,
    kind: 'chapter' as const,
    cityId: null,
    slug: `room-${n}`,
    position: n + 1,
    titleEn: `Room ${n}`,
    titleZh: `房间 ${n}`,
    state: 'drafting' as const,
    generation: 1
  }));
  await insertRows(db, 'document', chapters);
  await insertRows(
    db,
    'generation',
    ids.map((documentId) => ({ documentId, n: 1, openedAt: at, endedAt: null, textModel: presentTextModel }))
  );
  const empty = new Uint8Array([0, 0]);
  await insertRows(
    db,
    'documentSnapshot',
    ids.map((documentId) => ({ documentId, generation: 1, throughSeq: 0, bytes: empty, createdAt: at }))
  );
  return ids.map((documentId) => ({ documentId, generation: 1 }));
}
