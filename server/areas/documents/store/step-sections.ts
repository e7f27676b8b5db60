/** Reads the steps of the roadmap, each of which has a section in the roadmap's chapter. */
import type { StudyId } from '#base/ids.ts';
import { inOrder, stepSection, type Step } from '#rules/roadmap/roadmap.ts';
import { both } from '#server/store/bilingual.ts';
import { findFramework } from '#areas/framework';
import { idsFrom, linksFrom } from '#server/store/json-lists.ts';
import type { Db } from '#server/store/open.ts';
import type { Row } from '#server/store/schema.ts';

export const isRoadmap = async (db: Db, documentId: string): Promise<boolean> =>
  (await db
    .selectFrom('roadmap')
    .select('studyId')
    .where('documentId', '=', documentId)
    .executeTakeFirst()) !== undefined;

/** By position; with those that were removed where they are asked for. */
export async function listSteps(db: Db, studyId: StudyId, withRemoved = false): Promise<Step[]> {
  const rows = await db
    .selectFrom('roadmapStep')
    .selectAll()
    .where('studyId', '=', studyId)
    .$if(!withRemoved, (query) => query.where('removedAt', 'is', null))
    .orderBy('position')
    .orderBy('number')
    .execute();
  return rows.map(stepFrom);
}

/** In the order of the steps; empty for any other chapter. */
export async function listStepSections(
  db: Db,
  document: { readonly id: string; readonly studyId: string }
): Promise<{ readonly section: string; readonly step: Step }[]> {
  if (!(await isRoadmap(db, document.id))) return [];
  const studyId = document.studyId as StudyId;
  const steps = await listSteps(db, studyId);
  const framework = await findFramework(db, studyId);
  return inOrder(steps, framework?.characteristics ?? []).map((step) => ({
    section: stepSection(step.number),
    step
  }));
}

const stepFrom = (row: Row<'roadmapStep'>): Step => ({
  id: row.id,
  number: row.number,
  position: row.position,
  version: row.version,
  characteristic: row.characteristic,
  fromLevel: row.fromLevel,
  toLevel: row.toLevel,
  title: both(row.titleEn, row.titleZh),
  responsible: both(row.responsibleEn, row.responsibleZh),
  horizon: row.horizon,
  dependsOn: idsFrom(row.dependsOn),
  links: linksFrom(row.links)
});
