/** The draft of a framework, its versions, and cities that are moved from one to another. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { DraftCommand } from '#rules/framework/draft-command.ts';
import { seenOf } from '#rules/framework/framework-seen.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { App } from '../../../server/app.ts';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { holdRow, waitsForRow } from '#kit/held-row.ts';
import { makeStudy, testFramework } from '#kit/people.ts';
import { osloPlace } from '#kit/oslo.ts';

const hospital = readFileSync(new URL('../../fixtures/digital-hospital.yaml', import.meta.url), 'utf8');
const both = (en: string, zh = en) => ({ en, zh });

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

async function opened(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, {
    cities: [
      { id: 'turin', side: 'eu', state: 'collecting' },
      { id: 'wuhan', side: 'cn', state: 'collecting' },
      { id: 'ghent', side: 'eu', state: 'drafting' }
    ]
  });
  const secretariat = await signedInAs(app, { role: 'secretariat', study });
  return { app, study, secretariat };
}

/** Applies one change after another, each to the draft that the one before has left. */
async function edit(app: App, actor: Actor, studySlug: string, ...commands: DraftCommand[]): Promise<number> {
  for (const command of commands)
    done(
      await app.frameworkDrafts.change(
        actor,
        studySlug,
        await seenNow(app, actor, studySlug, command),
        command
      )
    );
  return (await draftNow(app, actor, studySlug)).version;
}

async function draftNow(app: App, actor: Actor, studySlug: string) {
  const { draft } = done(await app.frameworkDrafts.load(actor, studySlug));
  if (!draft) throw new Error('There is no draft');
  return draft;
}

const seenNow = async (app: App, actor: Actor, studySlug: string, command: DraftCommand): Promise<string> =>
  seenOf((await draftNow(app, actor, studySlug)).framework, command);

const named = (version: string): DraftCommand => ({
  kind: 'framework',
  version,
  title: testFramework.title,
  rankingNotice: testFramework.rankingNotice,
  filledBy: both('A city', '城市')
});
const edits: DraftCommand[] = [
  {
    kind: 'add-question',
    characteristic: 'stakeholders',
    parentId: null,
    id: 'stakeholders.forum',
    code: '2.2',
    answerKind: 'yes-no-evidence',
    text: both('Is there a forum?', '是否设有论坛？')
  },
  { kind: 'retire', id: 'strategy.vision', retired: true }
];

async function publishSecond(app: App, actor: Actor, studySlug: string): Promise<void> {
  done(await app.frameworkDrafts.begin(actor, studySlug));
  const version = await edit(app, actor, studySlug, named('2'), ...edits);
  done(await app.frameworkDrafts.publish(actor, studySlug, version));
}

describe.each(serviceEngines)('a new version of a framework on %s', (engine) => {
  it('is drafted from the newest, changed by the person who saw the thing last, and published when nothing is wrong with it', async () => {
    const { app, study, secretariat } = await opened(engine);
    const { frameworkDrafts } = app;
    expect(done(await frameworkDrafts.load(secretariat, study.slug))).toMatchObject({
      draft: null,
      newest: { version: '1' },
      mayEdit: true,
      mayPublish: true
    });
    done(await frameworkDrafts.begin(secretariat, study.slug));
    expect(await frameworkDrafts.begin(secretariat, study.slug)).toMatchObject({
      refusal: { code: 'conflict' }
    });
    expect(await frameworkDrafts.publish(secretariat, study.slug, 1)).toMatchObject({
      refusal: { code: 'requirements-open' }
    });
    const seen = await seenNow(app, secretariat, study.slug, named('2'));
    done(await frameworkDrafts.change(secretariat, study.slug, seen, named('2')));
    expect(await frameworkDrafts.change(secretariat, study.slug, seen, named('3'))).toMatchObject({
      refusal: { code: 'stale', facts: { part: 'framework' } }
    });
    const draft = done(await frameworkDrafts.load(secretariat, study.slug)).draft;
    expect(draft).toMatchObject({
      version: 2,
      faults: [],
      isBlocked: false,
      baseVersion: '1',
      framework: { version: '2' }
    });
    expect(draft?.changes.map(({ part, facts }) => [part, facts.map(({ role }) => role)])).toEqual([
      ['framework', ['version']]
    ]);
    expect(await frameworkDrafts.publish(secretariat, study.slug, 1)).toMatchObject({
      refusal: { code: 'stale' }
    });
    expect(done(await frameworkDrafts.publish(secretariat, study.slug, 2))).toEqual({ version: '2' });
    expect(done(await app.frameworks.load(secretariat, study.slug)).framework?.version).toBe('2');
    expect(done(await frameworkDrafts.load(secretariat, study.slug)).draft).toBeNull();
    const logged = done(await app.events.list(secretariat, study.slug, 0)).map(({ kind }) => kind);
    expect(logged.slice(-3)).toEqual([
      'framework.draft-begun',
      'framework.draft-changed',
      'framework.published'
    ]);
  });

  it('cannot take away or turn what was asked before, and says each place', async () => {
    const { app, study, secretariat } = await opened(engine);
    done(await app.frameworkDrafts.begin(secretariat, study.slug));
    const question = {
      code: '2.1',
      text: both('Who?', '谁？'),
      kind: 'date',
      required: true,
      exampleRequired: false,
      recordType: null,
      optionsRef: null,
      withMoney: false,
      guidance: null,
      example: null,
      showIf: null
    } as const;
    const version = await edit(
      app,
      secretariat,
      study.slug,
      named('2'),
      { kind: 'remove-question', id: 'strategy.vision' },
      { kind: 'question', id: 'stakeholders.who', edit: question }
    );
    const draft = done(await app.frameworkDrafts.load(secretariat, study.slug)).draft;
    expect(draft?.faults.map(({ kind, about }) => [kind, about])).toEqual([
      ['question-gone', 'strategy.vision'],
      ['kind-changed', 'stakeholders.who']
    ]);
    expect(await app.frameworkDrafts.publish(secretariat, study.slug, version)).toMatchObject({
      refusal: { code: 'requirements-open' }
    });
  });

  it('moves nobody: each city is asked in its own until the secretariat moves it, and only while it answers (R025)', async () => {
    const { app, study, secretariat } = await opened(engine);
    await publishSecond(app, secretariat, study.slug);
    const frameworkVersionOf = async (city: string) =>
      done(await app.assessments.load(secretariat, study.slug, city)).framework.version;
    expect([
      await frameworkVersionOf('turin'),
      await frameworkVersionOf('wuhan'),
      await frameworkVersionOf('ghent')
    ]).toEqual(['1', '1', '1']);
    const moving = done(await app.frameworkVersions.moving(secretariat, study.slug));
    expect(moving.to).toBe('2');
    expect(moving.cities.map(({ id, mayMove, changeCounts }) => [id, mayMove, changeCounts])).toEqual([
      ['turin', true, { kept: 1, reworded: 0, retired: 1, new: 1 }],
      ['ghent', false, { kept: 1, reworded: 0, retired: 1, new: 1 }],
      ['wuhan', true, { kept: 1, reworded: 0, retired: 1, new: 1 }]
    ]);
    const move = (to: string, ...cities: string[]) =>
      app.frameworkVersions.move(secretariat, study.slug, to, cities);
    expect(await move('1', 'turin')).toMatchObject({ refusal: { code: 'stale' } });
    expect(await move('2', 'turin', 'ghent')).toMatchObject({ refusal: { code: 'wrong-state' } });
    expect(await move('2', 'nowhere')).toMatchObject({ refusal: { code: 'not-found' } });
    expect(await frameworkVersionOf('turin')).toBe('1');
    expect(done(await move('2', 'turin'))).toEqual({ moved: 1 });
    expect([await frameworkVersionOf('turin'), await frameworkVersionOf('wuhan')]).toEqual(['2', '1']);
    expect(await move('2', 'turin')).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      done(await app.frameworkVersions.list(secretariat, study.slug)).versions.map(
        ({ version, cities, questions }) => [version, cities, questions]
      )
    ).toEqual([
      ['2', 1, 2],
      ['1', 2, 2]
    ]);
    const logged = done(await app.events.list(secretariat, study.slug, 0)).at(-1);
    expect(logged).toMatchObject({
      kind: 'assessment.reframed',
      cityId: 'turin',
      payload: { from: '1', to: '2' }
    });
  });

  it('marks what a moved city was asked in other words', async () => {
    const { app, study, secretariat } = await opened(engine);
    done(await app.frameworkDrafts.begin(secretariat, study.slug));
    const [who] = testFramework.characteristics[1]?.questions ?? [];
    if (!who) throw new Error('there is no question');
    const version = await edit(app, secretariat, study.slug, named('2'), {
      kind: 'question',
      id: who.id,
      edit: { ...who, text: both('Who takes part today?', '目前哪些方面参与？') }
    });
    done(await app.frameworkDrafts.publish(secretariat, study.slug, version));
    done(await app.frameworkVersions.move(secretariat, study.slug, '2', ['turin']));
    expect(done(await app.assessments.load(secretariat, study.slug, 'turin')).reworded).toEqual([
      { id: who.id, before: { version: '1', text: who.text } }
    ]);
    expect(done(await app.assessments.load(secretariat, study.slug, 'wuhan')).reworded).toEqual([]);
  });

  it('is asked from the beginning in a city that joins later', async () => {
    const { app, study, secretariat } = await opened(engine);
    await publishSecond(app, secretariat, study.slug);
    done(
      await app.pilots.add(secretariat, study.slug, {
        ...osloPlace,
        sideId: study.sides.eu,
        name: osloPlace.shortName
      })
    );
    expect(done(await app.assessments.load(secretariat, study.slug, 'oslo')).framework.version).toBe('2');
  });

  it('is read as a draft and changed by experts and chairs, and by nobody else; and begun, replaced, dropped and published by the secretariat alone', async () => {
    const { app, study, secretariat } = await opened(engine);
    const { frameworkDrafts, frameworkVersions } = app;
    const people = [];
    for (const [role, side] of [
      ['chair', 'eu'],
      ['expert', 'eu'],
      ['expert', 'cn']
    ] as const)
      people.push(await signedInAs(app, { role, study, side }));
    for (const person of people)
      expect(await frameworkDrafts.begin(person, study.slug)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
    done(await frameworkDrafts.begin(secretariat, study.slug));
    for (const person of people) {
      const { version } = await draftNow(app, person, study.slug);
      expect(done(await frameworkDrafts.load(person, study.slug))).toMatchObject({
        mayEdit: true,
        mayPublish: false,
        draft: { version }
      });
      expect(await edit(app, person, study.slug, named(`of ${person.email}`))).toBe(version + 1);
      expect((await draftNow(app, secretariat, study.slug)).by).toEqual(person.name);
      expect(await frameworkDrafts.publish(person, study.slug, version + 1)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(await frameworkDrafts.drop(person, study.slug, version + 1)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(await frameworkDrafts.take(person, study.slug, version + 1, hospital)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(await frameworkVersions.move(person, study.slug, '1', ['turin'])).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect((await frameworkVersions.compare(person, study.slug, '1', null)).ok).toBe(true);
    }
    const seen = await seenNow(app, secretariat, study.slug, named('2'));
    for (const input of [
      { role: 'observer', study },
      { role: 'city', study, city: 'turin' }
    ] as const) {
      const outsider = await signedInAs(app, input);
      expect(await frameworkDrafts.load(outsider, study.slug)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(await frameworkDrafts.change(outsider, study.slug, seen, named('2'))).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(await frameworkVersions.compare(outsider, study.slug, '1', null)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect((await frameworkVersions.load(outsider, study.slug, '1')).ok).toBe(true);
    }
    expect((await draftNow(app, secretariat, study.slug)).framework.version).toBe(`of ${people[2]?.email}`);
  });

  it('says which version both chairs have agreed, and stops saying so of none that they have not (R025)', async () => {
    const { app, study, secretariat } = await opened(engine);
    const chairs = [
      await signedInAs(app, { role: 'chair', study, side: 'eu' }),
      await signedInAs(app, { role: 'chair', study, side: 'cn' })
    ];
    const { id: versionId, hash } = done(await app.approvals.propose(secretariat, study.slug, 'framework'));
    for (const chair of chairs)
      done(
        await app.approvals.sign(
          chair,
          study.slug,
          { subject: 'framework', versionId, hash },
          'correct horse 北京'
        )
      );
    const agreed = async () =>
      done(await app.frameworkVersions.list(secretariat, study.slug)).versions.map(({ version, agreed }) => [
        version,
        agreed?.number ?? null
      ]);
    expect(await agreed()).toEqual([['1', 1]]);
    await publishSecond(app, secretariat, study.slug);
    expect(await agreed()).toEqual([
      ['2', null],
      ['1', 1]
    ]);
    const next = done(await app.approvals.propose(secretariat, study.slug, 'framework'));
    for (const chair of chairs)
      done(
        await app.approvals.sign(
          chair,
          study.slug,
          { subject: 'framework', versionId: next.id, hash: next.hash },
          'correct horse 北京'
        )
      );
    expect(await agreed()).toEqual([
      ['2', 2],
      ['1', 1]
    ]);
    const city = await signedInAs(app, { role: 'city', study, city: 'turin' });
    expect(
      done(await app.frameworkVersions.list(city, study.slug)).versions.map(({ agreed }) => agreed)
    ).toEqual([null, null]);
  });

  it('of another field is taken from YAML, published, and given back in both formats without a change', async () => {
    const app = await testApp(engine);
    const admin = await signedInAs(app, { administrator: true });
    const side = (code: string) => ({ code, name: both(code), counterpart: both(code), pilotTarget: 1 });
    const texts = {
      title: both('Digital hospitals', '数字医院'),
      shortTitle: both(''),
      programme: both(''),
      purpose: both(''),
      scope: both('')
    };
    done(
      await app.studies.create(admin, {
        slug: 'hospitals',
        texts,
        sides: [side('N'), side('S')],
        secretariat: admin.email
      })
    );
    const session = await app.sessions.signIn({
      email: admin.email,
      password: 'correct horse 北京',
      address: '127.0.0.1'
    });
    const secretariat = done(session).actor;
    done(await app.frameworkDrafts.take(secretariat, 'hospitals', null, hospital));
    expect(done(await app.frameworkDrafts.load(secretariat, 'hospitals')).draft).toMatchObject({
      faults: [],
      isBlocked: false,
      baseVersion: null
    });
    done(await app.frameworkDrafts.publish(secretariat, 'hospitals', 1));
    const published = done(await app.frameworkVersions.load(secretariat, 'hospitals', null));
    const file = async (format: 'json' | 'yaml') =>
      done(await app.frameworkVersions.file(secretariat, 'hospitals', null, format)).text;
    expect(parseFramework(await file('json'))).toEqual(published);
    expect(parseFramework(JSON.stringify(parse(await file('yaml'))))).toEqual(published);
    expect(await file('yaml')).toBe(await file('yaml'));
    for (const format of ['json', 'yaml'] as const) {
      done(await app.frameworkDrafts.take(secretariat, 'hospitals', null, await file(format)));
      const again = done(await app.frameworkDrafts.load(secretariat, 'hospitals')).draft;
      expect([again?.changes, again?.faults.map(({ kind }) => kind)]).toEqual([[], ['version-used']]);
      done(await app.frameworkDrafts.drop(secretariat, 'hospitals', again?.version ?? 0));
    }
  });

  it('is not taken from a file with a fault, which is reported with its line, and the draft stays as it was', async () => {
    const { app, study, secretariat } = await opened(engine);
    const take = (text: string, version: number | null = null) =>
      app.frameworkDrafts.take(secretariat, study.slug, version, text);
    expect(await take('id: a\nid: b\n')).toMatchObject({
      refusal: { code: 'invalid', facts: { field: 'file', reason: 'key-twice', line: 2 } }
    });
    done(await take(JSON.stringify({ ...testFramework, version: '2' } satisfies Framework)));
    expect(await take(hospital)).toMatchObject({ refusal: { code: 'stale' } });
    expect(await take('[', 1)).toMatchObject({ refusal: { code: 'invalid' } });
    done(await take(hospital, 1));
    const draft = done(await app.frameworkDrafts.load(secretariat, study.slug)).draft;
    expect(draft?.version).toBe(2);
    expect(draft?.faults.map(({ kind }) => kind)).toContain('framework-other');
  });
});

describe('cities that are moved while others act on them, on postgres', () => {
  const hold = (app: App, cityId: string) =>
    holdRow(app, (trx) =>
      trx.selectFrom('assessment').select('id').where('cityId', '=', cityId).forUpdate().execute()
    );

  it('are moved after what is done in one of them, and neither waits for the other for ever', async () => {
    const { app, study, secretariat } = await opened('postgres');
    await publishSecond(app, secretariat, study.slug);
    const { version } = done(await app.workflow.assessment(secretariat, study.slug, 'wuhan'));
    const letGo = await hold(app, 'wuhan');
    const deadline = { at: '2999-01-01T00:00:00.000Z', zone: 'Asia/Shanghai' };
    const inCity = app.workflow.setDeadline(secretariat, study.slug, 'wuhan', { version, deadline });
    await waitsForRow(app);
    const moved = app.frameworkVersions.move(secretariat, study.slug, '2', ['turin', 'wuhan']);
    await waitsForRow(app, 2);
    await letGo();
    done(await inCity);
    expect(done(await moved)).toEqual({ moved: 2 });
  });

  it('are moved once by two who name them from both ends', async () => {
    const { app, study, secretariat } = await opened('postgres');
    await publishSecond(app, secretariat, study.slug);
    const letGo = await hold(app, 'turin');
    const move = (...cities: string[]) => app.frameworkVersions.move(secretariat, study.slug, '2', cities);
    const both = [move('turin', 'wuhan'), move('wuhan', 'turin')];
    await waitsForRow(app, 2);
    await letGo();
    const outcomes = await Promise.all(both);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter(({ ok }) => !ok)).toMatchObject([{ refusal: { code: 'stale' } }]);
  });
});
