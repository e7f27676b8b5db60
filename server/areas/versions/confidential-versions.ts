/** Saves a version of the confidential document of a city, next to one of its response. */
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { closedContent, confidentialOf, type FreezingTools, type TextsBefore } from '#areas/documents';
import { saveVersion, type VersionInput } from './version-storage.ts';

/** Saves what the confidential document held when it ended; nothing where the city has none. */
export async function saveConfidentialVersion(
  db: Db,
  tools: FreezingTools,
  response: DocumentRow,
  input: VersionInput,
  before: TextsBefore | null
): Promise<void> {
  const document = await confidentialOf({ trx: db }, response);
  if (document) await saveVersion(db, document, await closedContent(tools, db, document, before), input);
}
