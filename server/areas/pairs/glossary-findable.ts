import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { nothing, ofStudy, together } from '#lib/areas/search/findable.ts';
import { listTerms } from './store/glossary.ts';
import type { Db } from '#server/store/open.ts';

export async function findableTerms(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listTerms(db, studyId)).map(({ id, term, definition, caution }) => ({
    ...ofStudy(studyId, 'term', id),
    title: term,
    text: together([definition, caution ?? nothing]),
    spelt: 'thing'
  }));
}
