/** Reads what commands about the roadmap rest on: its chapter, and the scale along which its steps lead. */
import type { StudyId } from '#base/ids.ts';
import type { Step } from '#rules/roadmap/roadmap.ts';
import { listChapters, type Chapter } from '#areas/assessments';
import { findFramework, findRubric } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { findRoadmap } from './store/roadmap.ts';

export const numberAfter = (ever: readonly Step[]): number =>
  Math.max(0, ...ever.map(({ number }) => number)) + 1;

export async function chapterOf(db: Db, studyId: StudyId): Promise<Chapter | undefined> {
  const roadmap = await findRoadmap(db, studyId);
  return roadmap && (await listChapters(db, studyId)).find(({ id }) => id === roadmap.documentId);
}

export async function scaleOf(db: Db, studyId: StudyId) {
  const rubric = await findRubric(db, studyId);
  return {
    characteristics: (await findFramework(db, studyId))?.characteristics ?? [],
    levels: (rubric?.levels ?? []).toSorted((a, b) => a.order - b.order),
    rubric
  };
}
