/** Promise: what is stored about people is deleted when its time is over, not a second earlier, and nothing else is. */
import { describe, expect, it } from 'vitest';
import type { App } from '../../../server/app.ts';
import { windowMinutes } from '#server/auth/throttle.ts';
import { applyRetention } from '#server/areas/operations/retention.ts';
import { retentionDays } from '#server/schedule/retention-days.ts';
import { selectRows, insertRows } from '#server/store/rows.ts';
import { type Row, tableNames } from '#server/store/schema.ts';
import { run } from '#server/cli/run.ts';
import { signedInAs } from '#kit/actors.ts';
import { openAppOver, testClock } from '#kit/app.ts';
import { consultedStudy } from '#kit/consultation.ts';
import { engines, migratedDatabase, temporaryFolder, type Engine } from '#kit/databases.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const second = 1000;

async function rowsByKey(app: App): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  for (const table of tableNames)
    for (const row of await selectRows(app.store.db, table)) {
      const { id, key, day: dayOf, commentId, subject, userId, seq } = row as Record<string, unknown>;
      const parts = [id, key, dayOf, commentId, subject, userId, seq].filter((part) => part !== undefined);
      rows.set(`${table} ${parts.map(String).join(' ')}`, JSON.stringify(row));
    }
  return rows;
}

/**
 * Fills a study with pairs of rows: `old-…` has been over for a second longer than its time, `new-…` for a
 * second less.
 */
async function stage(engine: Engine) {
  const database = await migratedDatabase(engine);
  const clock = testClock();
  const app = await openAppOver(database, { now: clock.now });
  const { db } = app.store;
  const { study, secretariat } = await consultedStudy(app);
  const expert = await signedInAs(app, { role: 'expert', side: 'eu', study });
  const version = await db.selectFrom('version').select(['id', 'documentId']).executeTakeFirstOrThrow();
  const consultation = await db.selectFrom('consultation').select('id').executeTakeFirstOrThrow();
  const pair = (kept: number) =>
    [
      ['old', kept + second],
      ['new', kept - second]
    ].map(([name, age]) => ({
      name: String(name),
      at: new Date(clock.now().getTime() - Number(age)).toISOString()
    }));
  const later = new Date(clock.now().getTime() + 3000 * day).toISOString();
  for (const { name, at } of pair(windowMinutes * minute))
    await insertRows(db, 'signInAttempt', [{ key: `${name}-attempt`, failures: 1, windowStartedAt: at }]);
  for (const { name, at } of pair(0))
    await insertRows(db, 'session', [
      { id: `${name}-session`, userId: expert.userId, createdAt: at, expiresAt: at, endsAt: later }
    ]);
  for (const { name, at } of pair(day))
    await insertRows(db, 'submission', [{ id: `${name}-submission`, rights: '', result: null, at }]);
  for (const { name, at } of pair(0))
    await insertRows(db, 'passwordReset', [
      {
        id: `${name}-reset`,
        userId: expert.userId,
        email: 'expert@test.local',
        tokenHash: name,
        begunBy: expert.userId,
        at,
        expiresAt: at
      }
    ]);
  const mail = (id: string, change: Partial<Row<'mail'>>): Row<'mail'> => ({
    id,
    studyId: study.id,
    userId: null,
    address: 'somebody@test.local',
    kind: 'digest',
    locale: 'en',
    subject: 'News',
    body: 'News',
    sealedLink: null,
    at: '2001-01-01T00:00:00.000Z',
    nextTryAt: later,
    sentAt: null,
    givenUpAt: null,
    tries: 0,
    lastError: '',
    ...change
  });
  for (const { name, at } of pair(retentionDays.mails * day))
    await insertRows(db, 'mail', [
      mail(`${name}-mail-sent`, { sentAt: at }),
      mail(`${name}-mail-given-up`, { givenUpAt: at }),
      mail(`${name}-mail-waiting`, { at })
    ]);
  const invitation = (id: string, change: Partial<Row<'invitation'>>): Row<'invitation'> => ({
    id,
    studyId: study.id,
    email: `${id}@test.local`,
    role: 'observer',
    sideId: null,
    cityId: null,
    tokenHash: id,
    userId: secretariat.userId,
    at: '2001-01-01T00:00:00.000Z',
    expiresAt: '2001-01-15T00:00:00.000Z',
    acceptedAt: null,
    acceptedBy: null,
    withdrawnAt: null,
    claimedBy: null,
    claimedAt: null,
    ...change
  });
  for (const { name, at } of pair(retentionDays.invitations * day))
    await insertRows(db, 'invitation', [
      invitation(`${name}-invitation-accepted`, { acceptedAt: at, acceptedBy: expert.userId }),
      invitation(`${name}-invitation-withdrawn`, { withdrawnAt: at }),
      invitation(`${name}-invitation-expired`, { expiresAt: at })
    ]);
  for (const { name, at } of pair(retentionDays.quarantine * day))
    await insertRows(db, 'quarantine', [
      {
        id: `${name}-quarantine`,
        documentId: version.documentId ?? '',
        generation: 1,
        userId: expert.userId,
        at,
        reason: 'schema',
        bytes: new Uint8Array([0, 0])
      }
    ]);
  for (const { name, at } of pair(retentionDays.readingMarks * day)) {
    // Who holds a role keeps their marks, however old.
    for (const userId of [`${name}-leaver`, ...(name === 'old' ? [expert.userId] : [])]) {
      await insertRows(db, 'inbox', [
        { studyId: study.id, userId, seenThrough: at, digest: 'daily', digestedAt: null }
      ]);
      await insertRows(db, 'readMention', [{ studyId: study.id, commentId: `${name}-comment`, userId, at }]);
      await insertRows(db, 'versionSeen', [
        { studyId: study.id, subject: 'findings:haidian', userId, versionId: version.id, at }
      ]);
    }
  }
  for (const { name, at } of pair(retentionDays.externalReviewers * day))
    for (const [ending, change] of [
      ['ended', { deadline: at, revokedAt: null }],
      ['revoked', { deadline: later, revokedAt: at }]
    ] as const) {
      const id = `${name}-reading-${ending}`;
      await insertRows(db, 'reading', [
        {
          id,
          studyId: study.id,
          cityId: 'haidian',
          consultationId: consultation.id,
          versionId: version.id,
          name: 'Otto Gannetson',
          organisation: 'Institute of Gannets',
          sideId: 'eu',
          tokenHash: id,
          deadlineZone: 'Europe/Brussels',
          userId: secretariat.userId,
          at,
          revokedBy: null,
          ...change
        }
      ]);
      await insertRows(db, 'mail', [mail(id, { kind: 'reading', sentAt: '2001-01-01T00:00:00.000Z' })]);
    }
  return { app, clock, database, study };
}

describe.each(engines)('retention on %s', (engine) => {
  it('deletes what is due, keeps what is a second younger, and touches nothing else', async () => {
    const { app } = await stage(engine);
    const before = await rowsByKey(app);
    const due = {
      'sign-in attempts': 1,
      'expired sessions': 1,
      'results of submissions': 1,
      'expired links for passwords': 1,
      'e-mails': 3,
      invitations: 3,
      'quarantined updates': 1,
      'reading marks': 3,
      'external reviewers': 2
    };
    expect(await applyRetention(app, { isDry: true })).toEqual(due);
    expect(await rowsByKey(app)).toEqual(before);

    expect(await applyRetention(app, { isDry: false })).toEqual(due);
    const after = await rowsByKey(app);
    const gone = [...before.keys()].filter((key) => !after.has(key)).sort();
    expect(gone).toEqual(
      [...before.keys()]
        .filter(
          (key) =>
            key.includes('old-') && !key.startsWith('reading ') && !/old-comment (?!old-leaver)/.test(key)
        )
        .sort()
    );
    const changed = [...after.keys()].filter((key) => before.get(key) !== after.get(key));
    expect(changed.map((key) => key.split(' ', 2).join(' ')).sort()).toEqual([
      'reading old-reading-ended',
      'reading old-reading-revoked'
    ]);
    for (const { id, name, organisation } of await selectRows(app.store.db, 'reading'))
      expect([name, organisation]).toEqual(
        id.startsWith('old') ? ['—', '—'] : ['Otto Gannetson', 'Institute of Gannets']
      );

    expect(Object.values(await applyRetention(app, { isDry: false })).every((count) => count === 0)).toBe(
      true
    );
    expect(await rowsByKey(app)).toEqual(after);
  });

  it('runs once an hour by itself, and by hand with the numbers of each kind', async () => {
    const { app, clock, database } = await stage(engine);
    const sessions = async () => (await selectRows(app.store.db, 'session')).map(({ id }) => id);
    await app.scheduler.run();
    expect(await sessions()).toContain('new-session');
    clock.advance(59 * minute);
    await app.scheduler.run();
    expect(await sessions()).toContain('new-session');
    clock.advance(minute);
    await app.scheduler.run();
    expect(await sessions()).not.toContain('new-session');

    const lines: string[] = [];
    const cli = (...args: string[]) =>
      run(['retention', 'run', ...args], {
        env: {
          DATA_DIR: temporaryFolder(),
          DATABASE_URL: database.engine === 'sqlite' ? `sqlite:${database.file}` : database.url
        },
        print: (line) => lines.push(line),
        complain: (line) => lines.push(line),
        readInput: () => Promise.resolve('')
      });
    const mails = async () =>
      (await selectRows(app.store.db, 'mail')).filter(({ kind }) => kind !== 'reading').length;
    const before = await mails();
    expect(before).toBeGreaterThan(0);
    // The tool has the clock of the machine, many years after that of the study.
    expect(await cli('--dry-run')).toBe(0);
    expect(lines).toContain(`e-mails: ${before} due`);
    expect(lines.at(-1)).toMatch(/^histories of ended texts: \d+ due$/);
    expect(await mails()).toBe(before);
    expect(await cli()).toBe(0);
    expect(lines).toContain(`e-mails: ${before} deleted`);
    expect(await mails()).toBe(0);
  });
});
