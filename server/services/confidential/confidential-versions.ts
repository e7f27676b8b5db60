/** Saves a version of the confidential document of a city, next to one of its response. */
import { findConfidentialDocument } from '../../store/confidential.ts';
import type { DocumentRow } from '../../store/documents.ts';
import type { Db } from '../../store/open.ts';
import { readContent, type FreezingTools } from '../workflow/freezing.ts';
import { saveVersion, type VersionInput } from '../workflow/version-storage.ts';

/** Saves what the confidential document holds now; nothing where the city has none. */
export async function saveConfidentialVersion(
  db: Db,
  workers: FreezingTools['workers'],
  { kind, studySlug, cityId }: DocumentRow,
  input: VersionInput
): Promise<void> {
  if (kind !== 'response' || cityId === null) return;
  const document = await findConfidentialDocument(db, studySlug, cityId);
  if (document) await saveVersion(db, document, await readContent(db, workers, document), input);
}
