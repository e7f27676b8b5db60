/**
 * Leaves what is confidential out of the versions of a response for those who may not read it, and out of the
 * facts of every other text. A version is stored as it was made: what was written openly at the time, or marked as confidential next to its content
 * before confidential documents existed, stays in it for those who may read it.
 */
import { withoutConfidential } from '#document/confidential-answers.ts';
import type { Ability } from '#base/abilities.ts';
import { type DocumentVersion, bytesOf, isDocumentVersion, parseVersion } from '#rules/versions/version.ts';
import { listConfidentialAnswers, withoutHeldBackFacts } from '#areas/answers';
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import type { VersionRow } from './store/versions.ts';

export interface ReadableVersion extends VersionRow {
  /** Says that something confidential was left out, so that the bytes do not match the hash. */
  readonly isWithout: boolean;
}

/** Returns a version of findings or of a chapter without the facts that are held back now. */
export async function withoutConfidentialFacts(
  db: Db,
  document: Pick<DocumentRow, 'studyId' | 'cityId'>,
  version: VersionRow
): Promise<ReadableVersion> {
  const content = parseVersion(version.bytes);
  if (!content || !isDocumentVersion(content)) return { ...version, isWithout: false };
  const open = await withoutHeldBackFacts(db, document, content);
  return open === content
    ? { ...version, isWithout: false }
    : { ...version, bytes: bytesOf(open), isWithout: true };
}

export async function versionsFor(
  db: Db,
  { kind, studyId, cityId }: Pick<DocumentRow, 'kind' | 'studyId' | 'cityId'>,
  abilities: ReadonlySet<Ability>
): Promise<(version: VersionRow) => ReadableVersion> {
  if (kind !== 'response' || cityId === null || abilities.has('confidential.read'))
    return (version) => ({ ...version, isWithout: false });
  const answers = await listConfidentialAnswers(db, studyId, cityId);
  return (version) => {
    const content = JSON.parse(new TextDecoder().decode(version.bytes)) as DocumentVersion;
    const bytes = bytesOf(withoutConfidential(content, answers));
    const isWithout = Buffer.compare(bytes, version.bytes) !== 0;
    return isWithout ? { ...version, bytes, isWithout } : { ...version, isWithout };
  };
}
