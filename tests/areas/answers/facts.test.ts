/** The figures that a text names: live while it is open, as its version holds them once it is frozen, and never for who may not read the answer. Shows R113 and R114. */
import { describe, expect, it } from 'vitest';
import { factFor, type KnownFact } from '#rules/answers/fact.ts';
import type { ContentNode } from '#base/content.ts';
import { chapterSection } from '#document/narrative.ts';
import type { App } from '../../../server/app.ts';
import { insertConfidentialAnswer } from '#server/areas/answers/store/confidential.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { consult } from '#kit/consultation.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { makeStudy } from '#kit/people.ts';
import { writeText } from '#kit/texts.ts';
import { amountOf } from '#kit/amounts.ts';

const findings: TextLocation = { kind: 'findings', city: 'haidian' };
const chapter: TextLocation = { kind: 'chapter', slug: 'trends' };
const gdp = 'figures/gdp/value';
const section = 'smart-city-strategy';

const must = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const chip = (city?: string): ContentNode[] => [
  {
    type: 'paragraph',
    attrs: { id: 'p' },
    content: [{ type: 'fact', attrs: { fact: gdp, ...(city ? { city } : {}) } }]
  }
];
const figure = (cityId: string, value: number) => ({
  cityId,
  id: 'gdp',
  position: 0,
  section: 'general',
  labelEn: 'GDP',
  labelZh: '地区生产总值',
  ...amountOf(value),
  referenceYear: '2012',
  noteEn: '',
  noteZh: '',
  caveat: null,
  source: '5.1'
});
const correct = (app: App, city: string, value: number) =>
  app.store.db.updateTable('indicator').set({ value }).where('cityId', '=', city).execute();
const valueIn = (facts: readonly KnownFact[] | undefined, city: string): number | null | undefined =>
  factFor(facts ?? [], { fact: gdp, city }, null)?.figure.value;

/** Haidian has submitted its answers, Bristol has not; both have figures. */
async function stage(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'internal-review' },
      { id: 'bristol', side: 'eu', state: 'collecting' }
    ]
  });
  const as = (person: Omit<Parameters<typeof signedInAs>[1], 'study'>) =>
    signedInAs(app, { study, ...person });
  const expert = await as({ role: 'expert', side: 'eu' });
  await app.store.db
    .insertInto('indicator')
    .values(
      [figure('haidian', 349_790_000_123), figure('bristol', 7_777_777)].map((row) => ({
        ...row,
        studyId: study.id
      }))
    )
    .execute();
  const findingsId = study.cities[0]?.findingsId ?? '';
  await writeText(app, findingsId, expert.userId, section, { en: chip(), zh: chip() });
  await writeText(app, study.chapterId, expert.userId, chapterSection, {
    en: [...chip('haidian'), ...chip('bristol')]
  });
  const facts = async (actor: Parameters<typeof app.levelChips.ofText>[0], location: TextLocation) =>
    must(await app.levelChips.ofText(actor, study.slug, location)).facts;
  return { app, study, slug: study.slug, expert, as, facts, findingsId };
}

/** Marks the figures of Haidian as confidential. */
const markFigures = ({
  app,
  study,
  expert
}: Pick<Awaited<ReturnType<typeof stage>>, 'app' | 'study' | 'expert'>) =>
  insertConfidentialAnswer(app.store.db, {
    studyId: study.id,
    cityId: 'haidian',
    answer: { question: 'figures', topic: null },
    userId: expert.userId,
    at: app.now().toISOString()
  });

describe.each(serviceEngines)('figures named in texts on %s', (engine) => {
  it('change in all places when the field changes', async () => {
    const { app, expert, facts } = await stage(engine);
    expect(valueIn(await facts(expert, findings), 'haidian')).toBe(349_790_000_123);
    expect(valueIn(await facts(expert, chapter), 'haidian')).toBe(349_790_000_123);
    await correct(app, 'haidian', 350_000_000_456);
    expect(valueIn(await facts(expert, findings), 'haidian')).toBe(350_000_000_456);
    expect(valueIn(await facts(expert, chapter), 'haidian')).toBe(350_000_000_456);
  });

  it('are given to who may read the answers of the city, and to nobody else', async () => {
    const { app, slug, study, as, facts, expert } = await stage(engine);
    const observer = await as({ role: 'observer' });
    expect(valueIn(await facts(observer, chapter), 'haidian')).toBe(349_790_000_123);
    expect(JSON.stringify(await facts(observer, chapter))).not.toContain('7777777');
    expect(JSON.stringify(await facts(expert, findings))).not.toContain('7777777');
    expect(valueIn(await facts(expert, chapter), 'bristol')).toBe(7_777_777);
    await markFigures({ app, study, expert });
    expect(await facts(expert, findings)).toEqual([]);
    expect(JSON.stringify(must(await app.levelChips.ofText(expert, slug, chapter)))).not.toContain('349790');
  });

  it('are in no bytes and no HTML of the text', async () => {
    const { app, expert, findingsId } = await stage(engine);
    const html = must(await app.documents.html(expert, findingsId, section));
    expect(html.zh).toContain(`data-fact="${gdp}"`);
    const bytes = new TextDecoder('latin1').decode(must(await app.documents.read(expert, findingsId)));
    expect(bytes).toContain(gdp);
    expect(`${bytes}${html.en}${html.zh}`).not.toMatch(/349|billion|亿/);
  });

  it('stay what they were when the text was frozen, for its writers and for the city that is asked', async () => {
    const { app, study, slug, as, facts, expert } = await stage(engine);
    const secretariat = await as({ role: 'secretariat' });
    const city = await as({ role: 'city', city: 'haidian' });
    await consult(app, study, 'haidian', secretariat);
    await correct(app, 'haidian', 1);
    for (const reader of [expert, city])
      expect(valueIn(await facts(reader, findings), 'haidian')).toBe(349_790_000_123);
    const [version] = must(await app.versions.list(city, slug, findings)).versions;
    const { bytes } = must(await app.versions.bytes(city, slug, findings, version?.id ?? ''));
    expect(new TextDecoder().decode(bytes)).toContain('349790000123');
  });

  it('are held by a version for the fields that it names, of cities that have submitted their answers', async () => {
    const { app, slug, expert } = await stage(engine);
    const { id } = must(await app.versions.keep(expert, slug, chapter, { en: 'Draft', zh: '' }));
    const { facts } = must(await app.versions.load(expert, slug, chapter, id));
    expect(facts).toMatchObject([{ city: 'haidian', fact: gdp, figure: { value: 349_790_000_123 } }]);
    const { bytes } = must(await app.versions.bytes(expert, slug, chapter, id));
    expect(new TextDecoder().decode(bytes)).not.toContain('7777777');
  });

  it('are listed in a comparison of versions where they changed, and are gone from versions once held back', async () => {
    const { app, study, slug, expert } = await stage(engine);
    const keep = async (name: string) =>
      must(await app.versions.keep(expert, slug, findings, { en: name, zh: '' })).id;
    const first = await keep('First');
    await correct(app, 'haidian', 350_000_000_456);
    const second = await keep('Second');
    const compare = async () => must(await app.versions.compare(expert, slug, findings, first, second));
    const { facts, held, sections } = await compare();
    expect(facts).toMatchObject([{ id: ` ${gdp}` }]);
    expect(held.before.facts).toMatchObject([{ figure: { value: 349_790_000_123 } }]);
    expect(held.after.facts).toMatchObject([{ figure: { value: 350_000_000_456 } }]);
    expect(sections.every(({ changes }) => changes === 0)).toBe(true);
    await markFigures({ app, study, expert });
    expect(JSON.stringify(await compare())).not.toMatch(/349790|350000/);
    const { bytes, fileName } = must(await app.versions.bytes(expert, slug, findings, first));
    expect(new TextDecoder().decode(bytes)).not.toContain('349790');
    expect(fileName).toMatch(/without-confidential/);
    expect(must(await app.versions.load(expert, slug, findings, first)).isWithout).toBe(true);
  });
});
