import { describe, expect, it } from 'vitest';
import { testApp } from '#kit/app.ts';
import { engines } from '#kit/databases.ts';
import { studyRow } from '#kit/study-row.ts';

describe.each(engines)('column types on %s', (engine) => {
  it('numbers past 32 bits come back as numbers, bytes as bytes, counters as they were set', async () => {
    const { db } = (await testApp(engine)).store;
    await db
      .insertInto('study')
      .values({ ...studyRow, titleZh: '研究', createdAt: '2013-01-01T00:00:00.000Z' })
      .execute();
    await db
      .insertInto('document')
      .values({
        id: 'd',
        studyId: 's',
        kind: 'chapter',
        cityId: null,
        slug: 'c',
        position: 0,
        titleEn: '',
        titleZh: '',
        state: 'drafting',
        generation: 1
      })
      .execute();
    await db
      .insertInto('documentSnapshot')
      .values({
        documentId: 'd',
        generation: 1,
        throughSeq: 2 ** 40,
        bytes: new Uint8Array([0, 255, 7]),
        createdAt: ''
      })
      .execute();
    const snapshot = await db.selectFrom('documentSnapshot').selectAll().executeTakeFirstOrThrow();
    expect(snapshot.throughSeq).toBe(2 ** 40);
    expect([...snapshot.bytes]).toEqual([0, 255, 7]);
    const study = await db.selectFrom('study').selectAll().executeTakeFirstOrThrow();
    expect(study).toMatchObject({ titleZh: '研究', eventSeq: 0, eventHash: '', version: 1 });
  });
});
