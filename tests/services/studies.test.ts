/** A study is made, worded and kept apart from every other one, on either engine. */
import { describe, expect, it } from 'vitest';
import { openHouse } from '#kit/house.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { signedInAs } from '#kit/actors.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import type { NewStudy, StudyTexts } from '#server/services/studies.ts';
import type { House } from '#server/house.ts';

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
const events = async (house: House, slug: string) =>
  await house.store.db
    .selectFrom('event')
    .innerJoin('study', 'study.id', 'event.studyId')
    .select(['kind', 'actorRole'])
    .where('slug', '=', slug)
    .orderBy('seq')
    .execute();

async function withStudy(engine: Engine) {
  const house = await openHouse(engine);
  return { house, study: await makeStudy(house) };
}

describe.each(engines)('studies on %s', (engine) => {
  it('are made by an administrator, with two sides, three bodies and a first secretariat that from then on keeps them', async () => {
    const house = await openHouse(engine);
    const admin = await signedInAs(house, { administrator: true });
    const person = await makePerson(house, { email: 'first@test.local' });
    expect(await house.studies.create(admin, command('First@test.local'))).toEqual({
      ok: true,
      value: { slug: 'ports' }
    });
    const grants = await house.store.db.selectFrom('grant').selectAll().execute();
    expect(grants.map(({ userId, role }) => [userId, role])).toEqual([[person.id, 'secretariat']]);
    expect(
      await house.store.db.selectFrom('side').select(['id', 'position']).orderBy('position').execute()
    ).toEqual([
      { id: 'n', position: 0 },
      { id: 's', position: 1 }
    ]);
    expect(await house.store.db.selectFrom('body').select('id').orderBy('position').execute()).toHaveLength(
      3
    );
    expect((await events(house, 'ports')).map(({ kind }) => kind)).toEqual(['study.created', 'grant.given']);
    // An administrator holds no right inside.
    expect(await house.studies.load(admin, 'ports')).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
  });

  it('are made by nobody else, and a refusal leaves nothing behind', async () => {
    const { house, study } = await withStudy(engine);
    const secretariat = await signedInAs(house, { role: 'secretariat', study });
    expect(await house.studies.create(secretariat, command(secretariat.email))).toMatchObject({
      refusal: { code: 'not-found' }
    });
    const admin = await signedInAs(house, { administrator: true });
    expect(await house.studies.create(admin, command('nobody@test.local'))).toMatchObject({
      refusal: { code: 'no-such-account' }
    });
    expect(
      await house.studies.create(admin, { ...command(secretariat.email), slug: study.slug })
    ).toMatchObject({ refusal: { code: 'slug-taken' } });
    expect(await house.store.db.selectFrom('study').select('slug').execute()).toEqual([{ slug: study.slug }]);
  });

  it.each([
    ['a name that is no slug', { slug: 'Ports of the World' }, 'slug'],
    ['a name that an address already has', { slug: 'new' }, 'slug'],
    ['no title in any language', { texts: { ...texts, title: both(' ') } }, 'title'],
    ['two sides of one code', { sides: [side('n'), side('N')] as const }, 'code'],
    ['a side without a name', { sides: [side('N'), { ...side('S'), name: both('') }] as const }, 'sideName'],
    [
      'a target that is no number',
      { sides: [side('N'), { ...side('S'), pilotTarget: Number.NaN }] as const },
      'pilotTarget'
    ]
  ])('are not made with %s', async (_, change, field) => {
    const house = await openHouse(engine);
    const admin = await signedInAs(house, { administrator: true });
    expect(await house.studies.create(admin, { ...command(admin.email), ...change })).toMatchObject({
      refusal: { code: 'invalid', facts: { field } }
    });
  });

  it('are worded by their secretariat, with a language missing if need be; the log names what changed and in which role', async () => {
    const { house, study } = await withStudy(engine);
    const secretariat = await signedInAs(house, { role: 'secretariat', study });
    expect((await house.studies.edit(secretariat, study.slug, 1, texts)).ok).toBe(true);
    const loaded = await house.studies.load(secretariat, study.slug);
    expect(loaded).toMatchObject({
      value: { study: { title: texts.title, scope: { en: '', zh: '十个港口' }, version: 2 } }
    });
    expect(await events(house, study.slug)).toEqual([{ kind: 'study.changed', actorRole: 'secretariat' }]);
  });

  it('refuse words written from an old state, and keep the newer ones', async () => {
    const { house, study } = await withStudy(engine);
    const secretariat = await signedInAs(house, { role: 'secretariat', study });
    await house.studies.edit(secretariat, study.slug, 1, texts);
    const late = { ...texts, title: both('Overwritten') };
    expect(await house.studies.edit(secretariat, study.slug, 1, late)).toMatchObject({
      refusal: { code: 'stale' }
    });
    expect(await house.studies.load(secretariat, study.slug)).toMatchObject({
      value: { study: { title: texts.title } }
    });
  });

  it.each(['chair', 'expert', 'city', 'observer'] as const)('are not worded by: %s', async (role) => {
    const { house, study } = await withStudy(engine);
    const person = await signedInAs(house, {
      role,
      study,
      side: 'eu',
      ...(role === 'city' ? { city: 'haidian' } : {})
    });
    expect(await house.studies.edit(person, study.slug, 1, texts)).toMatchObject({
      refusal: { code: 'forbidden' }
    });
  });

  it('judge a change on the roles held now, not on those held when the page was asked for', async () => {
    const { house, study } = await withStudy(engine);
    const secretariat = await signedInAs(house, { role: 'secretariat', study });
    await house.store.db.deleteFrom('grant').where('userId', '=', secretariat.userId).execute();
    expect(await house.studies.edit(secretariat, study.slug, 1, texts)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('never see each other: not in lists, not by name, not in any part', async () => {
    const house = await openHouse(engine);
    const mine = await makeStudy(house, { slug: 'mine' });
    const theirs = await makeStudy(house, { slug: 'theirs', cities: [{ id: 'oslo', side: 'eu' }] });
    const person = await signedInAs(house, { role: 'secretariat', study: mine });
    expect((await house.studies.list(person)).map(({ study }) => study.slug)).toEqual(['mine']);
    const asked = [
      house.studies.load(person, theirs.slug),
      house.overview.load(person, theirs.slug),
      house.cities.list(person, theirs.slug),
      house.cities.load(person, theirs.slug, 'oslo'),
      house.cities.criteria(person, theirs.slug),
      house.plan.load(person, theirs.slug),
      house.frameworks.load(person, theirs.slug),
      house.frameworks.terms(person, theirs.slug),
      house.assessments.list(person, theirs.slug),
      house.assessments.load(person, theirs.slug, 'oslo'),
      house.chapters.list(person, theirs.slug),
      house.chapters.load(person, theirs.slug, 'trends'),
      house.events.list(person, theirs.slug, 0),
      house.events.recent(person, theirs.slug),
      house.studies.edit(person, theirs.slug, 1, texts),
      house.cities.check(person, theirs.slug, 'oslo', {
        criterionId: 'x',
        result: 'met',
        note: both(''),
        evidence: '',
        version: 0
      })
    ];
    for (const answer of await Promise.all(asked))
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    expect(await house.cities.load(person, mine.slug, 'oslo')).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });
});
