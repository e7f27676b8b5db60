import { describe, expect, it } from 'vitest';
import { engines } from '#kit/databases.ts';
import { openHouse } from '#kit/house.ts';
import { makeStudy } from '#kit/people.ts';
import { endGeneration, findDocument, findDocumentOfRoom, findGeneration, generationIsOpen, openGeneration } from '#server/store/documents.ts';

describe.each(engines)('documents on %s', (engine) => {
  it('are found by the parts of a room’s name, with the state they follow', async () => {
    const house = await openHouse(engine);
    const study = await makeStudy(house, { cities: [{ id: 'haidian', side: 'cn', state: 'consultation' }] });
    const { db } = house.store;
    const findings = await findDocumentOfRoom(db, { study: 'small-study', kind: 'findings', city: 'haidian' });
    expect(findings).toEqual({
      id: study.cities[0]?.findingsId, studyId: study.id, studySlug: 'small-study', isBench: false, kind: 'findings', cityId: 'haidian', slug: null,
      generation: 1, state: 'consultation'
    });
    expect(await findDocument(db, findings?.id ?? '')).toEqual(findings);
    expect(await findDocumentOfRoom(db, { study: 'small-study', kind: 'chapter', slug: 'trends' })).toMatchObject({ id: study.chapterId, state: 'drafting', cityId: null });
    for (const [slug, city] of [['small-study', 'Haidian'], ['Small-study', 'haidian'], ['small-study', 'haidian '], ['small-study', 'trends']] as const) {
      expect(await findDocumentOfRoom(db, { study: slug, kind: 'findings', city })).toBeUndefined();
    }
    expect(await findDocument(db, 'none')).toBeUndefined();
  });

  it('go from generation to generation, each ended once', async () => {
    const house = await openHouse(engine);
    const { chapterId } = await makeStudy(house);
    const { db, engine: of } = house.store;
    expect(await generationIsOpen(db, of, chapterId, 1)).toBe(true);
    const ends = await Promise.all(['2013-09-02', '2013-09-03'].map((at) => endGeneration(db, chapterId, 1, at)));
    expect(ends.filter(Boolean)).toHaveLength(1);
    expect(await generationIsOpen(db, of, chapterId, 1)).toBe(false);
    const opens = await Promise.all(['2013-09-04', '2013-09-05'].map((at) => openGeneration(db, chapterId, 2, at)));
    expect(opens.filter(Boolean)).toHaveLength(1);
    expect((await findDocument(db, chapterId))?.generation).toBe(2);
    expect((await findGeneration(db, chapterId, 1))?.endedAt).toMatch(/^2013-09-0[23]$/);
    expect((await findGeneration(db, chapterId, 2))?.endedAt).toBe(null);
    expect(await findGeneration(db, chapterId, 3)).toBeUndefined();
    expect(await generationIsOpen(db, of, chapterId, 3)).toBe(false);
    expect(await openGeneration(db, chapterId, 4, '2013-09-06')).toBe(false);
  });

  it('take no append once a freeze has begun to be committed, whichever comes first', async () => {
    const house = await openHouse(engine);
    const { chapterId } = await makeStudy(house);
    const { db, engine: of } = house.store;
    const seen = await Promise.all([
      db.transaction().execute(async (trx) => {
        await endGeneration(trx, chapterId, 1, '2013-09-02');
        return 'frozen';
      }),
      db.transaction().execute(async (trx) => {
        const open = await generationIsOpen(trx, of, chapterId, 1);
        const again = await generationIsOpen(trx, of, chapterId, 1);
        return [open, again];
      })
    ]);
    // Within one transaction the answer does not change.
    expect(new Set(seen[1]).size).toBe(1);
    expect(await generationIsOpen(db, of, chapterId, 1)).toBe(false);
  });
});
