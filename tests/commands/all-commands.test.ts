/**
 * Goes through all commands by their names, on PostgreSQL: what is the same for all is shown for each. A command is about
 * a subject; this test knows a key of each subject in the demo study, and fails for a command of another.
 */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { assessmentStates, chapterStates } from '#base/states.ts';
import type { App } from '#server/app.ts';
import { insertExternalReview } from '#server/areas/consultation/store/external-reviews.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import type { Result } from '#base/refusal.ts';
import { idsOf, printsOf } from '#rules/pairs/pairs.ts';
import { challenge } from '#kit/themes.ts';
import { card } from '#kit/practice-card.ts';
import { frameworkRow } from '#server/areas/demo/store/study-rows.ts';
import { tbxOf } from '#server/areas/pairs/tbx.ts';
import { demoPassword } from '#server/auth/demo-accounts.ts';
import { allCommands, type Registered } from '#server/commands/registry.ts';
import { isPerson, typed, type Principal } from '#server/commands/subject.ts';
import { factColumns, insertEvidence } from '#server/areas/evidence/store/evidence.ts';
import type { Db } from '#server/store/open.ts';
import { boundCommands, everybody, type Bound } from '#kit/bound-commands.ts';
import { configOver } from '#kit/app.ts';
import { demoDatabase } from '#kit/demo-database.ts';
import { holdRow, waitsForRow } from '#kit/held-row.ts';
import { takeDocumentThread } from '#kit/kept-threads.ts';
import { createApp } from '#server/app.ts';

type Key = readonly unknown[];

type Input = readonly unknown[];

const characteristic = 'smart-city-strategy';

/** An input for each command that looks at it before its locks: to find out what to lock, or to prepare. */
const inputs: Readonly<Record<string, (db: Db, app: App, at: Place) => Input | Promise<Input>>> = {
  'panels.name-assessors': () => [[]],
  'panels.set-tie': () => [{ userId: 'nobody', kind: null }],
  'coding.close-pass': async (db) => [
    (await db.selectFrom('codingTask').select('id').executeTakeFirstOrThrow()).id
  ],
  'coding.tag': async (db) => ['no-code', await sharedComment(db)],
  'coding.tag-with-new': async (db) => [
    { label: { en: '', zh: '' }, parentId: null },
    await sharedComment(db)
  ],
  'coding.receive-file': () => [new Uint8Array()],
  'evidence.revise': () => [{ name: 'a.txt', bytes: new Uint8Array() }],
  'translations.insert-draft': () => [{ section: characteristic, language: 'zh', ids: { en: 'a', zh: 'b' } }],
  'practice.validate': async (db) => [(await oneOf(db, 'practice')).id, ''],
  'theme.validate': async (db) => [(await oneOf(db, 'theme')).id, ''],
  'support.cite': async (db) => [
    { ...(await citing(db)), target: { kind: 'finding', id: (await oneOf(db, 'theme')).id } }
  ],
  'support.cite-link': async (db) => [
    {
      ...(await citing(db)),
      link: `/studies/${(await oneStudy(db)).slug}/themes/${(await oneOf(db, 'theme')).id}`
    }
  ],
  'support.take-anew': async (db) => [(await citing(db)).owner, (await oneOf(db, 'support')).id],
  'term.import': () => [new TextEncoder().encode(tbxOf('', []))],
  'framework.take-draft-file': () => [null, frameworkRow('').content],
  'framework.publish': () => [''],
  'framework.publish-rubric': () => [''],
  'framework.move-cities': () => ['', []],
  'erratum.propose': () => [
    { kind: 'report', number: '1' },
    { part: '', text: { en: '', zh: '' } }
  ],
  'erratum.confirm': () => ['', demoPassword],
  'report.sign': () => [{ id: '', hash: '' }, demoPassword],
  'report.request-build': () => ['report', { purpose: 'draft', editions: ['facing'], formats: ['html'] }],
  'studies.create': () => [{ secretariat: 'nobody' }],
  'accounts.create': () => [
    { email: 'zhou@example.org', name: { en: 'Zhou', zh: '周' }, password: 'a long enough password' }
  ],
  'accounts.suspend': () => ['nobody'],
  'accounts.restore': () => ['nobody'],
  'accounts.set-administrator': () => ['nobody', false],
  'accounts.end-sessions': () => ['nobody'],
  'pauses.confirm-administrator': () => [{ userId: 'nobody' }],
  'users.change-password': () => [{ present: demoPassword, wanted: 'a long enough password' }],
  'users.confirm-password': () => [demoPassword],
  'people.name-senior': () => ['no-role'],
  'people.withdraw': () => ['no-role'],
  'people.limit': () => ['no-role', null],
  'invitations.confirm': () => ['no-invitation'],
  'people.give': () => [{ email: 'nobody' }],
  'people.name-rapporteurs': () => ['no-city', { lead: null, deputy: null, reviewer: null }],
  'workflow.take-step': () => [{ step: 'return' }],
  'workflow.take-chapter-step': () => [{ step: 'return' }],
  'approval.sign': () => [{ versionId: '', hash: '' }, null],
  'approval.save-seal': (_db, _app, { who }) => [
    {
      sideId: isPerson(who) ? (who.grants[0]?.sideId ?? '') : '',
      fileName: 'page.pdf',
      bytes: new TextEncoder().encode('%PDF-1.7\n')
    }
  ],
  'clarifications.give-back': () => [{ ids: [], note: { text: '', language: 'en' } }],
  'confidential.hold-back': () => [{ question: '', topic: null }],
  'confidential.take-back': () => [{ question: '', topic: null }],
  'confidential.name-reader': () => ['nobody'],
  'confidential.remove-reader': () => ['nobody'],
  'consultation.decide': () => [{ id: '' }, { change: null }],
  'versions.keep': () => [{ en: 'Kept', zh: '' }],
  'translation-status.confirm': async (_, app, at) => {
    const { section } = await seenPair(app, at);
    const { sections } = valueOf(await app.translationStatus.list(at.who as Actor, ...(at.key as TextKey)));
    const { now: seen } = sections.find((one) => one.section === section) ?? {};
    return [section, { isMinor: false, seen, reason: 'As it is meant' }];
  },
  'pairs.confirm': async (_, app, at) => [
    { ...(await seenPair(app, at)), isMinor: false, reason: 'As it is meant' }
  ],
  'pairs.check': async (_, app, at) => [await seenPair(app, at)],
  'pairs.diverge': async (_, app, at) => [
    { ...(await seenPair(app, at)), note: { en: 'As it is meant', zh: '如此' } }
  ],
  'pairs.waive': async (_, app, at) => [
    { ...(await seenPair(app, at)), reason: { en: 'As it is meant', zh: '' } }
  ],
  'pairs.take-back': () => [{ section: '', ids: { en: 'a', zh: 'b' }, kind: 'check' }]
};

const invitationHash = 'hash of an invitation';

/** Who gives commands about a subject, where these are no people. */
const principals: Readonly<Record<string, Principal>> = {
  archives: 'operator',
  'operated text': 'operator',
  'scheduled study': 'schedule',
  'scheduled document': 'schedule',
  'scheduled comment': 'schedule',
  'scheduled build': 'schedule',
  'operated accounts': 'operator',
  'scheduled accounts': 'schedule',
  invitation: { link: invitationHash },
  reset: { link: 'hash of a link' },
  'scheduled assessment': 'schedule',
  'external review': { link: 'hash of a link' }
};

const idsIn = async (
  db: Db,
  table: 'comment' | 'document' | 'reportBuild' | 'study' | 'thread'
): Promise<readonly Key[]> => (await db.selectFrom(table).select('id').execute()).map(({ id }) => [id]);

/** Lists the findings of each city: of all texts, they have the sections that inputs name. */
const locationsIn = async (db: Db): Promise<readonly object[]> =>
  (await db.selectFrom('assessment').select('cityId').execute()).map(({ cityId }) => ({
    kind: 'findings',
    city: cityId
  }));

const oneOf = (db: Db, table: 'practice' | 'theme' | 'support'): Promise<{ readonly id: string }> =>
  db.selectFrom(table).select('id').executeTakeFirstOrThrow();

const oneStudy = (db: Db): Promise<{ readonly slug: string }> =>
  db.selectFrom('study').select('slug').executeTakeFirstOrThrow();

const citing = async (db: Db) => ({
  owner: { kind: 'practice', id: (await oneOf(db, 'practice')).id },
  role: 'supports'
});

type TextKey = readonly [string, TextLocation];

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

/** Returns a pair of the text with its content as it is now. */
async function seenPair(app: App, { who, key }: Place) {
  const { sections } = valueOf(await app.translationPairs.list(who as Actor, ...(key as TextKey)));
  for (const { section, pairs } of sections)
    for (const pair of pairs)
      if (pair.en && pair.zh) return { section, pairs: [{ ids: idsOf(pair), prints: printsOf(pair) }] };
  throw new Error('The text has no pair');
}

const sharedComment = async (db: Db): Promise<{ readonly kind: 'comment'; readonly id: string }> => ({
  kind: 'comment',
  ...(await db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.threadId')
    .select('comment.id')
    .where('thread.audience', '=', 'experts')
    .where('heldUntil', 'is', null)
    .where('withdrawnAt', 'is', null)
    .executeTakeFirstOrThrow())
});

/** The demo study has no evidence. */
const pieceIn = async (db: Db): Promise<Parameters<typeof insertEvidence>[1]> => ({
  ...(await db.selectFrom('assessment').select(['studyId', 'cityId']).executeTakeFirstOrThrow()),
  id: 'piece',
  kind: 'citation',
  ...factColumns({
    title: { en: 'A piece', zh: '' },
    note: { en: '', zh: '' },
    language: null,
    datedOn: null,
    url: null,
    accessedOn: null,
    citation: 'A book',
    isConfidential: false
  }),
  userId: (await db.selectFrom('user').select('id').executeTakeFirstOrThrow()).id,
  at: '2026-01-01T00:00:00.000Z',
  withdrawnAt: null,
  withdrawnBy: null,
  withdrawnReasonEn: '',
  withdrawnReasonZh: '',
  version: 1
});

/** Gives the text of the first consultation to a reader by a link. */
async function giveReview(db: Db): Promise<void> {
  const round = await db.selectFrom('consultation').selectAll().executeTakeFirstOrThrow();
  await insertExternalReview(db, {
    id: 'review',
    studyId: round.studyId,
    cityId: round.cityId,
    consultationId: round.id,
    versionId: round.versionId,
    name: 'Reader',
    organisation: '',
    sideId: null,
    tokenHash: 'hash of a link',
    deadline: round.deadline,
    deadlineZone: round.deadlineZone,
    userId: (await db.selectFrom('user').select('id').executeTakeFirstOrThrow()).id,
    at: round.openedAt,
    revokedAt: null,
    revokedBy: null
  });
}

/** The most telling first. */
const keysOf: Readonly<Record<string, (db: Db, slug: string) => Promise<readonly Key[]>>> = {
  studies: () => Promise.resolve([[]]),
  accounts: () => Promise.resolve([[]]),
  'operated accounts': () => Promise.resolve([[]]),
  'scheduled accounts': () => Promise.resolve([[]]),
  'own account': () => Promise.resolve([[]]),
  invitation: () => Promise.resolve([[invitationHash]]),
  reset: () => Promise.resolve([['hash of a link']]),
  people: (_, slug) => Promise.resolve([[slug]]),
  study: (_, slug) => Promise.resolve([[slug]]),
  assessment: async (db, slug) =>
    (await db.selectFrom('assessment').select('cityId').orderBy('cityId').execute()).map(({ cityId }) => [
      slug,
      cityId
    ]),
  chapter: async (db, slug) =>
    (await db.selectFrom('document').select('slug').where('kind', '=', 'chapter').execute()).map((row) => [
      slug,
      row.slug
    ]),
  panel: async (db, slug) =>
    (await db.selectFrom('panel').select(['cityId', 'characteristic', 'version']).execute()).map((row) => [
      slug,
      row
    ]),
  response: async (db, slug) =>
    (await db.selectFrom('assessment').select('cityId').execute()).map(({ cityId }) => [slug, cityId]),
  document: (db) => idsIn(db, 'document'),
  thread: (db) => idsIn(db, 'thread'),
  comment: (db) => idsIn(db, 'comment'),
  archives: () => Promise.resolve([[]]),
  'operated text': (db) => idsIn(db, 'document'),
  'scheduled study': (db) => idsIn(db, 'study'),
  'scheduled document': (db) => idsIn(db, 'document'),
  'scheduled comment': (db) => idsIn(db, 'comment'),
  'scheduled build': (db) => idsIn(db, 'reportBuild'),
  text: async (db, slug) => (await locationsIn(db)).map((location) => [slug, location]),
  section: async (db, slug) =>
    (await locationsIn(db)).map((text) => [{ studySlug: slug, text, section: characteristic }]),
  'piece of evidence': async (db, slug) =>
    (await db.selectFrom('evidence').select(['cityId', 'id']).execute()).map(({ cityId, id }) => [
      slug,
      cityId,
      id
    ]),
  'practice of a city': async (db, slug) =>
    (await db.selectFrom('practice').select('id').execute()).map(({ id }) => [slug, id]),
  consultation: async (db, slug) =>
    (await db.selectFrom('assessment').select('cityId').execute()).map(({ cityId }) => [slug, cityId]),
  'scheduled assessment': async (db) =>
    (await db.selectFrom('assessment').select(['studyId', 'cityId']).execute()).map((row) => [
      row.studyId,
      row.cityId
    ]),
  'external review': () => Promise.resolve([['hash of a link']]),
  approval: async (db, slug) =>
    (await db.selectFrom('assessment').select('cityId').execute()).map(({ cityId }) => [
      slug,
      `findings:${cityId}`
    ]),
  'approved version': async (db, slug) =>
    (
      await db
        .selectFrom('version')
        .innerJoin('signature', 'signature.versionId', 'version.id')
        .select(['version.id', 'version.subject'])
        .where('version.kind', '=', 'approval')
        .where('signature.voidedAt', 'is', null)
        .groupBy(['version.id', 'version.subject'])
        .having((eb) => eb.fn.countAll(), '=', 2)
        .execute()
    ).map(({ id, subject }) => [slug, subject, id])
};

/** Finds the keys of a subject; one that is another subject seen in another way has a comma in its name. */
const keysFor = ({ subject }: Registered): (typeof keysOf)[string] | undefined =>
  keysOf[subject.name.split(',')[0] ?? ''];

/** On each side, and of the installation. */
const oneOfEachRole = (people: readonly Actor[]): readonly Actor[] => [
  ...new Map(
    people
      .toReversed()
      .map((one) => [
        `${one.isAdministrator} ${one.grants.map(({ role, sideId, isSenior }) => `${role} ${sideId} ${isSenior}`).join()}`,
        one
      ])
  ).values()
];

/** Adds a practice of which a city is asked, and a theme on which it rests. */
async function addPractice(app: App, slug: string, expert: Actor): Promise<void> {
  const { cityId } = await app.store.db
    .selectFrom('assessment')
    .select('cityId')
    .orderBy('cityId')
    .executeTakeFirstOrThrow();
  const practice = await app.practices.add(expert, slug, {
    ...card,
    cityId,
    characteristic
  });
  const theme = await app.themes.add(expert, slug, { ...challenge, characteristics: [characteristic] });
  if (!practice.ok || !theme.ok) throw new Error('nothing was added');
  const cited = await app.supports.cite(expert, slug, {
    owner: { kind: 'practice', id: practice.value.id },
    role: 'supports',
    target: { kind: 'finding', id: theme.value.id }
  });
  expect(cited).toMatchObject({ ok: true });
}

const setAdministrator = (db: Db, userId: string, isAdministrator: boolean) =>
  db
    .updateTable('user')
    .set({ isAdministrator: isAdministrator ? 1 : 0 })
    .where('id', '=', userId)
    .execute();

const suspend = (db: Db, userId: string, suspendedAt: string | null) =>
  db.updateTable('user').set({ suspendedAt }).where('id', '=', userId).execute();

/** Takes all that a person may do, in studies and as an administrator. */
async function takeRights(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('grant').where('userId', '=', userId).execute();
  await setAdministrator(db, userId, false);
}

interface Place {
  readonly who: Principal;
  readonly key: Key;
}

describe('all commands', () => {
  let app: App;
  let slug: string;
  let bound: Map<string, Bound>;
  let people: readonly Actor[];

  beforeAll(async () => {
    app = await createApp(configOver(await demoDatabase('postgres')), {
      schedulerMilliseconds: null,
      spawnDocumentThread: takeDocumentThread
    });
    bound = boundCommands(app);
    people = await everybody(app);
    ({ slug } = await app.store.db.selectFrom('study').select('slug').executeTakeFirstOrThrow());
    const [first, second] = people.filter(({ grants }) => grants.some(({ role }) => role === 'expert'));
    const given = await app.coding.giveTask(first as Actor, slug, {
      cityId: null,
      section: characteristic,
      firstCoderId: first?.userId ?? '',
      secondCoderId: second?.userId ?? ''
    });
    expect(given).toMatchObject({ ok: true });
    await giveReview(app.store.db);
    await addPractice(app, slug, first as Actor);
    const secretariat = people.find(({ grants }) => grants.some(({ role }) => role === 'secretariat'));
    const sent = await app.invitations.send(secretariat as Actor, slug, {
      email: 'lin@example.org',
      role: 'observer',
      sideId: null,
      cityId: null,
      locale: 'en'
    });
    expect(sent).toMatchObject({ ok: true });
    await app.store.db.updateTable('invitation').set({ tokenHash: invitationHash }).execute();
    await insertEvidence(app.store.db, await pieceIn(app.store.db));
    expect(await app.reports.composing.begin(secretariat as Actor, slug, 'report')).toMatchObject({
      ok: true
    });
    const requested = await app.reports.builds.request(secretariat as Actor, slug, 'report', {
      purpose: 'draft',
      editions: ['facing'],
      formats: ['html']
    });
    expect(requested).toMatchObject({ ok: true });
    return () => app.close();
  });

  /** Finds a person who may give the command as things stand, and what about. */
  async function find(command: Registered): Promise<Place | undefined> {
    const { find: load, abilities, sees } = typed(command.subject);
    const { db } = app.store;
    for (const key of (await keysFor(command)?.(db, slug)) ?? []) {
      const loaded: unknown = await load(db, ...(key as never[]));
      if (loaded === undefined) continue;
      const principal = principals[command.subject.name];
      const who = (principal ? [principal] : people).find((one) => {
        const own = abilities(one as never, loaded);
        return own.has(sees) && command.needs.some((ability) => own.has(ability));
      });
      if (who) return { who, key };
    }
    return undefined;
  }

  /** Does the same in any state that assessments and chapters can be in. */
  async function place(command: Registered): Promise<Place | undefined> {
    const { db } = app.store;
    let found = await find(command);
    for (const state of found ? [] : assessmentStates) {
      await db.updateTable('assessment').set({ state }).execute();
      found ??= await find(command);
      if (found) break;
    }
    for (const state of found ? [] : chapterStates) {
      await db.updateTable('document').set({ state }).where('kind', '=', 'chapter').execute();
      found ??= await find(command);
      if (found) break;
    }
    return found;
  }

  const holdEverything = (userId: string) =>
    holdRow(app, async (trx) => {
      await trx.selectFrom('assessment').select('id').forUpdate().execute();
      await trx.selectFrom('document').select('id').forUpdate().execute();
      await trx.selectFrom('panel').select('id').forUpdate().execute();
      await trx.selectFrom('thread').select('id').forUpdate().execute();
      await trx.selectFrom('user').select('id').where('id', '=', userId).forUpdate().execute();
      await trx.selectFrom('study').select('id').forUpdate().execute();
    });

  const counted = async (): Promise<number> =>
    Number(
      (
        await app.store.db
          .selectFrom('event')
          .select((eb) => eb.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n
    );

  const callOf = async (command: Registered, { who, key }: Place, input: Input = []) => {
    const call = bound.get(command.name);
    if (!call) throw new Error(`${command.name} is not bound`);
    return call(who, ...key, ...input);
  };

  it('are bound to the app, about a subject that is known here, and can be given by somebody', async () => {
    const faults: string[] = [];
    for (const command of allCommands()) {
      if (!bound.has(command.name)) faults.push(`${command.name} is not bound`);
      if (!keysFor(command))
        faults.push(`${command.name} is about an unknown subject, ${command.subject.name}`);
      else if (!(await place(command))) faults.push(`nobody may give ${command.name}`);
    }
    expect(faults).toEqual([]);
  });

  it(
    'refuse a person whose right is taken while they wait, and write nothing',
    { timeout: 120_000 },
    async () => {
      const faults: string[] = [];
      for (const command of allCommands()) {
        const at = await place(command);
        if (!at || !isPerson(at.who)) continue;
        const { userId } = at.who;
        const { db } = app.store;
        const grants = await db.selectFrom('grant').selectAll().where('userId', '=', userId).execute();
        const before = await counted();
        const input = (await inputs[command.name]?.(db, app, at)) ?? [];
        const letGo = await holdEverything(userId);
        const running = callOf(command, at, input).catch((error: unknown) => String(error));
        const first = await Promise.race([waitsForRow(app), running]);
        // Nothing but the account itself is needed for one's own.
        const isOwn = command.subject.name === 'own account';
        await letGo((trx) =>
          isOwn ? suspend(trx, userId, '2014-01-01T00:00:00.000Z') : takeRights(trx, userId)
        );
        const outcome = await running;
        if (first !== true) faults.push(`${command.name} did not wait: ${JSON.stringify(first)}`);
        else if (
          typeof outcome === 'string' ||
          outcome.ok ||
          outcome.refusal.code !== (isOwn ? 'signed-out' : 'not-found')
        )
          faults.push(`${command.name}: ${JSON.stringify(outcome)}`);
        if ((await counted()) !== before) faults.push(`${command.name} wrote an event`);
        if (grants.length > 0) await db.insertInto('grant').values(grants).execute();
        const { isAdministrator } = at.who;
        await setAdministrator(db, userId, isAdministrator);
        await suspend(db, userId, null);
      }
      expect(faults).toEqual([]);
    }
  );

  it('let a stranger wait for no lock, and refuse everybody without the right in no transaction', async () => {
    const faults: string[] = [];
    const somebody = people.find((one) => !one.isAdministrator) as Actor;
    const stranger: Actor = { ...somebody, grants: [] };
    const others = people.filter((one) => one !== somebody);
    await takeRights(app.store.db, stranger.userId);
    const begun = vi.spyOn(app.store.db, 'transaction');
    const letGo = await holdEverything(stranger.userId);
    begun.mockClear();
    for (const command of allCommands()) {
      const { find: load, abilities, sees, whyNot } = typed(command.subject);
      const [key] = (await keysFor(command)?.(app.store.db, slug)) ?? [];
      const loaded: unknown = key && (await load(app.store.db, ...(key as never[])));
      if (!key || loaded === undefined) continue;
      for (const who of [stranger, ...oneOfEachRole(others)]) {
        const own = abilities(who as never, loaded);
        if (own.has(sees) && command.needs.some((ability) => own.has(ability))) continue;
        const code = own.has(sees)
          ? (whyNot?.(who as never, loaded, command.needs) ?? 'forbidden')
          : 'not-found';
        const outcome = await callOf(command, { who, key });
        if (outcome.ok || outcome.refusal.code !== code)
          faults.push(`${command.name} for ${who.email}: ${JSON.stringify(outcome)}, not ${code}`);
      }
      if (begun.mock.calls.length > 0) faults.push(`${command.name} began a transaction`);
      begun.mockClear();
    }
    await letGo();
    begun.mockRestore();
    expect(faults).toEqual([]);
  });
});
