/** Finds the version of the framework that a city answers. */
import type { Framework } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import { findAssessment } from './assessments.ts';
import { findFramework, findFrameworkVersion } from '#areas/framework';
import type { Db } from '#server/store/open.ts';

/** The newest for a document that belongs to no city, such as a chapter. */
export async function findFrameworkOfCity(
  db: Db,
  studyId: StudyId,
  cityId: string | null
): Promise<Framework | undefined> {
  if (cityId === null) return findFramework(db, studyId);
  const assessment = await findAssessment(db, studyId, cityId);
  return assessment
    ? findFrameworkVersion(db, studyId, assessment.frameworkVersion)
    : findFramework(db, studyId);
}
