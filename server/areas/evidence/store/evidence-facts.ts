/** Reads the facts by which the readers of single pieces of evidence are authorized. */
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';

export const listEvidenceFacts = (db: Db, ids: readonly string[]) =>
  inChunks(ids, (some) =>
    db.selectFrom('evidence').select(['id', 'isConfidential', 'at']).where('id', 'in', some).execute()
  );
