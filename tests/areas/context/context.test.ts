/** Shows that the research is written once, cited anywhere, read by whom it concerns, and kept from others (R092-R103). */
import { describe, expect, it } from 'vitest';
import type { SourceInput } from '#rules/bibliography/bibliography.ts';
import type { FigureInput } from '#rules/context/context-figure.ts';
import type { EntryInput } from '#rules/context/context.ts';
import type { ImageInput } from '#rules/context/image-permission.ts';
import { barredImages } from '#server/areas/report/manifest-names.ts';
import { findStudy } from '#server/areas/study/store/studies.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';

const empty = { en: '', zh: '' };
const source: SourceInput = {
  kind: 'report',
  title: { en: 'A market report', zh: '' },
  author: '𠮷田',
  publisher: empty,
  date: '2013',
  address: ''
};
const entry = (sourceId: string): EntryInput => ({
  register: 'financing',
  area: null,
  topicId: null,
  title: { en: 'Green bond', zh: '绿色债券' },
  summary: empty,
  issuer: empty,
  date: null,
  cities: [],
  caution: null,
  pins: [],
  citations: [{ sourceId, place: 'p. 4' }]
});
const figure = (topicId: string, sourceId: string): FigureInput => ({
  topicId,
  label: { en: 'Market', zh: '市场' },
  measure: 'money',
  value: 3.3e12,
  valueTo: null,
  valueText: '',
  unit: empty,
  currency: 'USD',
  comparator: 'eq',
  period: '2025',
  nature: 'forecast',
  scope: { en: 'Worldwide', zh: '全球' },
  method: empty,
  caution: null,
  pins: [],
  citations: [{ sourceId, place: '' }]
});
const image: ImageInput = {
  title: { en: 'Map', zh: '' },
  owner: { en: 'A publisher', zh: '' },
  state: 'asked',
  decidedBy: '',
  decidedOn: null,
  document: '',
  terms: empty,
  hash: 'a'.repeat(64)
};

async function setUp(engine: Engine = 'sqlite') {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  return {
    app,
    study,
    context: app.context,
    expert: await signedInAs(app, { role: 'expert', side: 'eu', study, name: 'Anna' }),
    chair: await signedInAs(app, { role: 'chair', side: 'eu', study, name: 'Carla' }),
    city: await signedInAs(app, { role: 'city', city: 'haidian', study, name: 'Li' }),
    observer: await signedInAs(app, { role: 'observer', study, name: 'Otto' })
  };
}

const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  result.ok ? 'ok' : result.refusal.code;

describe.each(serviceEngines)('the bibliography on %s', (engine) => {
  it('tells what cites a source, and keeps the source as long as something does (R092)', async () => {
    const { context, study, expert, city } = await setUp(engine);
    const { id } = valueOf(await context.sources.add(expert, study.slug, source));
    const bond = valueOf(await context.entries.add(expert, study.slug, entry(id)));
    expect(valueOf(await context.sources.list(city, study.slug))).toMatchObject({
      mayWrite: false,
      sources: [{ id, author: '𠮷田', uses: 1, version: 1 }]
    });
    expect(valueOf(await context.sources.load(city, study.slug, id)).uses).toEqual([
      { kind: 'entry', id: bond.id, title: { en: 'Green bond', zh: '绿色债券' }, place: 'p. 4' }
    ]);
    expect(codeOf(await context.sources.remove(expert, study.slug, { id, version: 1 }))).toBe('in-use');
    expect(codeOf(await context.entries.remove(expert, study.slug, { id: bond.id, version: 1 }))).toBe('ok');
    expect(codeOf(await context.sources.remove(expert, study.slug, { id, version: 1 }))).toBe('ok');
    expect(valueOf(await context.sources.list(city, study.slug)).sources).toEqual([]);
  });

  it('saves a source once from each state', async () => {
    const { context, study, expert } = await setUp(engine);
    const { id } = valueOf(await context.sources.add(expert, study.slug, source));
    const change = (author: string) =>
      context.sources.change(expert, study.slug, { id, version: 1 }, { ...source, author });
    expect([codeOf(await change('A')), codeOf(await change('B'))]).toEqual(['ok', 'stale']);
    expect(valueOf(await context.sources.load(expert, study.slug, id)).source).toMatchObject({
      author: 'A',
      version: 2
    });
  });
});

describe.each(serviceEngines)('figures on %s', (engine) => {
  it('stand beside each other under their topic, which is kept while they do (R095)', async () => {
    const { context, study, expert, observer } = await setUp(engine);
    const { id } = valueOf(await context.sources.add(expert, study.slug, source));
    const topic = valueOf(
      await context.entries.topics.add(expert, study.slug, { title: { en: 'Market', zh: '' }, caution: null })
    );
    valueOf(await context.figures.add(expert, study.slug, figure(topic.id, id)));
    valueOf(
      await context.figures.add(expert, study.slug, {
        ...figure(topic.id, id),
        value: 8.1e9,
        period: '2013',
        nature: 'observed'
      })
    );
    expect(
      valueOf(await context.figures.list(observer, study.slug)).figures.map(({ value, nature }) => [
        value,
        nature
      ])
    ).toEqual([
      [3.3e12, 'forecast'],
      [8.1e9, 'observed']
    ]);
    const removal = await context.entries.topics.remove(expert, study.slug, { id: topic.id, version: 1 });
    expect(codeOf(removal)).toBe('in-use');
    expect(
      codeOf(await context.figures.add(expert, study.slug, { ...figure(topic.id, id), citations: [] }))
    ).toBe('invalid');
  });
});

describe.each(serviceEngines)('context beside the answers of a city on %s', (engine) => {
  it('holds the facts pinned there for this city or for all, and no talk (R101)', async () => {
    const { app, context, study, expert, city } = await setUp(engine);
    const { framework } = valueOf(await app.frameworks.load(expert, study.slug));
    const [characteristic] = framework?.characteristics ?? [];
    if (!characteristic) throw new Error('no characteristic');
    const question = characteristic.questions[0]?.id ?? '';
    const { id } = valueOf(await context.sources.add(expert, study.slug, source));
    const pinned = (cityId: string | null) => ({
      ...entry(id),
      pins: [{ characteristic: characteristic.id, question, city: cityId }]
    });
    const forAll = valueOf(await context.entries.add(expert, study.slug, pinned(null)));
    const own = valueOf(await context.entries.add(expert, study.slug, pinned('haidian')));
    valueOf(await context.entries.add(expert, study.slug, pinned('bristol')));
    const party = { en: 'ACME', zh: '' };
    valueOf(await context.talks.add(expert, study.slug, { party, heldOn: '2013', summary: party }));
    const place = { city: 'haidian', characteristic: characteristic.id };
    const beside = valueOf(await context.pinned.list(city, study.slug, place));
    expect(beside.entries.map((one) => one.id).sort()).toEqual([forAll.id, own.id].sort());
    expect(beside.sources.map((one) => one.id)).toEqual([id]);
    expect(JSON.stringify(beside)).not.toContain('ACME');
    expect(codeOf(await context.pinned.list(city, study.slug, { ...place, city: 'bristol' }))).toBe(
      'not-found'
    );
  });
});

describe('talks with solution providers', () => {
  it('are read by experts, chairs and the secretariat alone, and so are the events that tell of them (R093)', async () => {
    const { app, context, study, expert, chair, city, observer } = await setUp();
    const talk = { party: { en: 'ACME', zh: '' }, heldOn: '2013-06', summary: { en: 'Prices', zh: '' } };
    valueOf(await context.talks.add(expert, study.slug, talk));
    expect(valueOf(await context.talks.list(chair, study.slug))).toMatchObject({
      mayWrite: false,
      talks: [talk]
    });
    for (const reader of [city, observer])
      expect(codeOf(await context.talks.list(reader, study.slug))).toBe('forbidden');
    for (const reader of [city, observer, chair])
      expect(codeOf(await context.talks.add(reader, study.slug, talk))).toBe('forbidden');
    const log = async (reader: typeof city) => JSON.stringify(await app.events.list(reader, study.slug, 0));
    expect(await log(expert)).toContain('ACME');
    expect(await log(city)).not.toContain('ACME');
    expect(await log(observer)).not.toContain('ACME');
  });
});

describe.each(serviceEngines)('the permission of an image on %s', (engine) => {
  it('lets it enter a report once granted, and no longer once withdrawn (R103)', async () => {
    const { app, context, study, expert, city } = await setUp(engine);
    const stored = await findStudy(app.store.db, study.slug);
    if (!stored) throw new Error('there is no study');
    const barred = () => barredImages(app.store.db, stored);
    const { id } = valueOf(await context.images.add(expert, study.slug, image));
    expect(await barred()).toEqual([image.hash]);
    const granted = {
      ...image,
      state: 'granted',
      decidedBy: 'Rights office',
      decidedOn: '2014-01',
      document: 'Letter 12'
    } as const;
    valueOf(await context.images.change(expert, study.slug, { id, version: 1 }, granted));
    expect(await barred()).toEqual([]);
    const withdrawn = { ...granted, state: 'withdrawn' } as const;
    valueOf(await context.images.change(expert, study.slug, { id, version: 2 }, withdrawn));
    expect(await barred()).toEqual([image.hash]);
    expect(codeOf(await context.images.list(city, study.slug))).toBe('forbidden');
  });
});
