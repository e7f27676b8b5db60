/** Lists the steps of the roadmap for the search; their prose is found as text of its chapter. */
import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { ofStudy } from '#lib/areas/search/findable.ts';
import { listSteps } from '#areas/documents';
import type { Db } from '#server/store/open.ts';

export async function findableRoadmap(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listSteps(db, studyId)).map(({ id, characteristic, title, responsible }) => ({
    ...ofStudy(studyId, 'step', id, 'roadmap'),
    title,
    text: responsible,
    section: characteristic
  }));
}
