/**
 * Builds and saves versions: a text as it was read, with all that an approval of it covers, as canonical
 * bytes under their hash.
 */
import type { Bilingual } from '#base/locale.ts';
import { canonicalCells } from '#document/answered.ts';
import { bytesOf, subjectOf, versionFormat, type DocumentVersion } from '#rules/versions/version.ts';
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import type { VersionTable } from './store/tables.ts';
import { insertVersions, nextVersionNumber, type VersionSummary } from './store/versions.ts';
import type { GenerationRead, ReadContent } from '#areas/documents';
import { heldFactsOf } from '#areas/answers';
import { draftedIn, passageNotesOf } from '#areas/pairs';
import { evidenceOf, frameworkOf, levelsOf } from './version-facts.ts';
import { sha256 } from '#server/files/sha256.ts';

/** Builds all that would be approved now: the text as read, and the facts of this transaction. */
export async function versionOfDocument(
  db: Db,
  document: DocumentRow,
  { sections, answers }: Pick<ReadContent, 'sections'> & Partial<ReadContent>
): Promise<DocumentVersion> {
  const notes = await passageNotesOf(db, document, sections);
  const drafted = await draftedIn(db, document, sections);
  const facts = await heldFactsOf(db, document, sections);
  return {
    format: versionFormat,
    study: document.studySlug,
    subject: subjectOf(document),
    framework: await frameworkOf(db, document),
    sections: [...sections, ...(answers?.passages ?? [])],
    ...(answers ? { answers: canonicalCells(answers.cells) } : {}),
    levels: await levelsOf(db, document, sections),
    evidence: await evidenceOf(db, document),
    ...(facts.length > 0 ? { facts } : {}),
    ...(notes.length > 0 ? { notes } : {}),
    ...(drafted > 0 ? { drafted } : {})
  };
}

export interface VersionInput {
  readonly id: string;
  readonly kind: VersionTable['kind'];
  readonly name: Bilingual;
  /** Null where the clock saved it. */
  readonly userId: string | null;
  readonly at: string;
}

/** Ready to be stored, with what was read for it. */
export interface PreparedVersion {
  readonly document: DocumentRow;
  readonly read: GenerationRead;
  readonly bytes: Uint8Array;
  readonly hash: string;
}

export async function prepareVersion(
  db: Db,
  document: DocumentRow,
  read: ReadContent,
  kind: VersionInput['kind']
): Promise<PreparedVersion> {
  const { notes, drafted, ...content } = await versionOfDocument(db, document, read);
  // The city that is consulted learns nothing of how the translation was worked on; what is approved says it.
  const worked = { ...(notes ? { notes } : {}), ...(drafted === undefined ? {} : { drafted }) };
  const bytes = bytesOf(kind === 'consultation' ? content : { ...content, ...worked });
  return { document, read, bytes, hash: sha256(bytes) };
}

/** Describes a prepared version as it is stored, under the number that is next in the transaction. */
export const summaryOf = (
  { document, read, hash }: PreparedVersion,
  { id, kind, name, userId, at }: VersionInput,
  number: number
): VersionSummary => ({
  id,
  studyId: document.studyId,
  subject: subjectOf(document),
  documentId: document.id,
  cityId: document.cityId,
  generation: read.generation,
  throughSeq: read.throughSeq,
  number,
  kind,
  nameEn: name.en,
  nameZh: name.zh,
  hash,
  userId,
  at
});

/** Saves a version of a document, in the transaction of what makes it, which has locked the document. */
export async function saveVersion(
  db: Db,
  document: DocumentRow,
  read: ReadContent,
  input: VersionInput
): Promise<VersionSummary> {
  const prepared = await prepareVersion(db, document, read, input.kind);
  const number = await nextVersionNumber(db, document.studyId, subjectOf(document));
  const summary = summaryOf(prepared, input, number);
  await insertVersions(db, { ...summary, bytes: prepared.bytes });
  return summary;
}
