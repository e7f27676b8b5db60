/**
 * Shows that a search finds what its reader may read, in both languages, and nothing else: also where the index
 * is behind what was decided.
 */
import { describe, expect, it } from 'vitest';
import { chapterSection } from '#document/narrative.ts';
import type { Locale } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import type { App } from '../../../server/app.ts';
import type { SearchAnswer, SearchRequest } from '#server/areas/search/search.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { plain, value } from '#kit/evidence.ts';
import { makeMeeting, makeStudy } from '#kit/people.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';

const section = 'smart-city-strategy';
const slug = 'small-study';

async function openLibrary(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'drafting' },
      { id: 'haidian', side: 'cn', state: 'consultation' }
    ]
  });
  const [bristol, haidian] = study.cities;
  const readers = {
    expert: await signedInAs(app, { role: 'expert', side: 'eu', study }),
    senior: await signedInAs(app, { role: 'city', city: 'haidian', study }),
    ofBristol: await signedInAs(app, { role: 'city', city: 'bristol', study }),
    observer: await signedInAs(app, { role: 'observer', study }),
    secretariat: await signedInAs(app, { role: 'secretariat', study })
  };
  const { userId } = readers.expert;
  await writeText(app, haidian?.findingsId ?? '', userId, section, {
    en: [paragraph('e1', 'The harbour is governed by one office.')],
    zh: [paragraph('z1', '港口由办公厅牵头治理。')]
  });
  await writeText(app, bristol?.findingsId ?? '', userId, section, {
    en: [paragraph('b1', 'Bristol has a harbour, too.')]
  });
  await writeText(app, haidian?.responseId ?? '', userId, 'answer:strategy.vision', {
    zh: [paragraph('a1', '海淀的港口愿景。')]
  });
  await writeText(app, study.chapterId, userId, chapterSection, { zh: [paragraph('c1', '各城市的港口。')] });
  return { app, study, readers, bristol, haidian };
}

const searchAs = async (
  app: App,
  actor: Actor,
  query: string,
  request: Omit<SearchRequest, 'query'> = {}
): Promise<SearchAnswer> => value(await app.search.search(actor, slug, { query, ...request }));

const foundBy = async (...of: Parameters<typeof searchAs>): Promise<string[]> =>
  (await searchAs(...of)).hits
    .map(({ kind, href }) => `${kind} ${href.replace(`/studies/${slug}`, '')}`)
    .sort();

const inFindings = `finding /assessments/haidian/${section}?text=findings#`;

describe.each(engines)('a search on %s', (engine) => {
  it('finds a text once it is indexed, with its place and the words in context', async () => {
    const { app, readers, haidian } = await openLibrary(engine);
    expect((await searchAs(app, readers.expert, 'harbour')).hits).toEqual([]);
    await app.searchIndexer.run();
    const { hits, count, isMore, next } = await searchAs(app, readers.expert, 'governing');
    expect({ count, isMore, next }).toEqual({ count: 1, isMore: false, next: null });
    expect(hits).toEqual([
      {
        kind: 'finding',
        title: { en: 'haidian · Smart City Strategy', zh: '城市2 · 智慧城市战略' },
        titleMarks: { en: [], zh: [] },
        href: `/studies/${slug}/assessments/haidian/${section}?text=findings#e1`,
        language: 'en',
        snippet: 'The harbour is governed by one office.',
        marks: [{ from: 15, to: 23 }],
        person: null,
        day: null
      }
    ]);
    await writeText(app, haidian?.findingsId ?? '', readers.expert.userId, section, {
      en: [paragraph('e1', 'The canal is governed by one office.')]
    });
    await app.searchIndexer.run();
    expect(await foundBy(app, readers.expert, 'canal')).toEqual([`${inFindings}e1`]);
    expect(await foundBy(app, readers.expert, 'governs harbour')).toEqual([]);
    expect(await foundBy(app, readers.expert, '厅牵头')).toEqual([`${inFindings}z1`]);
  });

  it('finds for each reader what they may read', async () => {
    const { app, readers } = await openLibrary(engine);
    await app.searchIndexer.run();
    const chapter = 'chapter /chapters/';
    const answer = `answer /assessments/haidian/${section}?text=response#question-strategy.vision`;
    expect(await foundBy(app, readers.expert, '港口')).toEqual([
      answer,
      expect.stringContaining(chapter),
      `${inFindings}z1`
    ]);
    // The city's own findings are shown to it in consultation; chapters are not.
    expect(await foundBy(app, readers.senior, '港口')).toEqual([answer, `${inFindings}z1`]);
    expect(await foundBy(app, readers.ofBristol, '港口')).toEqual([]);
    // Bristol's findings are a draft, which its city does not read.
    expect(await foundBy(app, readers.ofBristol, 'harbour')).toEqual([]);
    expect((await searchAs(app, readers.expert, 'harbour')).count).toBe(2);
    const stranger = await signedInAs(app, {});
    expect(await app.search.search(stranger, slug, { query: 'harbour' })).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('follows the state of an assessment at once, without a new index', async () => {
    const { app, readers, haidian } = await openLibrary(engine);
    await app.searchIndexer.run();
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'revision' })
      .where('id', '=', haidian?.assessmentId ?? '')
      .execute();
    expect(await foundBy(app, readers.senior, 'harbour')).toEqual([]);
  });

  it('finds nothing of an answer from the moment at which the city holds it back (R242)', async () => {
    const { app, readers, haidian } = await openLibrary(engine);
    const { db } = app.store;
    const setState = (state: 'collecting' | 'drafting') =>
      db
        .updateTable('assessment')
        .set({ state })
        .where('id', '=', haidian?.assessmentId ?? '')
        .execute();
    await setState('collecting');
    await writeAnswers(app, haidian?.responseId ?? '', readers.senior.userId, {
      'strategy.vision/value@source': 'Harbour minute'
    });
    await app.searchIndexer.run();
    expect(await foundBy(app, readers.expert, '港口愿')).toHaveLength(1);
    expect(await foundBy(app, readers.expert, 'minute')).toHaveLength(1);
    value(
      await app.confidential.holdBack(readers.senior, slug, 'haidian', {
        question: 'strategy.vision',
        topic: null
      })
    );
    expect(await foundBy(app, readers.expert, '港口愿')).toEqual([]);
    expect(await foundBy(app, readers.expert, 'minute')).toEqual([]);
    await app.searchIndexer.run();
    expect(await foundBy(app, readers.expert, '港口愿')).toEqual([]);
    expect(await foundBy(app, readers.secretariat, 'minute')).toEqual([]);
    expect(await foundBy(app, readers.senior, '港口愿')).toEqual([
      `confidential /assessments/haidian/${section}?text=response#question-strategy.vision`
    ]);
  });

  it('finds confidential evidence for those alone who read it, also before it is indexed as such', async () => {
    const { app, study, readers, haidian } = await openLibrary(engine);
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'collecting' })
      .where('id', '=', haidian?.assessmentId ?? '')
      .execute();
    const facts = { ...plain, title: { en: 'Ledger of the harbour', zh: '港口账册' } };
    const { id } = value(
      await app.evidence.add(
        readers.senior,
        slug,
        'haidian',
        'citation',
        { ...facts, citation: 'Vol. 3' },
        null
      )
    );
    await app.searchIndexer.run();
    const piece = `evidence /assessments/haidian/evidence/${id}`;
    expect(await foundBy(app, readers.expert, 'ledger')).toEqual([piece]);
    await app.store.db
      .updateTable('evidence')
      .set({ isConfidential: 1 })
      .where('studyId', '=', study.id)
      .execute();
    expect(await foundBy(app, readers.ofBristol, 'ledger')).toEqual([]);
    expect(await foundBy(app, readers.observer, 'ledger')).toEqual([]);
    expect(await foundBy(app, readers.expert, '账册')).toEqual([piece]);
  });

  it('finds comments for their circle, and not before they are out', async () => {
    const { app, readers, bristol } = await openLibrary(engine);
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'collecting' })
      .where('id', '=', bristol?.assessmentId ?? '')
      .execute();
    const open = async (audience: 'experts' | 'shared', body: string) =>
      value(
        await app.threads.open(readers.expert, bristol?.responseId ?? '', {
          about: 'question',
          targetId: 'strategy.vision',
          section,
          audience,
          body,
          locale: 'en',
          anchor: null
        })
      );
    const { threadId } = await open('experts', 'Too rosy, I think');
    await open('shared', 'Could you say which quay?');
    await app.searchIndexer.run();
    expect(await foundBy(app, readers.expert, 'rosy')).toEqual([`comment /threads/${threadId}`]);
    expect(await foundBy(app, readers.ofBristol, 'rosy')).toEqual([]);
    // It can be called back for a minute.
    expect(await foundBy(app, readers.ofBristol, 'quay')).toEqual([]);
    await app.store.db.updateTable('comment').set({ withdrawnAt: '2013-09-01T09:00:00.000Z' }).execute();
    expect(await foundBy(app, readers.expert, 'rosy')).toEqual([]);
  });

  it('shows a date as exactly as it is known, and compares its first day (R009)', async () => {
    const { app, study, readers } = await openLibrary(engine);
    await makeMeeting(app, study, 'm1');
    await app.searchIndexer.run();
    const held = async (from: string) =>
      (await searchAs(app, readers.expert, 'first meeting', { from })).hits.map(({ day }) => day);
    expect(await held('2013-05-01')).toEqual(['2013-05']);
    expect(await held('2013-05-02')).toEqual([]);
  });

  it('finds people by their sound, terms across languages, the framework and the minutes (R222)', async () => {
    const { app, study, readers } = await openLibrary(engine);
    await makeMeeting(app, study, 'm1');
    await app.store.db
      .updateTable('user')
      .set({ nameEn: 'Zhang Weiming', nameZh: '张伟明' })
      .where('id', '=', readers.senior.userId)
      .execute();
    await app.store.db
      .insertInto('glossaryTerm')
      .values({
        studyId: study.id,
        id: 't1',
        ...{
          termEn: 'port authority',
          termZh: '港口',
          definitionEn: '',
          definitionZh: '',
          group: 'governance'
        },
        ...{ cautionEn: null, cautionZh: null },
        ...{ kind: 'term', isChecked: 1, variants: '[]' }
      })
      .execute();
    await app.searchIndexer.rebuild();
    for (const query of ['zhangweiming', 'zwm', 'weiming', '伟明'])
      expect(await foundBy(app, readers.observer, query)).toEqual([
        `person /people?at=person-${readers.senior.userId}#person-${readers.senior.userId}`
      ]);
    expect(await foundBy(app, readers.expert, 'Port Authority')).toEqual(
      expect.arrayContaining([`${inFindings}z1`, 'term /glossary?at=t1#t1'])
    );
    const [term] = (await searchAs(app, readers.expert, 'authority', { kinds: ['term'] })).hits;
    expect(term).toMatchObject({ titleMarks: { en: [{ from: 5, to: 14 }], zh: [] } });
    const framework = await foundBy(app, readers.observer, 'strategy', { kinds: ['framework'] });
    expect(framework).toContain(`framework /framework#${section}`);
    const { titleEn } = await app.store.db.selectFrom('meeting').select('titleEn').executeTakeFirstOrThrow();
    expect(await foundBy(app, readers.observer, titleEn, { kinds: ['meeting'] })).toEqual([
      'meeting /meetings/m1'
    ]);
    expect(await foundBy(app, readers.ofBristol, titleEn, { kinds: ['meeting'] })).toEqual([]);
  });

  it('explains a term in the language of the reader, whichever language was found', async () => {
    const { app, study, readers } = await openLibrary(engine);
    const term = {
      studyId: study.id,
      group: 'governance',
      cautionEn: null,
      cautionZh: null,
      kind: 'term',
      isChecked: 1,
      variants: '[]'
    } as const;
    await app.store.db
      .insertInto('glossaryTerm')
      .values([
        {
          ...{ ...term, id: 'capital', termEn: 'social capital', termZh: '社会资本' },
          definitionEn: 'Funds from outside the government (社会资本).',
          definitionZh: '政府以外的资金。'
        },
        {
          ...{ ...term, id: 'person', termEn: 'legal person', termZh: '法人' },
          definitionEn: 'A body with rights of its own.',
          definitionZh: '享有权利的组织，英文为 legal person。'
        },
        {
          ...{ ...term, id: 'quay', termEn: 'quay', termZh: '码头' },
          ...{ definitionEn: 'A place for ships.', definitionZh: '' },
          ...{ cautionEn: '', cautionZh: '勿与港口混用。' }
        }
      ])
      .execute();
    await app.searchIndexer.rebuild();
    const shown = async (query: string, language: Locale): Promise<unknown> =>
      (await searchAs(app, readers.expert, query, { kinds: ['term'], language })).hits.map((hit) => [
        hit.language,
        hit.snippet
      ]);
    for (const query of ['社会资本', 'social capital']) {
      expect(await shown(query, 'zh')).toEqual([['zh', '政府以外的资金。']]);
      expect(await shown(query, 'en')).toEqual([['en', 'Funds from outside the government (社会资本).']]);
    }
    for (const query of ['法人', 'legal person']) {
      expect(await shown(query, 'zh')).toEqual([['zh', '享有权利的组织，英文为 legal person。']]);
      expect(await shown(query, 'en')).toEqual([['en', 'A body with rights of its own.']]);
    }
    // It has no Chinese definition, though a caution in Chinese.
    expect(await shown('码头', 'zh')).toEqual([['en', 'A place for ships.']]);
  });

  it('shows what is found by its name, or in both languages, in the language of the reader', async () => {
    const { app, study, readers } = await openLibrary(engine);
    await app.store.db
      .insertInto('glossaryTerm')
      .values({
        ...{ studyId: study.id, id: 'data', termEn: 'open data', termZh: '开放数据', group: 'governance' },
        ...{ definitionEn: '', definitionZh: '', cautionEn: 'Two words.', cautionZh: '不用“公开数据”。' },
        ...{ kind: 'term', isChecked: 1, variants: '[]' }
      })
      .execute();
    await app.searchIndexer.rebuild();
    const shown = async (query: string, language: Locale): Promise<readonly string[]> =>
      (await searchAs(app, readers.expert, query, { kinds: ['term'], language })).hits.map(
        (hit) => `${hit.language} ${hit.snippet}`
      );
    for (const query of ['open data', '开放数据']) {
      expect(await shown(query, 'en')).toEqual(['en Two words.']);
      expect(await shown(query, 'zh')).toEqual(['zh 不用“公开数据”。']);
    }
    const { hits } = await searchAs(app, readers.expert, 'harbour', { city: 'haidian', language: 'zh' });
    expect(hits.map(({ snippet }) => snippet)).toContain('The harbour is governed by one office.');
  });

  it('narrows by city, side, state, kind, characteristic and person', async () => {
    const { app, readers } = await openLibrary(engine);
    await app.searchIndexer.run();
    const counted = async (request: Omit<SearchRequest, 'query'>): Promise<number> =>
      (await searchAs(app, readers.expert, 'harbour', request)).count;
    expect(await counted({})).toBe(2);
    expect(await counted({ city: 'bristol' })).toBe(1);
    expect(await counted({ side: 'cn' })).toBe(1);
    expect(await counted({ state: 'drafting' })).toBe(1);
    expect(await counted({ state: 'approved' })).toBe(0);
    expect(await counted({ kinds: ['chapter'] })).toBe(0);
    expect(await counted({ characteristic: section })).toBe(2);
    expect(await counted({ person: readers.expert.userId })).toBe(0);
    expect(await counted({ from: '2013-01-01' })).toBe(0);
  });

  it('gives all results page by page, each once', async () => {
    const { app, readers, haidian } = await openLibrary(engine);
    await writeText(app, haidian?.findingsId ?? '', readers.expert.userId, section, {
      en: Array.from({ length: 130 }, (_, index) => paragraph(`p${index}`, `Quay number ${index}`))
    });
    await app.searchIndexer.run();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { hits, next }: SearchAnswer = await searchAs(app, readers.expert, 'quay', { limit: 30, cursor });
      seen.push(...hits.map(({ href }) => href));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    expect([seen.length, new Set(seen).size]).toEqual([130, 130]);
    expect((await searchAs(app, readers.expert, 'quay', { cursor: 'nonsense' })).hits).toHaveLength(20);
  });

  it('shows three of a kind before any other of it while one types', async () => {
    const { app, study, readers } = await openLibrary(engine);
    await app.store.db
      .insertInto('glossaryTerm')
      .values(
        Array.from({ length: 9 }, (_, index) => ({
          ...{ studyId: study.id, id: `t${index}`, termEn: `harbour ${index}`, termZh: `码头${index}` },
          ...{ definitionEn: '', definitionZh: '', group: 'governance', cautionEn: null, cautionZh: null },
          ...{ kind: 'term' as const, isChecked: 1, variants: '[]' }
        }))
      )
      .execute();
    await app.searchIndexer.rebuild();
    const kindsOf = async (request: Omit<SearchRequest, 'query'>): Promise<readonly string[]> =>
      (await searchAs(app, readers.expert, 'harbour', { limit: 8, ...request })).hits.map(({ kind }) => kind);
    const terms = (count: number): readonly string[] => Array.from({ length: count }, () => 'term');
    expect(await kindsOf({})).toEqual(terms(8));
    const typed = [...terms(3), 'finding', 'finding', ...terms(3)];
    expect(await kindsOf({ isTyping: true })).toEqual(typed);
    // The next page has the rest, each once.
    expect(await kindsOf({ isTyping: true, cursor: '8' })).toEqual(terms(3));
  });

  it('says why a query cannot be searched', async () => {
    const { app, readers } = await openLibrary(engine);
    for (const [query, fault] of [
      ['', 'empty'],
      ['.*', 'no-words'],
      ['x', 'too-short'],
      ['智'.repeat(10_000_000), 'too-long']
    ] as const)
      expect((await searchAs(app, readers.expert, query)).fault).toBe(fault);
  });
});
