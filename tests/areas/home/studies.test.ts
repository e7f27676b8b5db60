/** Tests that a study is created, given its texts and isolated from every other one, on either engine. */
import { describe, expect, it } from 'vitest';
import { testApp } from '#kit/app.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { signedInAs } from '#kit/actors.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import type { NewStudy, StudyTexts } from '#server/areas/home/studies.ts';
import type { App } from '../../../server/app.ts';

const both = (en: string, zh = '') => ({ en, zh });
const texts: StudyTexts = {
  title: both('Ports of two seas', '两海港口'),
  shortTitle: both('Ports', '港口'),
  programme: both(''),
  purpose: both('Compare ports.'),
  scope: both('', '十个港口')
};
const side = (code: string) => ({ code, name: both(code, code), counterpart: both(''), pilotTarget: 5 });
const command = (secretariat: string): NewStudy => ({
  slug: 'ports',
  texts,
  sides: [side('N'), side('S')],
  secretariat
});
const events = async (app: App, studySlug: string) =>
  await app.store.db
    .selectFrom('event')
    .innerJoin('study', 'study.id', 'event.studyId')
    .select(['kind', 'actorRole'])
    .where('slug', '=', studySlug)
    .orderBy('seq')
    .execute();

async function withStudy(engine: Engine) {
  const app = await testApp(engine);
  return { app, study: await makeStudy(app) };
}

describe.each(serviceEngines)('studies on %s', (engine) => {
  it('are made by an administrator, with two sides, three bodies and a first secretariat that from then on keeps them (R002, R003)', async () => {
    const app = await testApp(engine);
    const admin = await signedInAs(app, { administrator: true });
    const person = await makePerson(app, { email: 'first@test.local' });
    expect(await app.studies.create(admin, command('First@test.local'))).toEqual({
      ok: true,
      value: { slug: 'ports' }
    });
    const grants = await app.store.db.selectFrom('grant').selectAll().execute();
    expect(grants.map(({ userId, role }) => [userId, role])).toEqual([[person.id, 'secretariat']]);
    expect(
      await app.store.db.selectFrom('side').select(['id', 'position']).orderBy('position').execute()
    ).toEqual([
      { id: 'n', position: 0 },
      { id: 's', position: 1 }
    ]);
    expect(await app.store.db.selectFrom('body').select('id').orderBy('position').execute()).toHaveLength(3);
    expect((await events(app, 'ports')).map(({ kind }) => kind)).toEqual(['study.created', 'grant.given']);
    // An administrator holds no right inside.
    expect(await app.studies.load(admin, 'ports')).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
  });

  it('are made by nobody else, and a refusal leaves nothing behind', async () => {
    const { app, study } = await withStudy(engine);
    const secretariat = await signedInAs(app, { role: 'secretariat', study });
    expect(await app.studies.create(secretariat, command(secretariat.email))).toMatchObject({
      refusal: { code: 'not-found' }
    });
    const admin = await signedInAs(app, { administrator: true });
    expect(await app.studies.create(admin, command('nobody@test.local'))).toMatchObject({
      refusal: { code: 'no-such-account' }
    });
    expect(
      await app.studies.create(admin, { ...command(secretariat.email), slug: study.slug })
    ).toMatchObject({ refusal: { code: 'slug-taken' } });
    expect(await app.store.db.selectFrom('study').select('slug').execute()).toEqual([{ slug: study.slug }]);
  });

  it.each([
    ['a name that is no slug', { slug: 'Ports of the World' }, 'slug'],
    ['a name that an address already has', { slug: 'new' }, 'slug'],
    ['no title in any language', { texts: { ...texts, title: both(' ') } }, 'title'],
    ['two sides of one code', { sides: [side('n'), side('N')] as const }, 'secondCode'],
    [
      'a side without a name',
      { sides: [side('N'), { ...side('S'), name: both('') }] as const },
      'secondName'
    ],
    [
      'a target that is no number',
      { sides: [side('N'), { ...side('S'), pilotTarget: Number.NaN }] as const },
      'secondTarget'
    ]
  ])('are not made with %s', async (_, change, field) => {
    const app = await testApp(engine);
    const admin = await signedInAs(app, { administrator: true });
    expect(await app.studies.create(admin, { ...command(admin.email), ...change })).toMatchObject({
      refusal: { code: 'invalid', facts: { field } }
    });
  });

  it('are worded by their secretariat, with a language missing if need be; the log names what changed and in which role (R001)', async () => {
    const { app, study } = await withStudy(engine);
    const secretariat = await signedInAs(app, { role: 'secretariat', study });
    expect((await app.studies.edit(secretariat, study.slug, 1, texts)).ok).toBe(true);
    const loaded = await app.studies.load(secretariat, study.slug);
    expect(loaded).toMatchObject({
      value: { study: { title: texts.title, scope: { en: '', zh: '十个港口' }, version: 2 } }
    });
    expect(await events(app, study.slug)).toEqual([{ kind: 'study.changed', actorRole: 'secretariat' }]);
  });

  it('refuse words written from an old state, and keep the newer ones', async () => {
    const { app, study } = await withStudy(engine);
    const secretariat = await signedInAs(app, { role: 'secretariat', study });
    await app.studies.edit(secretariat, study.slug, 1, texts);
    const late = { ...texts, title: both('Overwritten') };
    expect(await app.studies.edit(secretariat, study.slug, 1, late)).toMatchObject({
      refusal: { code: 'stale' }
    });
    expect(await app.studies.load(secretariat, study.slug)).toMatchObject({
      value: { study: { title: texts.title } }
    });
  });

  it.each(['chair', 'expert', 'city', 'observer'] as const)('are not worded by: %s', async (role) => {
    const { app, study } = await withStudy(engine);
    const person = await signedInAs(app, {
      role,
      study,
      side: 'eu',
      ...(role === 'city' ? { city: 'haidian' } : {})
    });
    expect(await app.studies.edit(person, study.slug, 1, texts)).toMatchObject({
      refusal: { code: 'forbidden' }
    });
  });

  it('judge a change on the roles held now, not on those held when the page was asked for', async () => {
    const { app, study } = await withStudy(engine);
    const secretariat = await signedInAs(app, { role: 'secretariat', study });
    await app.store.db.deleteFrom('grant').where('userId', '=', secretariat.userId).execute();
    expect(await app.studies.edit(secretariat, study.slug, 1, texts)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('never see each other: not in lists, not by name, not in any part (R247)', async () => {
    const app = await testApp(engine);
    const mine = await makeStudy(app, { slug: 'mine' });
    const theirs = await makeStudy(app, { slug: 'theirs', cities: [{ id: 'oslo', side: 'eu' }] });
    const person = await signedInAs(app, { role: 'secretariat', study: mine });
    expect((await app.studies.list(person)).map(({ study }) => study.slug)).toEqual(['mine']);
    const answers = [
      app.studies.load(person, theirs.slug),
      app.overview.load(person, theirs.slug),
      app.cities.list(person, theirs.slug),
      app.cities.load(person, theirs.slug, 'oslo'),
      app.cities.criteria(person, theirs.slug),
      app.plan.load(person, theirs.slug),
      app.frameworks.load(person, theirs.slug),
      app.glossary.terms(person, theirs.slug),
      app.assessments.list(person, theirs.slug),
      app.assessments.load(person, theirs.slug, 'oslo'),
      app.chapters.list(person, theirs.slug),
      app.chapters.load(person, theirs.slug, 'trends'),
      app.events.list(person, theirs.slug, 0),
      app.events.recent(person, theirs.slug),
      app.studies.edit(person, theirs.slug, 1, texts),
      app.cities.check(person, theirs.slug, 'oslo', {
        criterionId: 'x',
        result: 'met',
        note: both(''),
        evidence: '',
        version: 0
      })
    ];
    for (const answer of await Promise.all(answers))
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    expect(await app.cities.load(person, mine.slug, 'oslo')).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });
});
