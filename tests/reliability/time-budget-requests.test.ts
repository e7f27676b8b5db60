/**
 * Shows that nobody who signs in holds up the others with a page, a form or a file, while /healthz is requested. The largest page
 * of each kind is requested by one person, and by several at once where no other page in the list is more work. The largest
 * form of each kind is sent by somebody who may not and by somebody who may.
 *
 * The roles are those between which the code differs: who writes a text gets its tools and the states of its pairs, who reads
 * it gets the text; secretariat and chairs get what an expert gets, and a contributor gets what a city gets. Each page is
 * requested once before, those with the forms too: the modules of its route are loaded once in the life of a server, and its heaps are
 * those of a server that has made as much before.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chapterSection } from '#document/narrative.ts';
import { longestComment } from '#rules/threads/comment.ts';
import { largestEvidence } from '#rules/evidence/evidence-file.ts';
import type { Locale } from '#base/locale.ts';
import { createApp, type App } from '#server/app.ts';
import { readContent } from '#server/areas/documents/frozen-content.ts';
import { loadDocument } from '#server/areas/assessments/subject-texts.ts';
import { saveVersion } from '#server/areas/versions/version-storage.ts';
import { saveVersionSeen } from '#server/areas/approval/store/approvals.ts';
import { insertRows } from '#server/store/rows.ts';
import { demoFramework } from '#kit/answer-books.ts';
import { formOf, sendForm, type Outcome, type SentForm } from '#kit/form-sender.ts';
import {
  largestAnswers,
  largestCodings,
  largestFramework,
  largestGlossaries,
  letters,
  longestPassage,
  manyKeys,
  mostAnswers,
  recordQuestion
} from '#kit/largest-forms.ts';
import { cookieOf, makePerson, makeStudy, type PersonInput, type TestStudy } from '#kit/people.ts';
import { quickFolder } from '#kit/scratch-folder.ts';
import { freePort, startServer, type Server } from '#kit/server.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';
import { ofOneKind, overBudget, strainOf, strainOfAll, type Strain } from '#kit/time-budget.ts';
import { configOf } from './fixture.ts';

const people = {
  secretariat: { role: 'secretariat' },
  expert: { role: 'expert', side: 'eu' },
  city: { role: 'city', city: 'haidian' },
  observer: { role: 'observer' },
  chair: { role: 'chair', side: 'eu' }
} as const satisfies Record<string, PersonInput>;
type Role = keyof typeof people;

interface Kind {
  readonly name: string;
  readonly path: string;
  readonly may: Role;
  /** Says what becomes of it from who may; a file beyond what its thread reads is refused. */
  readonly outcome: Outcome;
  readonly mayNot: Role;
  readonly form: () => Promise<SentForm>;
}

interface PageKind {
  readonly name: string;
  readonly who: Role;
  readonly path: () => string;
  /** Another page in the list does the same work and more: this one is requested by one person. */
  readonly isPart?: boolean;
}

interface Made {
  readonly chapterId: string;
  readonly termId: string;
  /** Ids of two versions of the findings of one city, before its chairs. */
  readonly versions: readonly [string, string];
  /** Ids of two versions of the response with most records. */
  readonly responses: readonly [string, string];
}

/** Counts the people who request one page at once: a queue forms with six; twenty are tried by `npm run test:long`. */
const atOnce = process.env['TEST_LONG'] === '1' ? 20 : 6;
const formsAtOnce = 20;
const folder = mkdtempSync(join(quickFolder(), 'meridian-budget-'));
const cookies = new Map<string, string>();
let server: Server;
let made: Made;

/** Returns a file that begins as a picture, as large as evidence may be. */
function largestPicture(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(largestEvidence).fill(13);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return bytes;
}

const study = '/studies/small-study';
const city = `${study}/assessments/haidian`;
const file = (name: string, content: string | Uint8Array): Promise<SentForm> =>
  formOf({ file: new File([typeof content === 'string' ? content : new Uint8Array(content)], name) });
const framework = (name: string, outcome: Outcome, form: Kind['form']): Kind => ({
  ...{ name, outcome, form },
  path: `${study}/framework/edit?/take`,
  may: 'secretariat',
  mayNot: 'city'
});
const glossary = (name: string, form: Kind['form']): Kind => ({
  ...{ name, form },
  path: `${study}/glossary?/import`,
  may: 'secretariat',
  outcome: 'taken',
  mayNot: 'expert'
});
const answers = (name: string, outcome: Outcome, form: Kind['form']): Kind => ({
  ...{ name, outcome, form },
  path: `${city}/files?/read`,
  may: 'city',
  mayNot: 'observer'
});

const nameless = { en: '', zh: '' };
const ofFile = { study: { slug: 'small-study', title: nameless }, city: { id: 'haidian', name: nameless } };
const manyKeysOf = manyKeys(60_000);
const kinds: readonly Kind[] = [
  {
    name: 'a comment',
    path: `${study}/chapters/trends?/openThread`,
    may: 'expert',
    outcome: 'taken',
    mayNot: 'observer',
    form: () =>
      formOf({
        document: made.chapterId,
        about: 'passage',
        section: chapterSection,
        audience: 'experts',
        body: '城'.repeat(longestComment)
      })
  },
  framework('a framework', 'taken', () => file('f.json', largestFramework())),
  framework('a file of 60,000 keys in JSON as a framework', 'refused', () => file('f.json', manyKeysOf.json)),
  framework('a file of 60,000 keys in YAML as a framework', 'refused', () => file('f.yaml', manyKeysOf.yaml)),
  answers('answers in XLSX', 'taken', () => file('a.xlsx', largestAnswers('xlsx', ofFile))),
  answers('answers in DOCX', 'refused', () => file('a.docx', largestAnswers('docx', ofFile))),
  answers('answers in JSON', 'taken', () => file('a.json', largestAnswers('json', ofFile))),
  glossary('a glossary in CSV', () => file('g.csv', largestGlossaries().csv)),
  glossary('a glossary in TBX', () => file('g.tbx', largestGlossaries().tbx)),
  answers('answers of another city in JSON', 'taken', () =>
    file('b.json', largestAnswers('json', { ...ofFile, city: { id: 'ningbo', name: nameless } }))
  ),
  {
    name: 'a picture of 20 MB as evidence',
    path: `${city}/evidence?/file`,
    may: 'city',
    outcome: 'taken',
    mayNot: 'observer',
    form: () => formOf({ titleEn: 'A plan', titleZh: '', file: new File([largestPicture()], 'plan.png') })
  },
  {
    name: 'codings in QDPX',
    path: `${study}/coding/files?/receive`,
    may: 'expert',
    outcome: 'taken',
    mayNot: 'observer',
    form: () => file('c.qdpx', largestCodings())
  }
];
const versionsAt = `${study}/assessments/ningbo/versions`;
const responseAt = `${city}/${recordQuestion.section}`;
const pageKinds: readonly PageKind[] = [
  { name: 'a chapter, to who writes it', who: 'expert', path: () => `${study}/chapters/trends` },
  {
    name: 'a chapter, to who reads it',
    who: 'observer',
    path: () => `${study}/chapters/trends`,
    isPart: true
  },
  {
    name: 'the data of a chapter',
    who: 'expert',
    path: () => `${study}/chapters/trends/__data.json`,
    isPart: true
  },
  { name: 'a response with records', who: 'city', path: () => `${responseAt}?text=response` },
  {
    name: 'the data of a response with records',
    who: 'city',
    path: () => `${responseAt}/__data.json?text=response`,
    isPart: true
  },
  {
    name: 'findings',
    who: 'expert',
    path: () => `${study}/assessments/bristol/${recordQuestion.section}`
  },
  { name: 'a term', who: 'expert', path: () => `${study}/glossary/${made.termId}` },
  {
    name: 'a version with the authors of each word',
    who: 'secretariat',
    path: () => `${versionsAt}/${made.versions[1]}?authors`
  },
  {
    name: 'a comparison of two versions',
    who: 'expert',
    path: () => `${versionsAt}/compare?one=${made.versions[0]}&other=${made.versions[1]}&view=side`
  },
  {
    name: 'a version of a response with records',
    who: 'expert',
    path: () => `${city}/versions/${made.responses[1]}?text=response`
  },
  {
    name: 'a comparison of two versions of a response with records',
    who: 'expert',
    path: () => `${city}/versions/compare?text=response&one=${made.responses[0]}&other=${made.responses[1]}`
  },
  {
    name: 'the printed page of an approval',
    who: 'chair',
    path: () => `${study}/assessments/ningbo/approval/print`,
    isPart: true
  },
  {
    name: 'what a chair signs',
    who: 'chair',
    path: () => `${study}/assessments/ningbo/approval`,
    isPart: true
  },
  { name: 'what is signed', who: 'expert', path: () => `${study}/assessments/ningbo/approval` },
  { name: 'what is to translate', who: 'expert', path: () => `${study}/translations`, isPart: true }
];
const forms = new Map<Kind, Promise<SentForm>>();
const formOfKind = (kind: Kind): Promise<SentForm> => {
  const form = forms.get(kind) ?? kind.form();
  forms.set(kind, form);
  return form;
};

beforeAll(async () => {
  const port = await freePort();
  const app = await createApp(configOf({ folder, port }), { schedulerMilliseconds: null });
  try {
    made = await fill(app);
  } finally {
    await app.close();
  }
  server = await startServer({ dataDir: folder, port, env: { DEMO: '0' } });
  for (const { path, may } of kinds) await get(path.replace(/\?.*$/, ''), `${may} 0`);
  await Promise.all(kinds.map(formOfKind));
});
afterAll(async () => {
  expect(server.process.exitCode, server.output.slice(-20).join('\n')).toBeNull();
  await server.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Fills a study with the longest texts, the most records, and more long comments than a page shows. */
async function fill(app: App): Promise<Made> {
  const made = await makeStudy(app, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'drafting' },
      { id: 'haidian', side: 'cn', state: 'collecting' },
      { id: 'ningbo', side: 'cn', state: 'approval' }
    ]
  });
  const { db } = app.store;
  await db
    .updateTable('framework')
    .set({ content: JSON.stringify(demoFramework()) })
    .execute();
  for (const [role, person] of Object.entries(people))
    for (let n = 0; n < (role === 'chair' ? 1 : atOnce); n++)
      cookies.set(`${role} ${n}`, await cookieOf(app, await makePerson(app, { ...person, study: made })));
  const author = await makePerson(app, { role: 'secretariat', study: made });
  await writeText(app, made.chapterId, author.id, chapterSection, {
    en: longestPassage('en'),
    zh: longestPassage('zh')
  });
  const [bristol, haidian] = made.cities;
  if (!bristol || !haidian) throw new Error('no cities');
  await writeText(app, bristol.findingsId, author.id, recordQuestion.section, {
    en: longestPassage('fen'),
    zh: longestPassage('fzh')
  });
  const responses = [app.newId(), app.newId()] as const;
  const answers = mostAnswers();
  const inCapitals = Object.entries(answers).map(
    ([key, value]) => [key, typeof value === 'string' ? value.toUpperCase() : value] as const
  );
  await writeText(app, haidian.responseId, author.id, recordQuestion.section, {
    en: longestPassage('r', 100_000)
  });
  for (const [n, id] of responses.entries()) {
    await writeAnswers(
      app,
      haidian.responseId,
      author.id,
      n === 0 ? Object.fromEntries(inCapitals) : answers
    );
    await saveVersionOf(app, haidian.responseId, { id, kind: 'named', userId: author.id });
  }
  const signedIn = await app.sessions.read(cookies.get('secretariat 0') ?? '');
  if (!signedIn) throw new Error('nobody is signed in');
  await app.glossary.add(signedIn.actor, made.slug, {
    term: { en: 'sponge city', zh: '海绵城市' },
    definition: { en: 'A city.', zh: '城市。' },
    group: 'concepts',
    caution: { en: '', zh: '' },
    kind: 'term',
    isChecked: false
  });
  await addThreads(app, made, author.id, 300);
  const versions = await addVersions(app, made, author.id);
  await app.searchIndexer.run();
  const { id: termId } = await db.selectFrom('glossaryTerm').select('id').executeTakeFirstOrThrow();
  return { chapterId: made.chapterId, termId, versions, responses };
}

/** Stores the longest findings twice, each time with other words in each paragraph; all chairs have seen the first. */
async function addVersions(app: App, made: TestStudy, userId: string): Promise<Made['versions']> {
  const { db } = app.store;
  const findingsId = made.cities.find(({ id }) => id === 'ningbo')?.findingsId ?? '';
  const chairs = await db.selectFrom('grant').select('userId').where('role', '=', 'chair').execute();
  const [first, second] = [app.newId(), app.newId()];
  for (const [n, id] of [first, second].entries()) {
    const passage = (language: Locale) =>
      longestPassage(`v${language}`).map((block, index) =>
        index % 2 === n
          ? block
          : paragraph(`v${language}-${index}`, letters(2_490).replaceAll('rain', 'water'))
      );
    await writeText(app, findingsId, userId, recordQuestion.section, {
      en: passage('en'),
      zh: passage('zh')
    });
    await saveVersionOf(app, findingsId, { id, kind: 'approval', userId });
    for (const chair of n === 0 ? chairs : [])
      await saveVersionSeen(db, {
        ...{ studyId: made.id, subject: 'findings:ningbo', versionId: id, at: app.now().toISOString() },
        userId: chair.userId
      });
  }
  return [first, second];
}

async function saveVersionOf(
  app: App,
  documentId: string,
  version: { readonly id: string; readonly kind: 'approval' | 'named'; readonly userId: string }
): Promise<void> {
  const { db } = app.store;
  const document = await loadDocument(db, documentId);
  const read = await readContent(db, app.workers, document, version.userId);
  const input = { ...version, name: nameless, at: app.now().toISOString() };
  await db.transaction().execute((trx) => saveVersion(trx, document, read, input));
}

async function addThreads(
  app: App,
  { id: studyId, chapterId }: TestStudy,
  userId: string,
  count: number
): Promise<void> {
  const at = app.now().toISOString();
  const ids = Array.from({ length: count }, (_, n) => `thread-${n}`);
  const author = { studyId, userId, role: 'expert', sideId: 'eu', at, version: 1 } as const;
  await insertRows(
    app.store.db,
    'thread',
    ids.map((id) => ({
      ...author,
      id,
      documentId: chapterId,
      cityId: null,
      about: 'passage' as const,
      section: chapterSection,
      targetId: null,
      language: null,
      anchorFrom: null,
      anchorTo: null,
      blockId: null,
      quote: '',
      audience: 'experts' as const,
      state: 'open' as const,
      settledBy: null,
      settledAt: null
    }))
  );
  await insertRows(
    app.store.db,
    'comment',
    ids.map((threadId) => ({
      ...author,
      id: `${threadId}-1`,
      threadId,
      language: 'en' as const,
      body: letters(longestComment),
      heldUntil: null,
      editedAt: null,
      withdrawnAt: null
    }))
  );
}

const target = () => ({ port: server.port, pid: server.process.pid ?? 0 });
const get = (path: string, who: string): Promise<Outcome> =>
  sendForm(server.origin, path, { form: null, cookie: cookies.get(who) ?? '' });
const getAtOnce = ({ who, path, isPart = false }: PageKind): Promise<Outcome[]> =>
  Promise.all(Array.from({ length: isPart ? 1 : atOnce }, (_, n) => get(path(), `${who} ${n}`)));
const send = (path: string, who: string, form: SentForm): Promise<Outcome> =>
  sendForm(server.origin, path, { form, cookie: cookies.get(who) ?? '' });
const strains = new Map<string, Strain>();
/** Does something, keeps what it cost, and expects that no request of the others waited as if the server stood still. */
async function expectLittle(what: string, act: () => Promise<unknown>): Promise<void> {
  const strain = await strainOf(target(), act);
  strains.set(what, strain);
  expect(overBudget(new Map([[what, strain]]), ofOneKind)).toBe('');
}
const expectAllWithin = (what: string): void => {
  expect(strains.size).toBeGreaterThan(0);
  expect(overBudget(new Map([[what, strainOfAll([...strains.values()])]]))).toBe('');
  strains.clear();
};

describe('the largest page of each kind costs the others nothing that they notice', () => {
  it.each(pageKinds)('$name', async (kind) => {
    await getAtOnce(kind);
    const outcomes: Outcome[] = [];
    await expectLittle(`${kind.name}, alone`, async () => {
      outcomes.push(await get(kind.path(), `${kind.who} 0`));
    });
    await expectLittle(`${kind.name}, at once`, async () => {
      outcomes.push(...(await getAtOnce(kind)));
    });
    expect(new Set(outcomes)).toEqual(new Set(['taken']));
  });

  it('while all of them are requested, one kind after the other', () => {
    expectAllWithin('all pages');
  });
});

describe('the largest form of each kind costs the others nothing that they notice', () => {
  it.each(kinds)('$name', async (kind) => {
    const { path, may, mayNot, outcome } = kind;
    const form = await formOfKind(kind);
    const outcomes: Outcome[] = [];
    await expectLittle(kind.name, async () => {
      for (const who of [mayNot, may]) outcomes.push(await send(path, `${who} 0`, form));
    });
    expect(outcomes).toEqual(['refused', outcome]);
  });

  it('all at once, from who may and from who may not', async () => {
    const outcomes: Outcome[] = [];
    const sent = await Promise.all(
      kinds.flatMap((kind) =>
        [kind.may, kind.mayNot].map(async (role, n) => ({
          path: kind.path,
          who: `${role} ${1 + n}`,
          form: await formOfKind(kind)
        }))
      )
    );
    expect(sent.length).toBeGreaterThanOrEqual(formsAtOnce);
    await expectLittle('all forms at once', async () => {
      outcomes.push(...(await Promise.all(sent.map(({ path, who, form }) => send(path, who, form)))));
    });
    expect(outcomes).not.toContain('failed');
  });

  it('while all of them are sent, one kind after the other and at once', () => {
    expectAllWithin('all forms');
  });
});

describe('a version of a response with more records than a page shows', () => {
  const pageAt = async (path: string): Promise<string> => {
    const answer = await fetch(new URL(path, server.origin), {
      headers: { cookie: cookies.get('expert 0') ?? '' }
    });
    return (await answer.text()).replaceAll('&amp;', '&');
  };
  const linkIn = (page: string, label: string): string | undefined =>
    new RegExp(`href="([^"]+)"[^>]*>${label}<`).exec(page)?.[1];

  it('says how many there are, and leads to all of them', async () => {
    const { pathname, search } = new URL(
      `${city}/versions/${made.responses[1]}?text=response`,
      server.origin
    );
    const said: string[] = [];
    for (let next: string | undefined = search; next !== undefined;) {
      const page = await pageAt(`${pathname}${next}`);
      said.push(
        ...[...page.matchAll(/Records (\d+)–(\d+) of 500\b/g)].map(([, from, to]) => `${from} ${to}`)
      );
      next = linkIn(page, 'The part after');
    }
    const [ends, starts] = [said.map((one) => one.split(' ')[1]), said.map((one) => one.split(' ')[0])];
    expect(said.length).toBeGreaterThan(5);
    expect([starts[0], ends.at(-1)]).toEqual(['1', '500']);
    expect(starts.slice(1)).toEqual(ends.slice(0, -1).map((end) => String(Number(end) + 1)));
  });

  it('is compared with another in parts, each of which counts what others hold', async () => {
    const compare = `${city}/versions/compare?text=response&one=${made.responses[0]}&other=${made.responses[1]}`;
    const page = await pageAt(compare);
    expect(page).toMatch(/Changes in other parts: \d/);
    expect(page).toMatch(/Changes of this answer in other parts: \d/);
    expect(linkIn(page, 'The part after')).toContain('part=2');
  });
});
