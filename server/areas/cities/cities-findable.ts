import type { City } from '#rules/cities/city.ts';
import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { nothing, ofStudy, together } from '#lib/areas/search/findable.ts';
import { listCities } from './store/cities.ts';
import type { Db } from '#server/store/open.ts';

export async function findableCities(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listCities(db, studyId)).map((city) => findableCity(studyId, city));
}

const findableCity = (studyId: string, { id, name, shortName, parent, country }: City): Findable => ({
  ...ofStudy(studyId, 'city', id),
  title: name,
  text: together([shortName, parent ?? nothing, country]),
  spelt: 'thing',
  cityId: id
});
