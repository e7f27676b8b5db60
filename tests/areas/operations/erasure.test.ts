/**
 * Promise: what an erased person was called, and their addresses, are in no row, file or log line any more
 * besides what the person signed; what others have written and decided stays, and the log verifies.
 */
import { existsSync, readFileSync } from 'node:fs';
import { practiceColumns } from '#server/areas/practices/store/practices.ts';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { auditVerify } from '#server/cli/audit.ts';
import type { DatabaseAddress } from '#server/process/config.ts';
import type { App } from '../../../server/app.ts';
import { createLogger } from '#server/process/logger.ts';
import { backUp } from '#server/areas/operations/backup.ts';
import { restore } from '#server/areas/operations/restore.ts';
import { insertMail, type MailRow } from '#server/mail/stored-mail.ts';
import { selectRows } from '#server/store/rows.ts';
import { tableNames } from '#server/store/schema.ts';
import { signedInAs } from '#kit/actors.ts';
import { openAppOver, testApp, testClock } from '#kit/app.ts';
import { bothChairs, requestApproval, signs } from '#kit/approvals.ts';
import { consultedStudy, inDays } from '#kit/consultation.ts';
import { engines, migratedDatabase, temporaryFolder, type Engine } from '#kit/databases.ts';
import { cookieOf, makeMeeting, makePerson, makeStudy, testPassword } from '#kit/people.ts';
import { card } from '#kit/practice-card.ts';

const email = 'zdenka@quill.example';
const name = 'Zdenka Quillfeather';
const chineseName = '欧阳晓雯';
const traces = ['Quilla Formerly', '曾用名', email, 'Quillfeather', chineseName, 'Head of Quill Affairs'];
const readerEmail = 'otto@gannet.example';
const readerTraces = [readerEmail, 'Gannetson', 'Institute of Gannets'];

const textOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : JSON.stringify(value);

/** Lists `table.column` of every value that holds one of the texts. */
async function columnsWith(app: App, texts: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const table of tableNames)
    for (const row of await selectRows(app.store.db, table))
      for (const [column, value] of Object.entries(row))
        if (texts.some((text) => textOf(value).toLowerCase().includes(text.toLowerCase())))
          found.add(`${table}.${column}`);
  return [...found].sort();
}

function filesWith(database: DatabaseAddress, texts: readonly string[]): string[] {
  if (database.engine !== 'sqlite') return [];
  return ['', '-wal', '-journal']
    .map((ending) => `${database.file}${ending}`)
    .filter((file) => existsSync(file) && texts.some((text) => readFileSync(file).includes(text)));
}

async function rowsByKey(app: App): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  for (const table of tableNames)
    for (const [n, row] of (await selectRows(app.store.db, table)).entries())
      rows.set(`${table} ${'id' in row ? String(row.id) : String(n)}`, textOf(row));
  return rows;
}

/** Lists what `audit verify` complains of. */
async function faultsOf(app: App): Promise<string[]> {
  const faults: string[] = [];
  await auditVerify(app, { print: () => undefined, complain: (line) => faults.push(line) });
  return faults;
}

const mailOf = (change: Partial<MailRow> & Pick<MailRow, 'id' | 'at'>): MailRow => ({
  studyId: null,
  userId: null,
  address: 'somebody@test.local',
  kind: 'digest',
  locale: 'en',
  subject: 'News',
  body: '',
  sealedLink: null,
  nextTryAt: change.at,
  sentAt: null,
  givenUpAt: null,
  tries: 0,
  lastError: '',
  ...change
});

/** A study in which the person has worked, been written to, been named by others and typed into free fields. */
async function stage(engine: Engine) {
  const database = await migratedDatabase(engine);
  const clock = testClock();
  const lines: string[] = [];
  const app = await openAppOver(database, {
    now: clock.now,
    logger: createLogger({ level: 'debug', now: clock.now, write: (line) => lines.push(line) })
  });
  const { db } = app.store;
  const people = await consultedStudy(app);
  const { study, secretariat } = people;
  const at = clock.now().toISOString();
  const invited = await app.invitations.send(secretariat, study.slug, {
    email,
    role: 'expert',
    sideId: 'eu',
    cityId: null,
    locale: 'en'
  });
  if (!invited.ok) throw new Error(invited.refusal.code);
  const token = invited.value.link?.split('/').at(-1) ?? '';
  const accepted = await app.invitations.accept(
    token,
    { name: { en: name, zh: chineseName }, password: testPassword, locale: 'en' },
    '192.0.2.1'
  );
  if (!accepted.ok) throw new Error(accepted.refusal.code);
  const cookie = await cookieOf(app, { email, password: testPassword });
  const actor = (await app.sessions.read(cookie))?.actor as Actor;
  const { userId } = actor;
  for (const [en, zh] of [
    ['Quilla Formerly', '曾用名'],
    [name, chineseName]
  ] as const)
    await app.users.setName(actor, { en, zh });
  await app.people.joinBody(secretariat, study.slug, 'technical-expert-group', userId);
  await app.people.nameRapporteurs(secretariat, study.slug, 'haidian', {
    lead: userId,
    deputy: null,
    reviewer: null
  });
  await app.sessions.signIn({ email, password: 'a wrong guess', address: '192.0.2.1' });
  await app.inbox.see(actor, study.slug, Number.MAX_SAFE_INTEGER);
  await app.invitations.send(actor, study.slug, {
    email: 'colleague@test.local',
    role: 'observer',
    sideId: null,
    cityId: null,
    locale: 'en'
  });
  await makeMeeting(app, study, 'first');
  await db
    .updateTable('meeting')
    .set({
      attendance: JSON.stringify({
        eu: `A. Berg, ${name.toUpperCase()}, Quilla Formerly`,
        cn: `${chineseName}、王芳`
      })
    })
    .execute();
  await db
    .insertInto('practice')
    .values({
      id: 'one-desk',
      studyId: study.id,
      ...practiceColumns({ ...card, contact: `${name} (曾用名), ${email}` }),
      userId,
      at,
      removedAt: null,
      version: 1
    })
    .execute();
  const head = await db
    .selectFrom('event')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('sentHead')
    .values({
      studyId: study.id,
      day: '2013-08-31',
      ...head,
      addresses: JSON.stringify([email, 'chair@test.local']),
      at
    })
    .execute();
  await insertMail(db, [
    mailOf({ id: 'to-person', at, userId, address: email, body: `Dear ${name}` }),
    mailOf({ id: 'waits', at, body: `${name} has answered; see Quillfeathers` }),
    mailOf({ id: 'sent', at, body: `${chineseName}已答复`, sentAt: at }),
    mailOf({ id: 'other', at, body: 'Somebody has answered' })
  ]);
  await db.updateTable('step').set({ userId, post: 'Head of Quill Affairs' }).execute();
  const recorded = await app.externalReviews.give(
    secretariat,
    study.slug,
    'haidian',
    {
      name: 'Otto Gannetson',
      organisation: 'Institute of Gannets',
      sideId: 'eu',
      email: '',
      deadline: { at: inDays(app, 7), zone: 'Europe/Brussels' }
    },
    'en'
  );
  if (!recorded.ok) throw new Error(recorded.refusal.code);
  const readingToken = recorded.value.link.split('/').at(-1) ?? '';
  const reading = await db.selectFrom('reading').select('id').executeTakeFirstOrThrow();
  await insertMail(db, [
    mailOf({ id: reading.id, at, kind: 'reading', address: readerEmail, body: 'Dear Otto Gannetson' })
  ]);
  const comment = await app.externalReviews.comment(
    readingToken,
    { kind: 'judgement', language: 'en', body: 'The budget is read too kindly.', section: null },
    '192.0.2.2'
  );
  if (!comment.ok) throw new Error(comment.refusal.code);
  return {
    ...people,
    app,
    database,
    clock,
    lines,
    actor,
    userId,
    readingToken,
    readingId: reading.id,
    cookie
  };
}

describe.each(engines)('erasing a person on %s', (engine) => {
  it('leaves no name and no address behind, and changes nothing else', async () => {
    const { app, database, lines, userId, study, cookie } = await stage(engine);
    // "Quillfeathers" is another word, which stays.
    const words = traces.map((text) => (text === 'Quillfeather' ? name : text));
    expect(await columnsWith(app, words)).toEqual([
      'formerName.nameEn',
      'formerName.nameZh',
      'invitation.email',
      'mail.address',
      'mail.body',
      'meeting.attendance',
      'practice.contact',
      'sentHead.addresses',
      'step.post',
      'user.email',
      'user.nameEn',
      'user.nameZh'
    ]);
    const before = await rowsByKey(app);
    const outcome = await app.erasure.person('operator', ` ${email.toUpperCase()} `);
    expect(outcome).toMatchObject({ value: { ids: [userId], invitations: 1, isOverwritten: true } });

    expect(await columnsWith(app, words)).toEqual([]);
    expect(filesWith(database, words)).toEqual([]);
    expect(lines.filter((line) => words.some((text) => line.includes(text)))).toEqual([]);
    expect(await faultsOf(app)).toEqual([]);
    expect(await app.sessions.read(cookie)).toBeNull();

    const after = await rowsByKey(app);
    const touched = [...new Set([...before.keys(), ...after.keys()])]
      .filter((key) => before.get(key) !== after.get(key))
      .map((key) => key.split(' ')[0] ?? '');
    expect([...new Set(touched)].sort()).toEqual([
      'bodyMember',
      'event',
      'formerName',
      'grant',
      'inbox',
      'invitation',
      'mail',
      'meeting',
      'practice',
      'rapporteur',
      'sentHead',
      'session',
      'signInAttempt',
      'step',
      'study',
      'user'
    ]);
    const { db } = app.store;
    const mails = await db.selectFrom('mail').select(['id', 'body']).orderBy('id').execute();
    const bodies = new Map(mails.map(({ id, body }) => [id, body]));
    expect(bodies.get('to-person')).toBeUndefined();
    expect(bodies.get('waits')).toBe(`Erased person ${userId.slice(0, 4)} has answered; see Quillfeathers`);
    expect(bodies.get('sent')).toBe('');
    expect(bodies.get('other')).toBe('Somebody has answered');
    expect(JSON.parse((await selectRows(db, 'meeting'))[0]?.attendance ?? '')).toEqual({
      eu: `A. Berg, Erased person ${userId.slice(0, 4)}, Erased person ${userId.slice(0, 4)}`,
      cn: `已注销人员 ${userId.slice(0, 4)}、王芳`
    });
    const events = await db
      .selectFrom('event')
      .select(['kind', 'actorId', 'payload'])
      .where('studyId', '=', study.id)
      .orderBy('seq', 'desc')
      .limit(2)
      .execute();
    expect(events.map(({ kind, actorId }) => [kind, actorId])).toEqual([
      ['person.erased', null],
      ['grant.withdrawn', null]
    ]);
    expect(JSON.parse(events[0]?.payload ?? '')).toEqual({ userId });
  });

  it('closes the account for good: nobody can open it again, and a second time changes nothing', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const person = await makePerson(app, { role: 'expert', study, email, name });
    const administrator = await signedInAs(app, { administrator: true });
    expect(await app.erasure.person(administrator, email)).toMatchObject({ refusal: { code: 'not-found' } });
    expect((await app.erasure.person('operator', email)).ok).toBe(true);
    const before = await rowsByKey(app);
    expect(await app.erasure.person('operator', person.id)).toMatchObject({ value: { ids: [person.id] } });
    for (const attempt of [
      app.users.restore(administrator, person.id),
      app.resets.changeAddress(administrator, person.id, 'another@example.org'),
      app.users.setAdministrator('operator', person.id, true)
    ])
      expect(await attempt).toMatchObject({ refusal: { code: 'wrong-state' } });
    const role = { email: `erased-${person.id}@erased.invalid`, role: 'observer' } as const;
    expect(
      await app.people.give('operator', study.slug, { ...role, sideId: null, cityId: null })
    ).toMatchObject({ refusal: { code: 'no-such-account' } });
    expect(await rowsByKey(app)).toEqual(before);
    expect(await app.erasure.person('operator', email)).toMatchObject({ refusal: { code: 'not-found' } });
    // The address is free again, for an account of its own.
    expect((await app.users.create('operator', { email, name: { en: name, zh: '' } })).ok).toBe(true);
  });

  it.each([
    ['last-secretariat', { role: 'secretariat' }],
    ['chair-in-office', { role: 'chair', side: 'cn' }],
    ['last-administrator', { administrator: true }]
  ] as const)(
    'is refused with %s, and changes nothing, while nobody else holds the office',
    async (code, office) => {
      const app = await testApp(engine);
      const study = await makeStudy(app);
      await makePerson(app, { ...office, study, email, name });
      const before = await rowsByKey(app);
      expect(await app.erasure.person('operator', email)).toMatchObject({
        refusal: code === 'last-administrator' ? { code } : { code, facts: { slug: study.slug } }
      });
      expect(await rowsByKey(app)).toEqual(before);
    }
  );

  it('keeps what a chair has signed, with the name of that time, and the signature verifies', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'revision' }] });
    const secretariat = await requestApproval(app, study);
    const { eu, cn } = await bothChairs(app, study);
    for (const chair of [eu, cn]) expect((await signs(app, chair, study)).ok).toBe(true);
    const { id } = await app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', eu.userId)
      .executeTakeFirstOrThrow();
    await app.people.withdraw(secretariat, study.slug, id);
    expect(await faultsOf(app)).toEqual([]);
    expect((await app.erasure.person('operator', eu.email)).ok).toBe(true);
    expect(await columnsWith(app, ['Elena Rossi', eu.email])).toEqual(['signature.statement']);
    expect(await faultsOf(app)).toEqual([]);
    const page = await app.approvals.load(secretariat, study.slug, 'findings:haidian');
    expect(JSON.stringify(page)).toContain('Elena Rossi');
  });

  it('covers external reviewers: by address, or by name; the link ends, the comments stay', async () => {
    const { app, database, readingToken, readingId, study } = await stage(engine);
    expect(await columnsWith(app, readerTraces)).toEqual([
      'cityComment.originName',
      'mail.address',
      'mail.body',
      'reading.name',
      'reading.organisation'
    ]);
    expect(await app.erasure.externalReviewer('operator', study.slug, 'Nobody')).toMatchObject({
      refusal: { code: 'not-found' }
    });
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    const byName = await testApp(engine);
    await restore(byName, file);
    expect(await byName.erasure.externalReviewer('operator', study.slug, 'otto gannetson ')).toMatchObject({
      value: { ids: [readingId] }
    });
    expect(await columnsWith(byName, readerTraces)).toEqual([]);

    expect(await app.erasure.person('operator', readerEmail)).toMatchObject({ value: { ids: [readingId] } });
    expect(await columnsWith(app, readerTraces)).toEqual([]);
    expect(filesWith(database, readerTraces)).toEqual([]);
    expect(await app.externalReviews.look(readingToken, null, '192.0.2.2')).toMatchObject({
      value: { status: 'revoked' }
    });
    expect(await columnsWith(app, ['read too kindly'])).toEqual(['cityComment.body']);
    const once = await rowsByKey(app);
    expect(await app.erasure.person('operator', readingId)).toMatchObject({ value: { ids: [readingId] } });
    expect(await rowsByKey(app)).toEqual(once);
    expect(await faultsOf(app)).toEqual([]);
  });

  it('is repeated by a restore of an older backup over the database, and by hand after one into an empty one', async () => {
    const { app, userId, readingId } = await stage(engine);
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    for (const who of [email, readerEmail]) expect((await app.erasure.person('operator', who)).ok).toBe(true);
    const all = [name, chineseName, email, ...readerTraces];
    expect(await restore(app, file, { replace: true })).toMatchObject({
      value: { erasedAgain: 2, notErased: [] }
    });
    expect(await columnsWith(app, all)).toEqual([]);
    expect(await faultsOf(app)).toEqual([]);

    const empty = await testApp(engine);
    expect(await restore(empty, file)).toMatchObject({ value: { erasedAgain: 0 } });
    expect(await columnsWith(empty, all)).not.toEqual([]);
    for (const id of [userId, readingId])
      expect(await empty.erasure.person('operator', id)).toMatchObject({ value: { ids: [id] } });
    expect(await columnsWith(empty, all)).toEqual([]);
    expect(await faultsOf(empty)).toEqual([]);
  });
});
