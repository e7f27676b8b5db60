/**
 * Tests that a page shows fifty of a long list and says how many there are, in both languages; that what comes after
 * them is on the next page, and that a link to one leads to its page.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import { signedInAs } from '#kit/actors.ts';
import { wholeTextComment } from '#kit/comment-row.ts';
import { consult } from '#kit/consultation.ts';
import { cookieOf, makePerson, makeStudy, type TestStudy } from '#kit/people.ts';

const at = '2026-01-05T08:00:00.000Z';
let pages: Pages;
let study: TestStudy;
const cookies: Record<string, string> = {};

const numbers = Array.from({ length: 51 }, (_, index) => String(index + 1).padStart(2, '0'));
const idOf = (number: string): string => `nr-${number}`;
/** Columns of a text that both languages give. */
const both = (name: string, text: string) => ({ [`${name}En`]: text, [`${name}Zh`]: text });
const none = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.flatMap((name) => Object.entries(both(name, ''))));
const saved = { at, version: 1 };

interface List {
  readonly path: string;
  readonly reader: 'secretariat' | 'city' | 'expert' | 'administrator';
  readonly row: (id: string, name: string) => Readonly<Record<string, unknown>>;
  /** The element of a thing, where links lead to it. */
  readonly element?: (id: string) => string;
  /** The parameter of the page's number; `page` by default. */
  readonly page?: string;
}

const lists: Readonly<Record<string, List>> = {
  nextStep: {
    path: '/next-steps',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('action', name),
      ...none('report'),
      ...saved,
      id,
      meetingId: null,
      addressee: 'both',
      ownerBodyId: null,
      dueOn: null,
      state: 'open'
    }),
    element: (id) => `step-${id}`
  },
  meeting: {
    path: '/meetings',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('title', name),
      ...none('place', 'agenda', 'decisions', 'learned'),
      ...saved,
      id,
      kind: 'meeting',
      fromOn: '2020-01-05',
      toOn: '2020-01-05',
      attendance: '{}',
      cities: '[]',
      advances: '[]'
    })
  },
  theme: {
    path: '/themes',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('statement', name),
      ...none('explanation'),
      ...saved,
      id,
      kind: 'trend',
      scope: 'common',
      origin: 'both',
      answer: 'unknown',
      characteristics: '[]',
      removedAt: null
    })
  },
  practice: {
    path: '/practices',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('title', name),
      ...none('problem', 'solution', 'results', 'conditions', 'transferability', 'resources'),
      ...saved,
      id,
      cityId: 'haidian',
      characteristic: 'stakeholders',
      categories: '[]',
      contact: '',
      removedAt: null
    })
  },
  bibliography: {
    path: '/context/sources',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('title', name),
      ...none('publisher'),
      ...saved,
      id,
      kind: 'report',
      author: '',
      date: null,
      address: ''
    }),
    element: (id) => `source-${id}`
  },
  contextEntry: {
    path: '/context',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('title', name),
      ...none('summary', 'issuer'),
      ...saved,
      id,
      position: 0,
      register: 'policy',
      area: null,
      topicId: null,
      date: null,
      cities: '[]',
      cautionEn: null,
      cautionZh: null
    }),
    element: (id) => id
  },
  contextFigure: {
    path: '/context/figures',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('label', name),
      ...none('unit', 'scope', 'method'),
      ...saved,
      id,
      position: 0,
      topicId: 'growth',
      measure: 'number',
      value: 1,
      valueTo: null,
      valueText: '1',
      currency: null,
      comparator: 'eq',
      period: null,
      nature: 'observed',
      cautionEn: null,
      cautionZh: null
    })
  },
  glossaryTerm: {
    path: '/glossary',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('term', name),
      ...none('definition'),
      id,
      group: 'study',
      cautionEn: null,
      cautionZh: null,
      kind: 'term',
      isChecked: 1,
      variants: '[]',
      agreedAt: null
    }),
    element: (id) => id
  },
  evidence: {
    path: '/assessments/haidian/evidence',
    reader: 'city',
    row: (id, name) => ({
      ...both('title', name),
      ...none('note', 'withdrawnReason'),
      ...saved,
      id,
      cityId: 'haidian',
      kind: 'citation',
      language: 'en',
      datedOn: null,
      url: null,
      accessedOn: null,
      citation: name,
      isConfidential: 0,
      withdrawnAt: null,
      withdrawnBy: null
    })
  },
  answerImport: {
    path: '/assessments/haidian/files',
    reader: 'city',
    row: (id, name) => ({
      id,
      cityId: 'haidian',
      documentId: study.cities[0]?.responseId,
      generation: 1,
      at,
      fileName: name,
      format: 'xlsx',
      sha256: '0'.repeat(64),
      changes: '[]',
      undoneBy: null,
      undoneAt: null
    })
  },
  providerTalk: {
    path: '/context/talks',
    reader: 'secretariat',
    row: (id, name) => ({ ...both('party', name), ...none('summary'), ...saved, id, heldOn: '2020-01' }),
    element: (id) => id
  },
  outsideImage: {
    path: '/context/images',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('title', name),
      ...none('owner', 'terms'),
      ...saved,
      id,
      state: 'asked',
      decidedBy: '',
      decidedOn: null,
      document: '',
      hash: ''
    }),
    element: (id) => id
  },
  contextTable: {
    path: '/context/tables',
    reader: 'secretariat',
    row: (id, name) => ({
      ...both('title', name),
      ...none('note', 'unit'),
      ...saved,
      id,
      position: 0,
      topicId: 'growth',
      measure: 'number',
      period: null,
      nature: 'observed',
      columns: '[]',
      rows: '[]'
    }),
    element: (id) => id
  },
  codingMemo: {
    path: '/coding/of-memos',
    reader: 'expert',
    row: (id, name) => ({
      ...both('text', name),
      ...saved,
      id,
      aboutKind: 'code',
      aboutId: 'of-memos'
    }),
    page: 'memos'
  },
  cityComment: {
    path: '/assessments/bristol/consultation',
    reader: 'expert',
    row: (id, name) => ({
      ...wholeTextComment,
      id,
      consultationId: consultation.id,
      cityId: 'bristol',
      number: Number(id.slice(-2)),
      body: name,
      at,
      submittedAt: at
    }),
    element: (id) => `c-${id}`
  },
  lateProposal: {
    path: '/assessments/bristol/late',
    reader: 'expert',
    row: (id, name) => ({
      ...both('reason', name),
      id,
      documentId: study.cities.find((city) => city.id === 'bristol')?.findingsId,
      generation: 1,
      receivedAt: at,
      bytes: new Uint8Array(),
      decision: 'dismissed',
      decidedBy: null,
      decidedAt: at
    }),
    page: 'list'
  }
};

let consultation: { readonly id: string };

beforeAll(async () => {
  pages = await servePages({ schedulerMilliseconds: null });
  const { app } = pages;
  study = await makeStudy(app, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'collecting' },
      { id: 'bristol', side: 'eu', state: 'internal-review' }
    ]
  });
  const people = {
    secretariat: await makePerson(app, { study, role: 'secretariat' }),
    city: await makePerson(app, { study, role: 'city', city: 'haidian' }),
    expert: await makePerson(app, { study, role: 'expert', side: 'eu', rapporteurOf: 'bristol' }),
    administrator: await makePerson(app, { administrator: true })
  };
  for (const [name, person] of Object.entries(people)) cookies[name] = await cookieOf(app, person);
  const { db } = app.store;
  await db
    .insertInto('contextTopic')
    .values({
      studyId: study.id,
      id: 'growth',
      position: 0,
      titleEn: 'Growth',
      titleZh: '增长',
      cautionEn: null,
      cautionZh: null,
      userId: people.secretariat.id,
      ...saved
    })
    .execute();
  await db
    .insertInto('code')
    .values({
      studyId: study.id,
      id: 'of-memos',
      parentId: null,
      position: 0,
      labelEn: 'Memos',
      labelZh: '备忘',
      definitionEn: '',
      definitionZh: '',
      colour: 'blue',
      userId: people.secretariat.id,
      ...saved
    })
    .execute();
  await consult(
    app,
    study,
    'bristol',
    await signedInAs(app, { study, role: 'secretariat', name: 'consulting' })
  );
  consultation = await db.selectFrom('consultation').select('id').executeTakeFirstOrThrow();
  for (const [table, { row }] of Object.entries(lists))
    for (const number of numbers)
      await db
        .insertInto(table as 'nextStep')
        .values({
          ...(table === 'lateProposal' ? {} : { studyId: study.id }),
          ...(table === 'glossaryTerm' ? {} : { userId: people.secretariat.id }),
          ...row(idOf(number), `${table} ${number}`)
        } as never)
        .execute();
  for (const number of numbers)
    await makePerson(app, { name: `account ${number}`, email: `nr-${number}@example.org` });
}, 120_000);

async function htmlOf(path: string, reader: string, locale = 'en'): Promise<string> {
  const response = await pages.sendRequest(path, { cookie: `${cookies[reader]}; locale=${locale}` });
  expect(response.status, path).toBe(200);
  return (await response.text())
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<select[\s\S]*?<\/select>/g, '');
}

/** Lists the numbers of the things that the page names. */
const shownOn = (html: string, kind: string): string[] =>
  numbers.filter((number) => html.replace(/<[^>]*>/g, ' ').includes(`${kind} ${number}`));

describe.each(Object.entries(lists))(
  'a long list of %s',
  (table, { path, reader, element, page = 'page' }) => {
    const address = (query = ''): string => `/studies/${study.slug}${path}${query}`;

    it('shows fifty and a count, and the rest on the next page', async () => {
      const first = await htmlOf(address(), reader);
      expect(first).toContain('1–50 of 51');
      expect(shownOn(first, table)).toHaveLength(50);
      const second = await htmlOf(address(`?${page}=2`), reader);
      expect(second).toContain('51–51 of 51');
      expect([...shownOn(first, table), ...shownOn(second, table)].toSorted()).toEqual(numbers);
    });

    it('says so in Chinese', async () => {
      expect(await htmlOf(address(), reader, 'zh')).toContain('第 1–50 条，共 51 条');
    });

    if (element)
      it('opens the page of the one that a link names', async () => {
        const [last = ''] = shownOn(await htmlOf(address(`?${page}=2`), reader), table);
        const id = element(idOf(last));
        const linked = await htmlOf(address(`?at=${id}`), reader);
        expect(shownOn(linked, table)).toEqual([last]);
        expect(linked).toContain(`id="${id}"`);
      });
  }
);

it('a long list of accounts shows fifty and leads to the others', async () => {
  const first = await htmlOf('/admin/users', 'administrator');
  expect(first).toContain('1–50 of 57');
  const second = await htmlOf('/admin/users?page=2', 'administrator');
  expect(shownOn(first, 'account').length + shownOn(second, 'account').length).toBe(51);
});
