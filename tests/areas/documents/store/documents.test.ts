import { describe, expect, it } from 'vitest';
import { engines } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import {
  endGeneration,
  findDocument,
  findDocumentOfRoom,
  findGeneration,
  openGeneration
} from '#server/areas/assessments/store/documents.ts';
import { listUpdates } from '#server/store/updates.ts';

describe.each(engines)('documents on %s', (engine) => {
  it('are found by the parts of a room’s name, with the state they follow', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'consultation' }] });
    const { db } = app.store;
    const findings = await findDocumentOfRoom(db, {
      studySlug: 'small-study',
      kind: 'findings',
      city: 'haidian'
    });
    expect(findings).toEqual({
      id: study.cities[0]?.findingsId,
      studyId: study.id,
      studySlug: 'small-study',
      isBench: false,
      quotaFactor: 1,
      kind: 'findings',
      cityId: 'haidian',
      slug: null,
      generation: 1,
      state: 'consultation'
    });
    expect(await findDocument(db, findings?.id ?? '')).toEqual(findings);
    expect(
      await findDocumentOfRoom(db, { studySlug: 'small-study', kind: 'chapter', slug: 'trends' })
    ).toMatchObject({ id: study.chapterId, state: 'drafting', cityId: null });
    for (const [slug, city] of [
      ['small-study', 'Haidian'],
      ['Small-study', 'haidian'],
      ['small-study', 'haidian '],
      ['small-study', 'trends']
    ] as const) {
      expect(await findDocumentOfRoom(db, { studySlug: slug, kind: 'findings', city })).toBeUndefined();
    }
    expect(await findDocument(db, 'none')).toBeUndefined();
  });

  it('go from generation to generation, each ended once', async () => {
    const app = await testApp(engine);
    const { chapterId } = await makeStudy(app);
    const { db } = app.store;
    const ends = await Promise.all(
      ['2013-09-02', '2013-09-03'].map((at) => endGeneration(db, chapterId, 1, at))
    );
    expect(ends.filter(Boolean)).toHaveLength(1);
    const opens = await Promise.all(
      ['2013-09-04', '2013-09-05'].map((at) => openGeneration(db, chapterId, 2, at))
    );
    expect(opens.filter(Boolean)).toHaveLength(1);
    expect((await findDocument(db, chapterId))?.generation).toBe(2);
    expect((await findGeneration(db, chapterId, 1))?.endedAt).toMatch(/^2013-09-0[23]$/);
    expect((await findGeneration(db, chapterId, 2))?.endedAt).toBe(null);
    expect(await findGeneration(db, chapterId, 3)).toBeUndefined();
    expect(await openGeneration(db, chapterId, 4, '2013-09-06')).toBe(false);
  });

  it('take no append once a freeze is committed, and every append that was taken came before it', async () => {
    const app = await testApp(engine);
    const { chapterId } = await makeStudy(app);
    const author = await makePerson(app);
    const { db, appender } = app.store;
    const append = (after: number) =>
      appender.append([
        {
          documentId: chapterId,
          generation: 1,
          after,
          entries: [{ userId: author.id, at: '', bytes: new Uint8Array([1]) }],
          newOwners: new Map()
        }
      ]);
    const frozen = db.transaction().execute(async (trx) => {
      await endGeneration(trx, chapterId, 1, '2013-09-02');
      return (await listUpdates(trx, chapterId, 1, 0)).length;
    });
    let taken = 0;
    while ((await append(taken))[0]?.kind === 'committed') taken += 1;
    expect(await frozen).toBe(taken);
    expect(await listUpdates(db, chapterId, 1, 0)).toHaveLength(taken);
  });
});
