/**
 * Promise: people find how a passage was translated before, in texts that they may read; a service drafts what
 * they ask for and gets nothing else; and machine text stays marked until a person takes responsibility for it.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { idsOf, printsOf } from '#rules/pairs/pairs.ts';
import { fingerprintsOf, type ContentNode } from '#base/content.ts';
import { createApp, type App } from '../../../server/app.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { readContent } from '#server/areas/documents/frozen-content.ts';
import { saveVersion, versionOfDocument } from '#server/areas/versions/version-storage.ts';
import { findDocument } from '#server/areas/assessments/store/documents.ts';
import { findDraft, saveDraft, saveInsertion } from '#server/areas/pairs/store/machine-drafts.ts';
import { signedInAs } from '#kit/actors.ts';
import { configOver, testApp } from '#kit/app.ts';
import { migratedDatabase, serviceEngines, type Engine } from '#kit/databases.ts';
import { bothChairs, requestAgain, sections, writeBoth } from '#kit/approvals.ts';
import { makeStudy } from '#kit/people.ts';
import { paragraph, writeText } from '#kit/texts.ts';
import { openTranslationServer, type Misbehaviour } from '#kit/translation-server.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';

const section = 'smart-city-strategy';
const at = (city: string, kind: 'findings' | 'response' | 'confidential' = 'findings'): TextLocation => ({
  kind,
  city
});

const linked = (id: string, text: string, counterpart: string): ContentNode => ({
  ...paragraph(id, text),
  attrs: { id, counterpart }
});

async function openStudy(engine: Engine, isOn = true) {
  const server = await openTranslationServer();
  onTestFinished(() => server.close());
  const app: App = await createApp(
    configOver(await migratedDatabase(engine), isOn ? { TRANSLATE_URL: server.url } : {}),
    { schedulerMilliseconds: null }
  );
  onTestFinished(() => app.close());
  const study = await makeStudy(app, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'drafting' },
      { id: 'bristol', side: 'eu', state: 'drafting' },
      { id: 'yangzhou', side: 'cn', state: 'collecting' }
    ]
  });
  const expert = await signedInAs(app, { role: 'expert', side: 'cn', study, name: 'Li Ming' });
  const city = await signedInAs(app, { role: 'city', city: 'yangzhou', study });
  const ids = new Map(study.cities.map((one) => [one.id as string, one]));
  const write = (cityId: string, en: readonly ContentNode[], zh: readonly ContentNode[]) =>
    writeText(app, ids.get(cityId)?.findingsId ?? '', expert.userId, section, { en, zh });
  const pairsOf = async (cityId: string) => {
    const list = await app.translationPairs.list(expert, study.slug, at(cityId));
    if (!list.ok) throw new Error(list.refusal.code);
    return list.value.sections.find((one) => one.section === section)?.pairs ?? [];
  };
  const confirm = async (cityId: string, byName = false) =>
    app.translationPairs.confirm(expert, study.slug, at(cityId), {
      section,
      isMinor: false,
      byName,
      pairs: (await pairsOf(cityId))
        .filter(({ link }) => link !== null)
        .map((pair) => ({ ids: idsOf(pair), prints: printsOf(pair) }))
    });
  const matches = async (block: string, actor: Actor = expert) => {
    const found = await app.translationMemory.matches(actor, study.slug, at('bristol'), {
      section,
      language: 'en',
      block
    });
    return found.ok
      ? found.value.map(({ percent, isStale, translation }) => `${percent} ${isStale} ${translation}`)
      : found.refusal.code;
  };
  const draft = (location = at('bristol'), block = 'b1') =>
    app.translationDrafts.draft(expert, study.slug, location, { section, language: 'en', block });
  return { app, server, study, slug: study.slug, expert, city, ids, write, pairsOf, confirm, matches, draft };
}

describe.each(serviceEngines)('the translation memory of a study, on %s', (engine) => {
  it('finds confirmed pairs of other texts, stale ones last, and follows every change', async () => {
    const { write, confirm, matches } = await openStudy(engine);
    await write('bristol', [paragraph('b1', 'The city has ten sensors in each district.')], []);
    expect(await matches('b1')).toEqual([]);
    await write(
      'haidian',
      [
        linked('e1', 'The city has nine sensors in each district.', 'z1'),
        linked('e2', 'The city has ten sensors in every district.', 'z2')
      ],
      [linked('z1', '全市每区有九个传感器。', 'e1'), linked('z2', '全市各区有十个传感器。', 'e2')]
    );
    // A pair that nobody has confirmed is no translation yet.
    expect(await matches('b1')).toEqual([]);
    expect(await confirm('haidian')).toMatchObject({ ok: true });
    expect(await matches('b1')).toEqual([
      '87 false 全市每区有九个传感器。',
      '87 false 全市各区有十个传感器。'
    ]);
    await write(
      'haidian',
      [
        linked('e1', 'Nothing like it.', 'z1'),
        linked('e2', 'The city has ten sensors in every district.', 'z2')
      ],
      [linked('z1', '全市每区有九个传感器。', 'e1'), linked('z2', '全市各区有十个传感器。', 'e2')]
    );
    expect(await matches('b1')).toEqual([
      '87 false 全市各区有十个传感器。',
      '87 true 全市每区有九个传感器。'
    ]);
  });

  it('offers nobody a text that they may not read, and answers only those who write', async () => {
    const { app, write, confirm, matches, slug, city, ids, expert } = await openStudy(engine);
    await write(
      'haidian',
      [linked('e1', 'Canary in ten districts.', 'z1')],
      [linked('z1', '十个区的金丝雀。', 'e1')]
    );
    await confirm('haidian');
    await write('bristol', [paragraph('b1', 'Canary in ten districts.')], []);
    expect(await matches('b1')).toEqual(['100 false 十个区的金丝雀。']);
    expect(await matches('b1', city)).toBe('not-found');
    await writeText(app, ids.get('yangzhou')?.responseId ?? '', city.userId, section, {
      en: [paragraph('r1', 'Canary in ten districts.')]
    });
    const own = await app.translationMemory.matches(city, slug, at('yangzhou', 'response'), {
      section,
      language: 'en',
      block: 'r1'
    });
    expect(own).toEqual({ ok: true, value: [] });
    // It finds its own answers.
    await writeText(app, ids.get('yangzhou')?.responseId ?? '', city.userId, section, {
      en: [linked('c1', 'Canary in ten districts.', 'c2'), paragraph('r1', 'Canary in ten districts.')],
      zh: [linked('c2', '十个区。', 'c1')]
    });
    const list = await app.translationPairs.list(city, slug, at('yangzhou', 'response'));
    const [pair] = list.ok ? list.value.sections.flatMap(({ pairs }) => pairs) : [];
    if (!pair) throw new Error('There is no pair');
    await app.translationPairs.confirm(city, slug, at('yangzhou', 'response'), {
      section,
      isMinor: false,
      pairs: [{ ids: idsOf(pair), prints: printsOf(pair) }]
    });
    const found = await app.translationMemory.matches(city, slug, at('yangzhou', 'response'), {
      section,
      language: 'en',
      block: 'r1'
    });
    expect(found.ok && found.value.map(({ translation }) => translation)).toEqual(['十个区。']);
    const foreign = { section, language: 'en', block: 'r1' } as const;
    expect(
      await app.translationMemory.matches(expert, slug, at('yangzhou', 'response'), foreign)
    ).toMatchObject({ ok: false });
  });
});

describe('a draft of the translation service', () => {
  it('is checked for figures, names lost terms, and holds no markup', async () => {
    const { app, server, slug, study, write, draft } = await openStudy('sqlite');
    const lead = await signedInAs(app, { role: 'secretariat', study });
    await app.glossary.add(lead, slug, {
      term: { en: 'smart city', zh: '智慧城市' },
      definition: { en: 'A city', zh: '城市' },
      group: 'concepts',
      caution: { en: '', zh: '' }
    });
    await write('bristol', [paragraph('b1', 'The smart city has 12 districts.')], []);
    server.translate = (text) =>
      `<b>${text.replace('The ', '').replace(' has 12 districts.', '有12个区。')}</b>`;
    expect(await draft()).toEqual({
      ok: true,
      value: {
        text: '智慧城市有12个区。',
        language: 'zh',
        isUntranslated: false,
        findings: [],
        lostTerms: [],
        lostChips: []
      }
    });
    expect(server.received.at(-1)).toContain('The [[T1]] has 12 districts.');
    // What comes back as it was sent is no translation, also where the term in it was replaced.
    server.translate = (text) => `<p>${text}</p>`;
    expect(await draft()).toMatchObject({
      value: { text: 'The 智慧城市 has 12 districts.', isUntranslated: true }
    });
    server.translate = () => '这里有21个区。';
    const lied = await draft();
    expect(lied).toMatchObject({ ok: true, value: { lostTerms: [{ en: 'smart city' }] } });
    expect(lied.ok && lied.value.findings.map(({ kind }) => kind)).toContain('value');
  });

  it('keeps the figures of a city as chips, and says which the service has lost', async () => {
    const { server, write, draft } = await openStudy('sqlite');
    const chip = { type: 'fact', attrs: { fact: 'figures/gdp/value', city: null } };
    const [words, end] = ['The GDP was ', '.'].map((text) => ({ type: 'text', text }));
    const source = { type: 'paragraph', attrs: { id: 'b1' }, content: [words, chip, end] } as ContentNode;
    await write('bristol', [source], []);
    server.translate = (text) => text.replace('The GDP was ', '地区生产总值为').replace('.', '。');
    expect(await draft()).toMatchObject({
      ok: true,
      value: { text: '地区生产总值为[figures/gdp/value]。', findings: [], lostChips: [] }
    });
    expect(server.received.at(-1)).toContain('The GDP was [[T1]].');
    server.translate = () => '地区生产总值增长。';
    expect(await draft()).toMatchObject({ ok: true, value: { lostChips: ['[figures/gdp/value]'] } });
  });

  it.each<Misbehaviour>(['fails', 'is huge', 'is no JSON', 'is empty', 'redirects'])(
    'is a sentence, and changes nothing, when the service %s',
    async (misbehaviour) => {
      const { app, server, write, draft, pairsOf } = await openStudy('sqlite');
      await write('bristol', [paragraph('b1', 'Ten districts.')], []);
      server.misbehaviour = misbehaviour;
      const answer = await draft();
      if (answer.ok) throw new Error('The draft was taken');
      expect(refusalSentence(answer.refusal, 'en')).toMatch(/^The translation service .+\.$/);
      expect(refusalSentence(answer.refusal, 'zh')).toMatch(/^翻译服务.+。$/);
      expect((await pairsOf('bristol')).map(({ state, en }) => `${state} ${en?.text}`)).toEqual([
        'missing Ten districts.'
      ]);
      expect(await app.store.db.selectFrom('machineDraft').selectAll().execute()).toEqual([]);
      // The next request is served as if nothing had been.
      server.misbehaviour = null;
      server.translate = () => '十个区。';
      expect(await draft()).toMatchObject({ ok: true, value: { text: '十个区。', findings: [] } });
    }
  );

  it('ends with the request of the person, and frees their turn', async () => {
    const { app, server, slug, expert, write, draft } = await openStudy('sqlite');
    await write('bristol', [paragraph('b1', 'Ten districts.')], []);
    server.misbehaviour = 'hangs';
    const cancel = new AbortController();
    const asked = { section, language: 'en', block: 'b1' } as const;
    const waiting = app.translationDrafts.draft(expert, slug, at('bristol'), asked, cancel.signal);
    await expect.poll(() => server.received.length).toBe(1);
    cancel.abort();
    expect(await waiting).toMatchObject({ refusal: { code: 'translation-unavailable' } });
    server.misbehaviour = null;
    server.translate = () => '十个区。';
    expect(await draft()).toMatchObject({ ok: true });
  });

  it('is refused with a sentence, and nothing is sent, where no service is configured', async () => {
    const off = await openStudy('sqlite', false);
    await off.write('bristol', [paragraph('b1', 'Ten districts.')], []);
    expect(off.app.translationDrafts.isOn).toBe(false);
    expect(await off.draft()).toMatchObject({ refusal: { code: 'translation-off' } });
    expect(off.server.received).toEqual([]);
  });

  it('is for those who write the text: a reader is refused before anything is sent', async () => {
    const { app, server, slug, study, city, write } = await openStudy('sqlite');
    await write('bristol', [paragraph('b1', 'Ten districts.')], []);
    const observer = await signedInAs(app, { role: 'observer', study });
    const asked = { section, language: 'en', block: 'b1' } as const;
    for (const actor of [city, observer]) {
      expect(await app.translationDrafts.draft(actor, slug, at('bristol'), asked)).toMatchObject({
        ok: false
      });
      expect(
        await app.translationDrafts.inserted(actor, slug, at('bristol'), {
          section,
          language: 'zh',
          ids: { en: 'b1', zh: 'm1' }
        })
      ).toMatchObject({ ok: false });
    }
    expect(server.received).toEqual([]);
  });

  it('is never made of what a city answers, openly or in confidence: not a byte of it is sent', async () => {
    const { app, server, slug, city, ids } = await openStudy('sqlite');
    await writeText(app, ids.get('yangzhou')?.responseId ?? '', city.userId, section, {
      en: [paragraph('r1', 'The canary is confidential.')]
    });
    for (const kind of ['response', 'confidential'] as const) {
      const asked = { section, language: 'en', block: 'r1' } as const;
      const answer = await app.translationDrafts.draft(city, slug, at('yangzhou', kind), asked);
      expect(['translation-not-sent', 'not-found']).toContain(answer.ok ? '' : answer.refusal.code);
    }
    expect(server.received).toEqual([]);
  });
});

describe.each(serviceEngines)('machine text, on %s', (engine) => {
  it('stays marked until a person accepts it, by name alone where it is as the service wrote it (R215)', async () => {
    const { app, server, slug, expert, ids, write, pairsOf, confirm, draft } = await openStudy(engine);
    const source = linked('b1', 'Ten districts have open data today.', 'm1');
    await write('bristol', [source], []);
    server.translate = () => '十个区目前有开放数据。';
    expect(await draft()).toMatchObject({ ok: true });
    await write('bristol', [source], [linked('m1', '十个区目前有开放数据。', 'b1')]);
    // Who does not say that it was inserted is asked all the same.
    expect(await confirm('bristol')).toMatchObject({ refusal: { code: 'machine-untouched' } });
    const confirmSection = async () => {
      const document = await findDocument(app.store.db, ids.get('bristol')?.findingsId ?? '');
      if (!document) throw new Error('There is no such document');
      const { sections: all } = await readContent(app.store.db, app.workers, document);
      const seen = fingerprintsOf(all.find(({ id }) => id === section) ?? { id: section, en: [], zh: [] });
      return app.translationStatus.confirm(expert, slug, at('bristol'), section, { isMinor: false, seen });
    };
    expect(await confirmSection()).toMatchObject({ refusal: { code: 'machine-untouched' } });
    const inserted = await app.translationDrafts.inserted(expert, slug, at('bristol'), {
      section,
      language: 'zh',
      ids: { en: 'b1', zh: 'm1' }
    });
    expect(inserted).toEqual({ ok: true, value: null });
    expect((await pairsOf('bristol')).map(({ state }) => state)).toEqual(['machine']);
    // The mark is no statement of a person, and cannot be taken back as one.
    const taken = { section, ids: { en: 'b1', zh: 'm1' }, kind: 'confirmation' } as const;
    expect(await app.translationPairs.takeBack(expert, slug, at('bristol'), taken)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await confirm('bristol')).toMatchObject({
      refusal: { code: 'machine-untouched', facts: { percent: 100 } }
    });
    expect(await confirmSection()).toMatchObject({ refusal: { code: 'machine-untouched' } });
    expect(await confirm('bristol', true)).toMatchObject({ ok: true });
    expect(await confirmSection()).toMatchObject({ ok: true });
    expect((await pairsOf('bristol')).map(({ state }) => state)).toEqual(['current']);
    const document = await findDocument(app.store.db, ids.get('bristol')?.findingsId ?? '');
    if (!document) throw new Error('There is no such document');
    const version = await versionOfDocument(
      app.store.db,
      document,
      await readContent(app.store.db, app.workers, document)
    );
    expect(version.drafted).toBe(1);
    expect(await app.store.db.selectFrom('machineDraft').selectAll().execute()).toMatchObject([
      { acceptedBy: expert.userId, untouched: 100, targetBlock: 'm1' }
    ]);
  });

  it('is counted on the page on which the chairs approve, and in no version for the city', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'revision' }] });
    const lead = await signedInAs(app, { role: 'secretariat', study });
    const documentId = study.cities[0]?.findingsId ?? '';
    await writeBoth(app, documentId);
    const [of = ''] = sections;
    const passage = { documentId, sourceBlock: `${of}-en`, language: 'zh' } as const;
    const made = {
      studyId: study.id,
      section: of,
      text: '数据',
      userId: lead.userId,
      at: app.now().toISOString()
    };
    await saveDraft(app.store.db, { ...passage, ...made }, '');
    const draft = await findDraft(app.store.db, passage);
    if (draft) await saveInsertion(app.store.db, draft, `${of}-zh`);
    await requestAgain(app, study, lead);
    const { eu } = await bothChairs(app, study);
    expect(await app.approvals.load(eu, study.slug, 'findings:haidian')).toMatchObject({
      value: { shown: { content: { drafted: 1 } } }
    });
    const document = await findDocument(app.store.db, documentId);
    if (!document) throw new Error('There is no such document');
    const read = await readContent(app.store.db, app.workers, document);
    const saved = await saveVersion(app.store.db, document, read, {
      id: 'for-the-city',
      kind: 'consultation',
      name: { en: 'Consultation', zh: '征求意见' },
      userId: lead.userId,
      at: app.now().toISOString()
    });
    const row = await app.store.db
      .selectFrom('version')
      .select('bytes')
      .where('id', '=', saved.id)
      .executeTakeFirstOrThrow();
    expect(Buffer.from(row.bytes).toString('utf8')).not.toContain('drafted');
  });

  it('is accepted like any other where a person has written most of it anew', async () => {
    const { app, server, slug, expert, write, pairsOf, confirm, draft } = await openStudy(engine);
    const source = linked('b1', 'Ten districts have open data today.', 'm1');
    await write('bristol', [source], []);
    server.translate = () => '十个区目前有开放数据。';
    await draft();
    await write('bristol', [source], [linked('m1', '如今已有十个市辖区开放了数据。', 'b1')]);
    await app.translationDrafts.inserted(expert, slug, at('bristol'), {
      section,
      language: 'zh',
      ids: { en: 'b1', zh: 'm1' }
    });
    expect((await pairsOf('bristol')).map(({ state }) => state)).toEqual(['machine']);
    expect(await confirm('bristol')).toMatchObject({ ok: true });
  });
});
