/**
 * Reads every update that a generation ever took, from the log's own rows and from the segments into which
 * rows have been folded.
 */
import type { Db } from '#server/store/open.ts';
import { readSegment, type LoggedUpdate } from '#server/store/segment.ts';

/** Limits the rows of one query; segments are read one by one. */
const atOnce = 500;

/**
 * Yields the updates in the order of their commits, with author and time. Rows may be folded while this
 * reads; nothing is left out or yielded twice. Throws where a number is missing.
 */
export async function* listHistory(
  db: Db,
  documentId: string,
  generation: number
): AsyncGenerator<LoggedUpdate> {
  let after = 0;
  for (;;) {
    const before = after;
    const batch =
      (await findSegmentAfter(db, documentId, generation, after)) ??
      (await listRowsAfter(db, documentId, generation, after));
    for (const update of batch) {
      if (update.seq <= after) continue;
      if (update.seq !== after + 1) break;
      yield update;
      after = update.seq;
    }
    if (after > before) continue;
    // The row was folded between the two queries, and is in a segment now.
    if (await findSegmentAfter(db, documentId, generation, after)) continue;
    if (batch.length === 0) return;
    throw new Error(`The history of ${documentId}@${generation} misses number ${after + 1}`);
  }
}

async function findSegmentAfter(
  db: Db,
  documentId: string,
  generation: number,
  after: number
): Promise<LoggedUpdate[] | undefined> {
  const segment = await db
    .selectFrom('documentSegment')
    .select('bytes')
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .where('fromSeq', '<=', after + 1)
    .where('toSeq', '>', after)
    .executeTakeFirst();
  return segment && readSegment(segment.bytes);
}

async function listRowsAfter(
  db: Db,
  documentId: string,
  generation: number,
  after: number
): Promise<LoggedUpdate[]> {
  return db
    .selectFrom('documentUpdate')
    .select(['seq', 'userId', 'at', 'bytes'])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(atOnce)
    .execute();
}
