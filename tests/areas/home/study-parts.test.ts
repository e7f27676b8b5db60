/**
 * Tests the parts of a new study that its secretariat makes: phases, chapters, selection criteria, glossary
 * terms, and a framework taken from the installation or from another study.
 */
import { describe, expect, it } from 'vitest';
import { criterionMark } from '#rules/cities/city.ts';
import { termMark } from '#rules/pairs/glossary.ts';
import type { SideId } from '#base/ids.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { makeStudy } from '#kit/people.ts';

const both = (en: string, zh: string) => ({ en, zh });
const none = both('', '');

/** Makes a study as an administrator does: with nothing but its texts, sides and secretariat. */
async function newStudy(engine: Engine) {
  const app = await testApp(engine);
  const admin = await signedInAs(app, { administrator: true });
  const side = (code: string) => ({
    code,
    name: both(code, code),
    counterpart: none,
    pilotTarget: 1
  });
  const texts = {
    title: both('Ports', '港口'),
    shortTitle: none,
    programme: none,
    purpose: none,
    scope: none
  };
  const created = await app.studies.create(admin, {
    slug: 'ports',
    texts,
    sides: [side('EU'), side('CN')],
    secretariat: admin.email
  });
  if (!created.ok) throw new Error(created.refusal.code);
  return { app, admin, secretariat: await again(app, admin) };
}

async function again(app: Awaited<ReturnType<typeof testApp>>, { email }: Pick<Actor, 'email'>) {
  const signedIn = await app.sessions.signIn({ email, password: 'correct horse 北京', address: '127.0.0.1' });
  if (!signedIn.ok) throw new Error(signedIn.refusal.code);
  return signedIn.value.actor;
}

/** Makes a person with a role of the first side; `study` as the test's own studies are described. */
async function withRole(
  app: Awaited<ReturnType<typeof testApp>>,
  role: 'expert' | 'chair',
  secretariat: Actor
) {
  const { study } = must(await app.studies.load(secretariat, 'ports'));
  const person = { id: study.id, slug: study.slug, cities: [], chapterId: '', sides: testSides };
  return signedInAs(app, { role, study: person, side: 'eu' });
}
const testSides = { eu: 'eu' as SideId, cn: 'cn' as SideId };

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

const undated = { plannedFrom: null, plannedTo: null, actualFrom: null, actualTo: null };
const phase = { ...undated, name: both('Survey', '调查'), description: none };

describe.each(serviceEngines)('the parts of a new study on %s', (engine) => {
  it('are listed with what is there and what is missing', async () => {
    const { app, secretariat } = await newStudy(engine);
    const states = async () =>
      Object.fromEntries(
        must(await app.setup.list(secretariat, 'ports')).map((item) => [item.part, item.state])
      );
    expect(await states()).toEqual({
      texts: 'begun',
      framework: 'empty',
      cities: 'empty',
      people: 'empty',
      phases: 'empty',
      chapters: 'empty',
      criteria: 'empty',
      glossary: 'empty'
    });
    must(await app.frameworks.adopt(secretariat, 'ports', 'standard:'));
    must(await app.plan.addPhase(secretariat, 'ports', phase));
    must(await app.chapters.add(secretariat, 'ports', both('Introduction', '引言')));
    must(
      await app.criteria.add(secretariat, 'ports', {
        sideId: 'eu',
        group: 'general',
        text: both('A port', '')
      })
    );
    expect(await states()).toMatchObject({
      framework: 'done',
      phases: 'done',
      chapters: 'done',
      // The other side has none.
      criteria: 'begun'
    });
  });

  it('are put into another order by the secretariat, one step at a time, and by nobody else', async () => {
    const { app, secretariat } = await newStudy(engine);
    const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
    for (const name of ['One', 'Two', 'Three']) {
      must(await app.plan.addPhase(secretariat, 'ports', { ...phase, name: both(name, '') }));
      must(await app.chapters.add(secretariat, 'ports', both(name, '')));
      for (const sideId of ['eu', 'cn'])
        must(
          await app.criteria.add(secretariat, 'ports', { sideId, group: 'general', text: both(name, '') })
        );
    }
    const phases = async () => must(await app.plan.load(secretariat, 'ports')).phases;
    const chapters = async () => must(await app.chapters.list(secretariat, 'ports'));
    const criteria = async () =>
      must(await app.cities.criteria(secretariat, 'ports')).sides.map((side) => side.criteria);
    const expert = await withRole(app, 'expert', secretariat);
    const [one, two, three] = (await phases()).map(({ id }) => id);
    if (!one || !two || !three) throw new Error('three phases');
    const up = { id: three, past: two };
    expect(code(await app.plan.movePhase(expert, 'ports', up))).toBe('forbidden');
    expect(code(await app.chapters.move(expert, 'ports', { slug: 'three', past: 'two' }))).toBe('forbidden');
    must(await app.plan.movePhase(secretariat, 'ports', up));
    expect((await phases()).map(({ name }) => name.en)).toEqual(['One', 'Three', 'Two']);
    // Somebody else has moved it: the same step is not taken twice.
    expect(code(await app.plan.movePhase(secretariat, 'ports', { id: three, past: one }))).toBe('ok');
    expect(code(await app.plan.movePhase(secretariat, 'ports', { id: three, past: two }))).toBe('stale');
    expect(code(await app.plan.movePhase(secretariat, 'ports', { id: 'none', past: two }))).toBe('not-found');
    must(await app.chapters.move(secretariat, 'ports', { slug: 'one', past: 'two' }));
    expect((await chapters()).map(({ slug }) => slug)).toEqual(['two', 'one', 'three']);
    const [eu, cn] = await criteria();
    const [first, second] = (eu ?? []).map(({ id }) => id);
    if (!first || !second) throw new Error('criteria');
    must(await app.criteria.move(secretariat, 'ports', { id: second, past: first }));
    expect((await criteria()).map((side) => side.map(({ text }) => text.en))).toEqual([
      ['Two', 'One', 'Three'],
      ['One', 'Two', 'Three']
    ]);
    // A criterion of the other side is no neighbour.
    const others = { id: first, past: cn?.[0]?.id ?? '' };
    expect(code(await app.criteria.move(secretariat, 'ports', others))).toBe('stale');
    expect(code(await app.criteria.move(expert, 'ports', { id: first, past: second }))).toBe('forbidden');
  });

  it('hold phases, in the order in which they were added, reworded and removed', async () => {
    const { app, secretariat } = await newStudy(engine);
    const phases = async () => must(await app.plan.load(secretariat, 'ports')).phases;
    must(await app.plan.addPhase(secretariat, 'ports', { ...phase, plannedFrom: '2013-04' }));
    must(await app.plan.addPhase(secretariat, 'ports', { ...phase, name: both('Report', '报告') }));
    expect((await phases()).map(({ name, plannedFrom }) => [name.en, plannedFrom])).toEqual([
      ['Survey', '2013-04'],
      ['Report', null]
    ]);
    const [first] = await phases();
    if (!first) throw new Error('none');
    const wording = { name: both('Field survey', ''), description: both('On site', '') };
    must(await app.plan.rewordPhase(secretariat, 'ports', first, wording));
    expect(await app.plan.rewordPhase(secretariat, 'ports', first, wording)).toMatchObject({
      refusal: { code: 'stale' }
    });
    expect(await app.plan.removePhase(secretariat, 'ports', first)).toMatchObject({
      refusal: { code: 'stale' }
    });
    expect((await phases())[0]).toMatchObject({ ...wording, plannedFrom: '2013-04' });
    must(await app.plan.removePhase(secretariat, 'ports', { id: first.id, version: 2 }));
    expect((await phases()).map(({ name }) => name.en)).toEqual(['Report']);
  });

  it('take no phase without a name, with a name as long as a page, or with dates that cannot be', async () => {
    const { app, secretariat } = await newStudy(engine);
    for (const [change, code] of [
      [{ name: none }, 'invalid'],
      [{ name: both('x'.repeat(501), '') }, 'too-large'],
      [{ plannedFrom: 'spring' }, 'invalid'],
      [{ plannedFrom: '2014', plannedTo: '2013' }, 'dates-contradict']
    ] as const)
      expect(await app.plan.addPhase(secretariat, 'ports', { ...phase, ...change })).toMatchObject({
        refusal: { code }
      });
  });

  it('hold chapters, each a document that experts can write, with an address made of its title', async () => {
    const { app, secretariat } = await newStudy(engine);
    const add = async (en: string, zh: string) =>
      must(await app.chapters.add(secretariat, 'ports', both(en, zh))).slug;
    expect(await add('Introduction & méthode', '引言')).toBe('introduction-me-thode');
    expect(await add('Introduction & méthode', '')).toBe('introduction-me-thode-2');
    expect(await add('', '结论')).toBe('chapter-1');
    expect(await add('', '建议')).toBe('chapter-2');
    const chapters = must(await app.chapters.list(secretariat, 'ports'));
    expect(chapters.map(({ room, state }) => [room, state])).toEqual([
      ['ports.chapter.introduction-me-thode@1', 'drafting'],
      ['ports.chapter.introduction-me-thode-2@1', 'drafting'],
      ['ports.chapter.chapter-1@1', 'drafting'],
      ['ports.chapter.chapter-2@1', 'drafting']
    ]);
    const expert = await withRole(app, 'expert', secretariat);
    expect(await app.chapters.load(expert, 'ports', 'chapter-1')).toMatchObject({
      value: { access: 'write' }
    });
  });

  it('rename a chapter under the same address, and remove one in which nothing was written', async () => {
    const { app, secretariat } = await newStudy(engine);
    must(await app.chapters.add(secretariat, 'ports', both('Results', '')));
    const seen = { slug: 'results', version: 1 };
    must(await app.chapters.rename(secretariat, 'ports', seen, both('Findings', '结论')));
    expect(await app.chapters.rename(secretariat, 'ports', seen, both('Other', ''))).toMatchObject({
      refusal: { code: 'stale' }
    });
    const [chapter] = must(await app.chapters.list(secretariat, 'ports'));
    expect(chapter).toMatchObject({ slug: 'results', title: both('Findings', '结论'), version: 2 });
    expect(await app.chapters.remove(secretariat, 'ports', seen)).toMatchObject({
      refusal: { code: 'stale' }
    });
    must(await app.chapters.remove(secretariat, 'ports', { slug: 'results', version: 2 }));
    expect(must(await app.chapters.list(secretariat, 'ports'))).toEqual([]);
    expect(await app.chapters.load(secretariat, 'ports', 'results')).toMatchObject({
      refusal: { code: 'not-found' }
    });
    // A browser may hold a copy under the address, which therefore is not given again.
    expect(must(await app.chapters.add(secretariat, 'ports', both('Results', ''))).slug).toBe('results-2');
    expect(must(await app.audit.verify(secretariat, 'ports')).verdict.ok).toBe(true);
  });

  it('keep a chapter in which something was written', async () => {
    const { app, secretariat } = await newStudy(engine);
    must(await app.chapters.add(secretariat, 'ports', both('Results', '')));
    const [chapter] = must(await app.chapters.list(secretariat, 'ports'));
    await app.store.db
      .insertInto('documentUpdate')
      .values({
        documentId: chapter?.id ?? '',
        generation: 1,
        seq: 1,
        userId: secretariat.userId,
        at: '2013-12-15T08:00:00.000Z',
        bytes: new Uint8Array([0, 0])
      })
      .execute();
    expect(await app.chapters.remove(secretariat, 'ports', { slug: 'results', version: 1 })).toMatchObject({
      refusal: { code: 'in-use' }
    });
  });

  it('hold criteria of each side, and keep one by which a city has been checked', async () => {
    const { app, secretariat } = await newStudy(engine);
    const list = async () =>
      must(await app.cities.criteria(secretariat, 'ports')).sides.flatMap(({ criteria }) => criteria);
    const add = (sideId: string, en: string) =>
      app.criteria.add(secretariat, 'ports', { sideId, group: 'general', text: both(en, '') });
    must(await add('eu', 'Has a port'));
    must(await add('eu', 'Is a city'));
    must(await add('cn', 'Wants to take part'));
    expect((await list()).map(({ sideId, position, text }) => [sideId, position, text.en])).toEqual([
      ['eu', 0, 'Has a port'],
      ['eu', 1, 'Is a city'],
      ['cn', 0, 'Wants to take part']
    ]);
    expect(await add('nn', 'Of no side')).toMatchObject({ refusal: { code: 'invalid' } });
    expect(await add('eu', ' ')).toMatchObject({ refusal: { code: 'invalid' } });
    const [first, second] = await list();
    if (!first || !second) throw new Error('none');
    const seen = { id: first.id, seen: criterionMark(first) };
    const wording = { group: 'transport', text: both('Has a sea port', '') } as const;
    must(await app.criteria.reword(secretariat, 'ports', seen, wording));
    expect(await app.criteria.reword(secretariat, 'ports', seen, wording)).toMatchObject({
      refusal: { code: 'stale' }
    });
    must(
      await app.pilots.add(secretariat, 'ports', {
        id: 'oslo',
        sideId: 'eu',
        kind: 'city',
        name: both('Oslo', ''),
        shortName: both('Oslo', ''),
        parent: none,
        parentLevel: null,
        country: both('Norway', ''),
        isoCountry: 'NO',
        latitude: 59.91,
        longitude: 10.75,
        timeZone: 'Europe/Oslo'
      })
    );
    must(
      await app.cities.check(secretariat, 'ports', 'oslo', {
        criterionId: second.id,
        result: 'met',
        note: none,
        evidence: '',
        version: 0
      })
    );
    expect(
      await app.criteria.remove(secretariat, 'ports', { id: second.id, seen: criterionMark(second) })
    ).toMatchObject({ refusal: { code: 'in-use' } });
    must(
      await app.criteria.remove(secretariat, 'ports', {
        id: first.id,
        seen: criterionMark({ ...first, ...wording })
      })
    );
    expect((await list()).map(({ text }) => text.en)).toEqual(['Is a city', 'Wants to take part']);
  });

  it('hold terms in both languages, each once', async () => {
    const { app, secretariat } = await newStudy(engine);
    const terms = async () => must(await app.glossary.terms(secretariat, 'ports'));
    const quay = {
      term: both('quay', '码头'),
      definition: both('Where ships are loaded.', '船舶装卸货物之处。'),
      group: 'concepts',
      caution: none
    } as const;
    must(await app.glossary.add(secretariat, 'ports', quay));
    expect(await app.glossary.add(secretariat, 'ports', { ...quay, term: both('Quay', '') })).toMatchObject({
      refusal: { code: 'conflict' }
    });
    expect(await app.glossary.add(secretariat, 'ports', { ...quay, term: none })).toMatchObject({
      refusal: { code: 'invalid' }
    });
    const [term] = await terms();
    if (!term) throw new Error('none');
    expect(term).toMatchObject({ term: quay.term, definition: quay.definition, caution: null });
    const seen = { id: term.id, seen: termMark(term) };
    must(
      await app.glossary.change(secretariat, 'ports', seen, { ...quay, caution: both('Not a pier.', '') })
    );
    expect(await app.glossary.remove(secretariat, 'ports', seen)).toMatchObject({
      refusal: { code: 'stale' }
    });
    const [changed] = await terms();
    if (!changed) throw new Error('none');
    must(await app.glossary.remove(secretariat, 'ports', { id: changed.id, seen: termMark(changed) }));
    expect(await terms()).toEqual([]);
  });

  it('start from the framework of a study that the secretariat sees, with its rubric, and from no other', async () => {
    const { app, admin, secretariat } = await newStudy(engine);
    const foreign = await makeStudy(app);
    expect(must(await app.frameworks.sources(secretariat, 'ports')).map(({ id }) => id)).toEqual([
      'standard:'
    ]);
    expect(await app.frameworks.adopt(secretariat, 'ports', foreign.slug)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    must(await app.frameworks.adopt(secretariat, 'ports', 'standard:'));
    expect(await app.frameworks.adopt(secretariat, 'ports', 'standard:')).toMatchObject({
      refusal: { code: 'conflict' }
    });
    const texts = {
      title: both('Rivers', ''),
      shortTitle: none,
      programme: none,
      purpose: none,
      scope: none
    };
    const side = (code: string) => ({ code, name: both(code, code), counterpart: none, pilotTarget: 1 });
    must(
      await app.studies.create(admin, {
        slug: 'rivers',
        texts,
        sides: [side('EU'), side('CN')],
        secretariat: admin.email
      })
    );
    const ofBoth = await again(app, admin);
    expect(must(await app.frameworks.sources(ofBoth, 'rivers'))).toMatchObject([
      { id: 'standard:', study: null },
      { id: 'ports', study: both('Ports', '港口') }
    ]);
    must(await app.frameworks.adopt(ofBoth, 'rivers', 'ports'));
    const [copied, source] = [
      must(await app.frameworks.load(ofBoth, 'rivers')),
      must(await app.frameworks.load(ofBoth, 'ports'))
    ];
    expect(copied).toEqual(source);
    expect(copied.rubric).not.toBeNull();
  });

  it('are the secretariat’s alone, and logged', async () => {
    const { app, secretariat } = await newStudy(engine);
    const chair = await withRole(app, 'chair', secretariat);
    const acts = (actor: Actor): Promise<Result<unknown>>[] => [
      app.setup.list(actor, 'ports'),
      app.plan.addPhase(actor, 'ports', phase),
      app.chapters.add(actor, 'ports', both('Introduction', '')),
      app.criteria.add(actor, 'ports', { sideId: 'eu', group: 'general', text: both('A port', '') }),
      app.glossary.add(actor, 'ports', {
        term: both('quay', ''),
        definition: none,
        group: 'concepts',
        caution: none
      }),
      app.frameworks.sources(actor, 'ports'),
      app.frameworks.adopt(actor, 'ports', 'standard:')
    ];
    for (const act of acts(chair)) expect(await act).toMatchObject({ refusal: { code: 'forbidden' } });
    for (const act of acts(secretariat)) must(await act);
    const logged = must(await app.events.list(secretariat, 'ports', 0));
    const kinds = logged
      .filter(({ actorRole }) => actorRole === 'secretariat')
      .map(({ kind, actorRole }) => [kind, actorRole]);
    expect(kinds.toSorted()).toEqual([
      ['chapter.changed', 'secretariat'],
      ['criterion.changed', 'secretariat'],
      ['framework.published', 'secretariat'],
      ['phase.added', 'secretariat'],
      ['rubric.published', 'secretariat'],
      ['term.changed', 'secretariat']
    ]);
  });
});

describe.each(serviceEngines)('the studies of an installation on %s', (engine) => {
  it('are listed for administrators, with who runs them and the reader’s own roles', async () => {
    const { app, admin } = await newStudy(engine);
    await makeStudy(app);
    const owner = await again(app, admin);
    const all = must(await app.studies.all(owner));
    expect(all.find(({ slug }) => slug === 'ports')).toMatchObject({
      title: both('Ports', '港口'),
      secretariat: [admin.name],
      roles: ['secretariat']
    });
    expect(all).toHaveLength(2);
    expect(all.find(({ slug }) => slug !== 'ports')).toMatchObject({ roles: [] });
    const nobody = await signedInAs(app, {});
    expect(await app.studies.all(nobody)).toMatchObject({ refusal: { code: 'not-found' } });
  });
});
