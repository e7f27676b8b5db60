/**
 * Shows that nobody who signs in holds up the others with a form or a file: the largest of each kind is sent by somebody who
 * may not and by somebody who may, one after the other, while /healthz is requested.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chapterSection } from '#document/narrative.ts';
import { longestComment } from '#domain/comment.ts';
import { createApp, type App } from '#server/app.ts';
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
import { writeAnswers, writeText } from '#kit/texts.ts';
import { overBudget, strainOf, type Strain } from '#kit/time-budget.ts';
import { configOf } from './fixture.ts';

const people = {
  secretariat: { role: 'secretariat' },
  expert: { role: 'expert', side: 'eu' },
  city: { role: 'city', city: 'haidian' },
  observer: { role: 'observer' }
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

const folder = mkdtempSync(join(quickFolder(), 'meridian-budget-'));
const cookies = new Map<string, string>();
let server: Server;
let made: { readonly chapterId: string; readonly termId: string };

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
  {
    name: 'codings in QDPX',
    path: `${study}/coding/files?/receive`,
    may: 'expert',
    outcome: 'taken',
    mayNot: 'observer',
    form: () => file('c.qdpx', largestCodings())
  }
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
  await Promise.all(kinds.map(formOfKind));
});
afterAll(async () => {
  await server.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Fills a study with the longest texts, the most records, and more long comments than a page shows. */
async function fill(app: App): Promise<{ readonly chapterId: string; readonly termId: string }> {
  const made = await makeStudy(app, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'drafting' },
      { id: 'haidian', side: 'cn', state: 'collecting' }
    ]
  });
  const { db } = app.store;
  await db
    .updateTable('framework')
    .set({ content: JSON.stringify(demoFramework()) })
    .execute();
  for (const [role, person] of Object.entries(people))
    for (let n = 0; n < 1; n++)
      cookies.set(`${role} ${n}`, await cookieOf(app, await makePerson(app, { ...person, study: made })));
  const author = await makePerson(app, { role: 'secretariat', study: made });
  await writeText(app, made.chapterId, author.id, chapterSection, {
    en: longestPassage('en'),
    zh: longestPassage('zh')
  });
  const [bristol, haidian] = made.cities;
  if (!bristol || !haidian) throw new Error('no cities');
  await writeAnswers(app, haidian.responseId, author.id, mostAnswers());
  await writeText(app, haidian.responseId, author.id, recordQuestion.section, {
    en: longestPassage('r', 100_000)
  });
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
  await app.searchIndexer.run();
  const { id: termId } = await db.selectFrom('glossaryTerm').select('id').executeTakeFirstOrThrow();
  return { chapterId: made.chapterId, termId };
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
const send = (path: string, who: string, form: SentForm): Promise<Outcome> =>
  sendForm(server.origin, path, { form, cookie: cookies.get(who) ?? '' });
const expectWithin = (what: string, strain: Strain): void => {
  expect(overBudget(new Map([[what, strain]]))).toEqual([]);
};

describe('the largest form of each kind costs the others nothing that they notice', () => {
  it.each(kinds)('$name', async (kind) => {
    const { path, may, mayNot, outcome } = kind;
    const form = await formOfKind(kind);
    const outcomes: Outcome[] = [];
    const strain = await strainOf(target(), async () => {
      for (const who of [mayNot, may]) outcomes.push(await send(path, `${who} 0`, form));
    });
    expectWithin(kind.name, strain);
    expect(outcomes).toEqual(['refused', outcome]);
  });
});
