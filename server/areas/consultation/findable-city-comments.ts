/** Lists the comments that a city has submitted in its consultations, for the search. */
import { scopeOf } from '#rules/search/search.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { alike, nothing, together } from '#lib/areas/search/findable.ts';
import { listSubmitted } from './store/city-comments.ts';
import type { Db } from '#server/store/open.ts';

export async function findableCityComments(db: Db, studyId: string, cityId: string): Promise<Findable[]> {
  return (await listSubmitted(db, studyId, cityId)).map(
    ({ id, body, proposal, section, userId, submittedAt, at }) => ({
      key: id,
      kind: 'city-comment',
      scope: scopeOf(studyId, 'city-comments', cityId),
      title: nothing,
      text: together([body, proposal].map(alike)),
      cityId,
      section,
      userId,
      day: (submittedAt ?? at).slice(0, 10),
      target: { id }
    })
  );
}
