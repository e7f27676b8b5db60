import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { agreementRows } from '#lib/server/agreement-rows.ts';
import { csvOf } from '#base/csv.ts';
import { seedOf } from '#server/areas/panels/agreement.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { insertJudged, insertRubric, testRubric, type JudgedPanelInput } from '#kit/judged.ts';
import { makePerson, makeStudy, type PersonInput } from '#kit/people.ts';

const strategy = 'smart-city-strategy';
const cities = ['aarhus', 'bristol', 'cadiz', 'delft', 'haidian', 'ningbo'];
const [b, m, l] = ['basic', 'more-advanced', 'leading'];

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

async function openPanels(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, {
    cities: cities.map((id, index) => ({ id, side: index < 4 ? 'eu' : 'cn' }))
  });
  await insertRubric(app, study.id);
  let count = 0;
  const addPerson = async (input: Omit<PersonInput, 'study'>): Promise<Actor> => {
    const { id: userId, email } = await makePerson(app, {
      study,
      name: `${input.role} ${(count += 1)}`,
      ...input
    });
    return {
      userId,
      sessionId: '',
      email,
      name: { en: `${input.role} ${count}`, zh: '' },
      isAdministrator: false,
      grants: await listGrantsOfUser(app.store.db, userId)
    };
  };
  const judges = [
    await addPerson({ role: 'expert', side: 'eu' }),
    await addPerson({ role: 'expert', side: 'eu' }),
    await addPerson({ role: 'expert', side: 'cn' }),
    await addPerson({ role: 'expert', side: 'cn' })
  ].map((actor, index) => ({ actor, userId: actor.userId, sideId: index < 2 ? 'eu' : 'cn' }));
  const seats = judges.map(({ userId, sideId }) => ({ userId, sideId }));
  const judge = (input: JudgedPanelInput) => insertJudged(app, study.id, seats, input);
  /**
   * Inserts one panel for each city with the levels that its assessors named; its result is the first one's
   * level.
   */
  const judgeAll = async (
    levels: readonly (readonly (string | null)[])[],
    more: Partial<JudgedPanelInput> = {}
  ) => {
    for (const [index, cityId] of cities.slice(0, levels.length).entries()) {
      await judge({
        cityId,
        characteristic: strategy,
        rounds: [levels[index] ?? []],
        result: levels[index]?.[0] ?? null,
        ...more
      });
    }
  };
  return {
    app,
    slug: study.slug,
    study,
    addPerson,
    judges,
    judge,
    judgeAll,
    chair: await addPerson({ role: 'chair', side: 'eu' })
  };
}

const mixed = [
  [b, b, b, m],
  [m, m, m, m],
  [l, l, m, l],
  [b, b, b, b],
  [l, l, l, l]
];

describe.each(serviceEngines)('how far panels agree, on %s', (engine) => {
  it('is told from five cities on, for a characteristic and for the study, and the same whenever it is asked', async () => {
    const { app, slug, chair, judgeAll } = await openPanels(engine);
    await judgeAll(mixed);
    const view = valueOf(await app.panelAgreement.load(chair, slug));
    const [firstRow, other] = view.characteristics;
    expect(firstRow).toMatchObject({
      id: strategy,
      seed: seedOf(slug, strategy),
      agreement: {
        kind: 'computed',
        cities: 5,
        cells: 5,
        assessors: 4,
        ratings: 20,
        pairs: 30,
        same: 24,
        percent: 80,
        interval: { resamples: expect.any(Number) as number }
      }
    });
    expect(other?.agreement).toEqual({ kind: 'too-few', cities: 0, needed: 5 });
    expect(view.whole.agreement).toMatchObject({ kind: 'computed', percent: 80 });
    expect(view.panels).toEqual({ all: 5, closed: 5, ofOlderRubric: 0 });
    if (firstRow?.agreement.kind !== 'computed') throw new Error('nothing computed');
    const { alpha, interval } = firstRow.agreement;
    expect(alpha).toBeGreaterThan(0.7);
    expect([interval.from <= alpha, alpha <= interval.to]).toEqual([true, true]);
    expect(valueOf(await app.panelAgreement.load(chair, slug))).toEqual(view);
  });

  it('says nothing of four cities, nor of a fifth that one alone has given a level', async () => {
    const { app, slug, chair, judge, judgeAll } = await openPanels(engine);
    await judgeAll(mixed.slice(0, 4));
    await judge({ cityId: 'haidian', characteristic: strategy, rounds: [['basic', null, null, null]] });
    const view = valueOf(await app.panelAgreement.load(chair, slug));
    expect(view.characteristics[0]?.agreement).toEqual({ kind: 'too-few', cities: 4, needed: 5 });
  });

  it.each(['open', 'revealed', 'consensus'] as const)('counts no panel that is %s', async (state) => {
    const { app, slug, chair, judge, judgeAll } = await openPanels(engine);
    await judgeAll(mixed.slice(0, 4));
    await judge({
      cityId: 'haidian',
      characteristic: strategy,
      state,
      rounds: [
        ['basic', 'basic', 'basic', 'basic'],
        ['basic', 'basic', 'basic', 'leading']
      ]
    });
    const view = valueOf(await app.panelAgreement.load(chair, slug));
    expect(view.characteristics[0]?.agreement).toEqual({ kind: 'too-few', cities: 4, needed: 5 });
    expect(view.panels).toEqual({ all: 5, closed: 4, ofOlderRubric: 0 });
  });

  it('counts no round of an older rubric, and says how many panels that leaves out', async () => {
    const { app, slug, chair, judgeAll, judge } = await openPanels(engine);
    await judgeAll(mixed.slice(0, 4));
    const older = {
      ...testRubric,
      levels: testRubric.levels.map((level) => ({ ...level, meaning: { en: 'Something else', zh: '' } }))
    };
    await judge({
      cityId: 'haidian',
      characteristic: strategy,
      rubric: older,
      rounds: [['basic', 'basic', 'leading', 'leading']]
    });
    const view = valueOf(await app.panelAgreement.load(chair, slug));
    expect(view.characteristics[0]?.agreement).toMatchObject({ kind: 'too-few', cities: 4 });
    expect(view.panels).toEqual({ all: 5, closed: 5, ofOlderRubric: 1 });
  });

  it('where all named one level it is said so, and not which: it may not have been released', async () => {
    const { app, slug, judges, judgeAll } = await openPanels(engine);
    await judgeAll(cities.map(() => ['leading', 'leading', 'leading', 'leading']));
    const view = valueOf(await app.panelAgreement.load(judges[0]?.actor ?? fail(), slug));
    expect(view.characteristics[0]?.agreement).toEqual({
      kind: 'no-variation',
      cities: 6,
      cells: 6,
      assessors: 4,
      ratings: 24
    });
    expect(JSON.stringify(view)).not.toContain('leading');
  });

  it('tells what moved from the first round to the last, of five cities or more that had both', async () => {
    const { app, slug, chair, judge } = await openPanels(engine);
    for (const cityId of cities.slice(0, 4))
      await judge({
        cityId,
        characteristic: strategy,
        rounds: [
          ['basic', 'leading', 'basic', 'basic'],
          ['basic', 'basic', 'basic', 'basic']
        ]
      });
    const shiftNow = async () =>
      valueOf(await app.panelAgreement.load(chair, slug)).characteristics[0]?.shift;
    expect(await shiftNow()).toEqual({ kind: 'too-few', cities: 4, needed: 5 });
    await judge({
      cityId: 'haidian',
      characteristic: strategy,
      rounds: [
        ['basic', 'basic', 'basic', 'basic'],
        ['leading', 'leading', 'leading', 'leading'],
        ['basic', 'more-advanced', 'basic', null]
      ]
    });
    expect(await shiftNow()).toMatchObject({
      kind: 'computed',
      cities: 5,
      compared: 19,
      stayed: 14,
      up: 1,
      down: 4,
      narrowed: 4,
      asWide: 0,
      widened: 1
    });
  });

  it('goes into a table with a row each, which says nothing of sides or of single assessors', async () => {
    const { app, slug, chair, judges, judgeAll } = await openPanels(engine);
    await judgeAll(mixed);
    const table = new TextDecoder().decode(
      csvOf(agreementRows(valueOf(await app.panelAgreement.load(chair, slug))))
    );
    const [head = '', whole = '', first = '', second = ''] = table.split('\r\n');
    expect(
      [whole, first, second].map((row) => row.replaceAll('"', '').split(',').slice(0, 8).join(','))
    ).toEqual([
      ',All characteristics,全部特征,told,5,5,4,20',
      `${strategy},Smart City Strategy,智慧城市战略,told,5,5,4,20`,
      'stakeholders,Stakeholders,利益相关方,too-few,0,,,'
    ]);
    expect(
      new Set(
        table
          .trim()
          .split('\r\n')
          .map((row) => row.split(',').length)
      )
    ).toEqual(new Set([head.split(',').length]));
    expect(head).not.toMatch(/side|delta|chance|assessor_|higher|lower/);
    for (const { userId } of judges) expect(table).not.toContain(userId);
  });

  it('is for secretariat, chairs and experts; what is said of assessors is for chairs', async () => {
    const { app, slug, chair, addPerson, judges, judgeAll } = await openPanels(engine);
    await judgeAll(mixed);
    const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
    const outcomesFor = async (actor: Actor) => [
      codeOf(await app.panelAgreement.load(actor, slug)),
      codeOf(await app.panelAgreement.consistency(actor, slug, null)),
      codeOf(await app.panelAgreement.sides(actor, slug))
    ];
    expect(await outcomesFor(chair)).toEqual(['ok', 'ok', 'ok']);
    expect(await outcomesFor(await addPerson({ role: 'secretariat' }))).toEqual([
      'ok',
      'forbidden',
      'forbidden'
    ]);
    expect(await outcomesFor(judges[0]?.actor ?? fail())).toEqual(['ok', 'forbidden', 'forbidden']);
    for (const input of [{ role: 'observer' }, { role: 'city', city: 'haidian' }] as const)
      expect(await outcomesFor(await addPerson(input))).toEqual(['forbidden', 'forbidden', 'forbidden']);
    expect(await outcomesFor(await signedInAs(app, {}))).toEqual(['not-found', 'not-found', 'not-found']);
  });

  it('a chair sees the levels of one assessor next to what each panel came to, and no sum over characteristics (R148)', async () => {
    const { app, slug, chair, judges, judge } = await openPanels(engine);
    const stakeholders = { characteristic: 'stakeholders' };
    await judge({
      cityId: 'aarhus',
      characteristic: strategy,
      rounds: [['leading', 'basic', 'basic', null]],
      result: 'basic'
    });
    await judge({
      cityId: 'bristol',
      characteristic: strategy,
      rounds: [['basic', 'basic', 'basic', null]],
      result: 'basic'
    });
    await judge({
      cityId: 'cadiz',
      ...stakeholders,
      rounds: [['basic', 'leading', 'leading', null]],
      result: 'leading'
    });
    await judge({
      cityId: 'delft',
      ...stakeholders,
      rounds: [['basic', 'leading', 'leading', null]],
      result: null
    });
    const [first, second, third] = judges.map(({ userId }) => userId);
    const all = valueOf(await app.panelAgreement.consistency(chair, slug, null));
    expect(all).toMatchObject({ chosen: null, assessors: [{ id: first }, { id: second }, { id: third }] });
    const one = valueOf(await app.panelAgreement.consistency(chair, slug, first ?? ''));
    expect(one.chosen?.characteristics).toMatchObject([
      {
        id: strategy,
        higher: 1,
        same: 1,
        lower: 0,
        apart: 0,
        cities: [
          { city: { en: 'aarhus' }, level: { en: 'Leading' }, panel: { en: 'Basic' } },
          { city: { en: 'bristol' } }
        ]
      },
      {
        id: 'stakeholders',
        higher: 0,
        same: 0,
        lower: 1,
        apart: 1,
        cities: [{ city: { en: 'cadiz' } }, { city: { en: 'delft' }, panel: null }]
      }
    ]);
    expect(Object.keys(one.chosen ?? {})).toEqual(['person', 'characteristics']);
    expect(await app.panelAgreement.consistency(chair, slug, 'nobody')).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('whether one side judges the same cities higher is told next to how often chance alone would', async () => {
    const { app, slug, chair, judgeAll } = await openPanels(engine);
    await judgeAll(cities.map(() => ['leading', 'leading', 'basic', 'basic']));
    const view = valueOf(await app.panelAgreement.sides(chair, slug));
    expect(view.sides.map(({ en }) => en)).toEqual(['European Union', 'China']);
    expect(view.characteristics[0]?.effect).toMatchObject({
      kind: 'computed',
      cities: 6,
      pairs: 24,
      firstHigher: 24,
      equal: 0,
      secondHigher: 0,
      delta: 1,
      chance: expect.closeTo(2 / 6 ** 6, 9) as number
    });
    expect(view.characteristics[1]?.effect).toEqual({ kind: 'too-few', cities: 0, needed: 5 });
  });
});

function fail(): never {
  throw new Error('There is no assessor');
}
