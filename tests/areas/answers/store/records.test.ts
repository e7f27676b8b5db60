import { describe, expect, it, onTestFinished } from 'vitest';
import type { CityId, StudyId } from '#base/ids.ts';
import type { ResponseRecord } from '#rules/framework/record.ts';
import { migrateToLatest } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
import { listRecords, replaceStated } from '#server/areas/answers/store/records.ts';
import { insertRows } from '#server/store/rows.ts';
import { studyRow } from '#server/areas/demo/store/study-rows.ts';
import { emptyDatabase, engines } from '#kit/databases.ts';

const record = (
  id: string,
  name: string,
  question = 'services.register'
): Omit<ResponseRecord, 'version'> => ({
  id,
  question,
  recordType: 'service',
  position: 0,
  fields: { name: { en: name, zh: '' } },
  sources: {},
  notes: {},
  source: ''
});

describe.each(engines)('records that are handed in, on %s', (engine) => {
  it('may be called in one text as others are in another, and keep their names when they are handed in again', async () => {
    const store = openStore(await emptyDatabase(engine));
    onTestFinished(() => store.close());
    const { db } = store;
    await migrateToLatest(db);
    await insertRows(db, 'study', [{ ...studyRow('s', '2013-04-15T08:00:00.000Z') }]);
    const study = 's' as StudyId;
    const handIn = (city: string, ...records: Omit<ResponseRecord, 'version'>[]) =>
      replaceStated(db, study, city as CityId, { records, figures: [] });
    const namesOf = async (city: string): Promise<unknown> =>
      (await listRecords(db, study, city as CityId)).map(({ id, version, fields }) => [
        id,
        version,
        (fields['name'] as { en: string }).en
      ]);
    await handIn('florence', record('a', 'Card'));
    await handIn('yantai', record('a', 'Bus'), record('a', 'Tram', 'legal.policies'));
    expect(await namesOf('florence')).toEqual([['a', 1, 'Card']]);
    expect(await namesOf('yantai')).toEqual([
      ['yantai.a', 1, 'Bus'],
      ['yantai2.a', 1, 'Tram']
    ]);
    await handIn('yantai', record('a', 'Bus'), record('a', 'Tramway', 'legal.policies'));
    expect(await namesOf('yantai')).toEqual([
      ['yantai.a', 1, 'Bus'],
      ['yantai2.a', 2, 'Tramway']
    ]);
  });
});
