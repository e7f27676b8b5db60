/**
 * Builds what would be approved now: for a text its present content with the facts of today, for framework
 * and pilots their canonical record.
 */
import type { StudyId } from '#base/ids.ts';
import { countGaps, isRecordKind, type RecordKind } from '#rules/approval/approval.ts';
import { recordOfFramework } from '#rules/framework/framework.ts';
import {
  bytesOf,
  isDocumentVersion,
  parseVersion,
  versionFormat,
  type DocumentVersion,
  type RecordVersion,
  type VersionContent
} from '#rules/versions/version.ts';
import { toCanonical, type Json } from '#base/canonical.ts';
import type { Study } from '#rules/study/study.ts';
import { listCities } from '#areas/cities';
import { findFramework, findRubric } from '#areas/framework';
import { listNextSteps } from '#areas/meetings';
import type { Db } from '#server/store/open.ts';
import { findVersion, versionOfDocument } from '#areas/versions';
import type { ReadContent } from '#areas/documents';
import { sectionFacts } from '#areas/pairs';
import { sha256 } from '#server/files/sha256.ts';
import type { FoundSubject } from './subject-access.ts';

/** Undefined where there is nothing yet that could be approved. */
export async function recordNow(
  db: Db,
  study: Study,
  subject: RecordKind
): Promise<RecordVersion | undefined> {
  const record = await recordMakers[subject](db, study.id);
  return record === undefined ? undefined : { format: versionFormat, study: study.slug, subject, record };
}

async function frameworkRecord(db: Db, studyId: StudyId): Promise<Json | undefined> {
  const framework = await findFramework(db, studyId);
  return (
    framework &&
    toCanonical({ framework: recordOfFramework(framework), rubric: (await findRubric(db, studyId)) ?? null })
  );
}

async function pilotsRecord(db: Db, studyId: StudyId): Promise<Json | undefined> {
  const cities = await listCities(db, studyId);
  if (cities.length === 0) return undefined;
  // The record has a withdrawal only where there is one: records that were signed before this field existed
  // keep their hash.
  const pilots = cities.map(({ version: _, withdrawal, ...city }) =>
    withdrawal ? { ...city, withdrawal } : city
  );
  return toCanonical({ pilots: pilots.sort((a, b) => (a.id < b.id ? -1 : 1)) });
}

/** How far each has come is reported afterwards and is no part of it. */
async function recommendationsRecord(db: Db, studyId: StudyId): Promise<Json | undefined> {
  const recommendations = (await listNextSteps(db, studyId)).filter(({ kind }) => kind === 'recommendation');
  if (recommendations.length === 0) return undefined;
  return toCanonical({
    recommendations: recommendations.map(({ id, action, addressee, scope, links }) => ({
      id,
      action,
      addressee,
      scope,
      links
    }))
  });
}

const recordMakers: Readonly<Record<RecordKind, (db: Db, studyId: StudyId) => Promise<Json | undefined>>> = {
  framework: frameworkRecord,
  pilots: pilotsRecord,
  recommendations: recommendationsRecord
};

export interface ContentNow {
  readonly content: VersionContent;
  readonly hash: string;
  /** Counts parts that are missing in a language, or whose translation is out of date. */
  readonly untranslated: number;
}

/**
 * `read` is the present text; where it is left out the text of the newest version is used, and only the facts
 * are of today.
 */
export async function contentNow(
  db: Db,
  study: Study,
  { target, subject, newest }: FoundSubject,
  read?: Pick<ReadContent, 'sections'>
): Promise<ContentNow | undefined> {
  if (target.kind === 'record') {
    const content = isRecordKind(subject.kind) ? await recordNow(db, study, subject.kind) : undefined;
    return content && { content, hash: sha256(bytesOf(content)), untranslated: countGaps(content.record) };
  }
  const { document } = target;
  const sections = read?.sections ?? (newest ? await sectionsOfVersion(db, study.id, newest.id) : undefined);
  if (!sections) return undefined;
  const content = await versionOfDocument(db, document, { sections });
  const facts = await sectionFacts(db, document.id, sections);
  const untranslated = facts.filter(
    ({ written, toDo }) => !written.en || !written.zh || toDo.length > 0
  ).length;
  return { content, hash: sha256(bytesOf(content)), untranslated };
}

async function sectionsOfVersion(
  db: Db,
  studyId: string,
  id: string
): Promise<DocumentVersion['sections'] | undefined> {
  const version = await findVersion(db, studyId, id);
  const content = version && parseVersion(version.bytes);
  return content && isDocumentVersion(content) ? content.sections : undefined;
}
