/** The log as each reader sees it: what is not open to somebody is absent, and no count speaks of it. */
import { describe, expect, it } from 'vitest';
import type { Happening } from '#domain/events.ts';
import { signedInAs } from '#kit/actors.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { openHouse } from '#kit/house.ts';
import { numbersIn } from '#kit/log-numbers.ts';
import { makeStudy } from '#kit/people.ts';
import { appendEvent } from '#server/events/append.ts';

async function setUp(engine: Engine) {
  const house = await openHouse(engine);
  const study = await makeStudy(house, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'collecting' },
      { id: 'haidian', side: 'cn', state: 'consultation' }
    ]
  });
  const at = house.now().toISOString();
  const tell = (happening: Happening) =>
    house.store.db
      .transaction()
      .execute((trx) =>
        appendEvent(trx, { studyId: study.id, actorId: null, actorRole: null, at }, happening)
      );
  return { house, study, tell };
}

const frozen = (needs: Happening['needs'], cityId: string): Happening => ({
  kind: 'document.frozen',
  needs,
  cityId,
  payload: { generation: 1 }
});

describe.each(engines)('the log on %s', (engine) => {
  it('tells each reader only what the ability named by the event lets that reader see', async () => {
    const { house, study, tell } = await setUp(engine);
    await tell({ kind: 'study.changed', needs: 'study.see', payload: {} });
    await tell(frozen('response.read', 'bristol'));
    await tell(frozen('findings.read', 'haidian'));
    await tell({
      kind: 'document.reopened',
      needs: 'chapter.read',
      documentId: study.chapterId,
      payload: {}
    });
    await tell({ kind: 'study.changed', needs: 'instance.studies', payload: {} });
    const seen = async (wish: Parameters<typeof signedInAs>[1]) => {
      const list = await house.events.list(await signedInAs(house, { ...wish, study }), study.slug, 0);
      const numbers = await numbersIn(house, study.id);
      return list.ok ? list.value.map(({ number }) => numbers.indexOf(number) + 1) : list.refusal.code;
    };
    expect(await seen({ role: 'secretariat' })).toEqual([1, 2, 3, 4]);
    expect(await seen({ role: 'expert' })).toEqual([1, 2, 3, 4]);
    expect(await seen({ role: 'observer' })).toEqual([1, 3, 4]);
    expect(await seen({ role: 'city', city: 'haidian' })).toEqual([1, 3]);
    expect(await seen({ role: 'city', city: 'bristol' })).toEqual([1, 2]);
    expect(await seen({ role: 'observer', administrator: true })).toEqual([1, 3, 4, 5]);
  });

  it('fills a page past what is hidden, so that its length tells nothing', async () => {
    const { house, study, tell } = await setUp(engine);
    for (let i = 0; i < 6; i++)
      await tell(
        i % 3 === 2
          ? { kind: 'study.changed', needs: 'study.see', payload: {} }
          : frozen('findings.read', 'bristol')
      );
    const city = await signedInAs(house, { role: 'city', city: 'haidian', study });
    const numbers = await numbersIn(house, study.id);
    const [, , third = 0, , , sixth = 0] = numbers;
    const list = await house.events.list(city, study.slug, 0, 2);
    expect(list.ok && list.value.map(({ number }) => number)).toEqual([third, sixth]);
    const rest = await house.events.list(city, study.slug, third);
    expect(rest.ok && rest.value.map(({ number }) => number)).toEqual([sixth]);
    const recent = await house.events.recent(city, study.slug, undefined, 1);
    expect(recent.ok && recent.value.map(({ number }) => number)).toEqual([sixth]);
    const older = await house.events.recent(city, study.slug, sixth, 5);
    expect(older.ok && older.value.map(({ number }) => number)).toEqual([third]);
  });

  it('names whom and what it speaks of', async () => {
    const { house, study, tell } = await setUp(engine);
    const expert = await signedInAs(house, { role: 'expert', study, name: 'Ada' });
    await tell({
      kind: 'grant.given',
      needs: 'study.see',
      cityId: 'haidian',
      payload: { userId: expert.userId, role: 'expert' }
    });
    const recent = await house.events.recent(expert, study.slug);
    expect(recent).toMatchObject({
      value: [{ actorName: null, names: { person: { en: 'Ada' }, city: { zh: '城市2' } } }]
    });
  });
});

describe.each(engines)('the home of a study on %s', (engine) => {
  it('counts both sides for those who see all assessments, and for no city’s representative', async () => {
    const { house, study } = await setUp(engine);
    const chair = await house.overview.load(
      await signedInAs(house, { role: 'chair', side: 'cn', study }),
      study.slug
    );
    expect(chair).toMatchObject({
      value: {
        progress: [
          { sideId: 'eu', cities: 1 },
          { sideId: 'cn', cities: 1, states: { consultation: 1 } }
        ]
      }
    });
    const city = await house.overview.load(
      await signedInAs(house, { role: 'city', city: 'haidian', study }),
      study.slug
    );
    expect(city).toMatchObject({ value: { progress: null, tasks: [{ kind: 'read-findings' }] } });
  });
});
