import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { App } from '../../../server/app.ts';
import { linesIn, openBackup, type Backup } from '#server/areas/operations/backup-file.ts';
import { backedUpTables, backUp } from '#server/areas/operations/backup.ts';
import { withUpgradedBackup } from '#server/areas/operations/older-forms/older-backup.ts';
import { demoPassword } from '#server/areas/demo/store/demo-people.ts';
import { openZipFile } from '#server/files/zip.ts';
import { generationAfterRestore, restore } from '#server/areas/operations/restore.ts';
import { listHistory } from '#server/events/history.ts';
import { findMailHold, releaseMail } from '#server/mail/stored-mail.ts';
import { countRows, selectRows } from '#server/store/rows.ts';
import type { LoggedUpdate } from '#server/store/segment.ts';
import { type TableName, tableNames } from '#server/store/schema.ts';
import { migrationNames } from '#server/store/migrate.ts';
import { ownVersion } from '#server/process/version.ts';
import { openLog } from '#server/sync/log/log.ts';
import { engines, temporaryFolder } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { cookieOf } from '#kit/people.ts';
import { demoSlug, openUsedStudy, typedText, readPlainText } from '#kit/used-study.ts';

/** Tables that a restore leaves exactly as they were saved. */
const untouched = backedUpTables.filter(
  (table) => !['document', 'generation', 'documentSnapshot', 'invitation', 'reading', 'mail'].includes(table)
);

async function rowsOf(app: App, tables: readonly TableName[]): Promise<Record<string, readonly object[]>> {
  const rows: Record<string, readonly object[]> = {};
  for (const table of tables) rows[table] = (await selectRows(app.store.db, table)).map((row) => plain(row));
  return rows;
}

/** Bytes arrive as Buffer from one engine and as Uint8Array from the other. */
const plain = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      value instanceof Uint8Array ? [...value] : (value as unknown)
    ])
  );

async function emptyTables(app: App): Promise<TableName[]> {
  const empty: TableName[] = [];
  for (const table of tableNames) if ((await countRows(app.store.db, table)) === 0) empty.push(table);
  return empty;
}

/** Compacts a text: what was typed moves into a segment. */
async function fold(app: App, documentId: string): Promise<void> {
  const log = openLog(app.store, app.signals);
  const { snapshot, updates, lastSeq } = await log.load({ documentId, generation: 1 });
  const compacted = await app.workers.compact([...(snapshot ? [snapshot.bytes] : []), ...updates]);
  await log.saveSnapshot({ documentId, generation: 1 }, { throughSeq: lastSeq, ...compacted });
}

async function historyOf(app: App, documentId: string): Promise<LoggedUpdate[]> {
  const updates: LoggedUpdate[] = [];
  for await (const update of listHistory(app.store.db, documentId, 1)) updates.push(update);
  return updates;
}

const pairs = engines.flatMap((from) => engines.map((to) => ({ from, to })));

describe.each(pairs)('a backup of $from restored into $to', ({ from, to }) => {
  it('gives the same rows and words, with every document at a new generation and nobody signed in', async () => {
    const { app, findingsId, chapterId, authorId } = await openUsedStudy(from, {
      now: testClock('2026-11-25T08:00:00.000Z').now
    });
    await fold(app, findingsId);
    await app.sessions.signIn({
      email: 'expert1.eu@demo.local',
      password: demoPassword,
      address: '127.0.0.1'
    });
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);

    const elsewhere = await testApp(to, { now: testClock('2026-11-26T08:00:00.000Z').now });
    const outcome = await restore(elsewhere, file);
    expect(outcome).toMatchObject({ ok: true, value: { documents: 70 } });
    expect(await rowsOf(elsewhere, untouched)).toEqual(await rowsOf(app, untouched));
    expect(await emptyTables(elsewhere)).toEqual([
      'passwordReset',
      'pauseConfirmation',
      'session',
      'signInAttempt',
      'quarantine',
      'dataUpgrade',
      'busSecret',
      'lastBackup',
      'signalOutbox',
      'submission',
      'studyImport',
      'formerName'
    ]);
    expect(await countRows(elsewhere.store.db, 'mailHold')).toBe(1);
    for (const id of [findingsId, chapterId])
      expect(await readPlainText(elsewhere, id)).toBe(await readPlainText(app, id));
    expect(await readPlainText(elsewhere, findingsId)).toContain(typedText);
    const restored = (await historyOf(elsewhere, findingsId)).map((update) => ({ ...plain(update) }));
    expect(restored).toEqual((await historyOf(app, findingsId)).map((update) => ({ ...plain(update) })));
    expect(restored[0]).toMatchObject({ seq: 1, userId: authorId });
    expect(await countRows(elsewhere.store.db, 'session')).toBe(0);

    const before = new Map(
      (await selectRows(app.store.db, 'document')).map((document) => [document.id, document.generation])
    );
    const generations = await selectRows(elsewhere.store.db, 'generation');
    const frozenBefore = new Set(
      (await selectRows(app.store.db, 'generation'))
        .filter(
          (generation) => generation.endedAt !== null && generation.n === before.get(generation.documentId)
        )
        .map((generation) => generation.documentId)
    );
    for (const document of await selectRows(elsewhere.store.db, 'document')) {
      expect(document.generation).toBeGreaterThan(before.get(document.id) ?? 0);
      const own = generations.filter((generation) => generation.documentId === document.id);
      const open = own.filter((generation) => generation.endedAt === null).map((generation) => generation.n);
      // What was frozen stays frozen; what was open is open at its new generation only.
      expect(open).toEqual(frozenBefore.has(document.id) ? [] : [document.generation]);
    }
  });
});

describe.each(engines)('a restore on %s', (engine) => {
  it('is refused where the database is not empty, unless it is told to replace', async () => {
    const { app, findingsId } = await openUsedStudy(engine);
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    await app.users.create('operator', { email: 'later@example.org', name: { en: 'Later', zh: '' } });
    const before = await rowsOf(app, tableNames);
    expect(await restore(app, file)).toEqual({ ok: false, refusal: { code: 'conflict' } });
    expect(await rowsOf(app, tableNames)).toEqual(before);
    expect((await restore(app, file, { replace: true })).ok).toBe(true);
    expect((await selectRows(app.store.db, 'user')).map((user) => user.email)).not.toContain(
      'later@example.org'
    );
    expect(await readPlainText(app, findingsId)).toContain(typedText);
  });

  it('never gives a number again that a tab of the replaced installation may still hold', async () => {
    const { app, chapterId } = await openUsedStudy(engine);
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    const seen = new Set([1, 2]);
    for (let round = 0; round < 3; round += 1) {
      await restore(app, file, { replace: true });
      const { generation } = await app.store.db
        .selectFrom('document')
        .select('generation')
        .where('id', '=', chapterId)
        .executeTakeFirstOrThrow();
      expect(seen.has(generation)).toBe(false);
      expect(generation).toBe(3 + round);
      seen.add(generation);
    }
  });

  it('leaves the database as it was when the file is damaged, cut short or of another kind', async () => {
    const { app } = await openUsedStudy(engine);
    const folder = temporaryFolder();
    const file = join(folder, 'backup.zip');
    await backUp(app, file);
    const whole = readFileSync(file);
    const entries = unzipSync(whole);
    const users = 'tables/user/000000.jsonl';
    const otherUsers = Buffer.from(
      Buffer.from(entries[users] ?? [])
        .toString()
        .replace('"isAdministrator":0', '"isAdministrator":1')
    );
    const without = (name: string) =>
      Object.fromEntries(Object.entries(entries).filter(([entry]) => entry !== name));
    const archive: Uint8Array[] = [];
    await app.archives.export('operator', demoSlug, (chunk) => void archive.push(chunk));
    const damaged: Record<string, Uint8Array> = {
      'cut short': whole.subarray(0, whole.length - 3000),
      'not a zip': Buffer.from('nothing'),
      'without its seal': zipSync(without('meridian-backup.json')),
      'without a part': zipSync(without(users)),
      'with other rows': zipSync({ ...entries, [users]: otherUsers }),
      'with a stray entry': zipSync({ ...entries, 'tables/../x': new Uint8Array(1) }),
      'of a study only': Buffer.concat(archive)
    };
    const before = await rowsOf(app, tableNames);
    for (const [how, bytes] of Object.entries(damaged)) {
      const bad = join(folder, 'bad.zip');
      writeFileSync(bad, bytes);
      const outcome = await restore(app, bad, { replace: true });
      expect(outcome, how).toMatchObject({ ok: false, refusal: { code: 'invalid' } });
    }
    expect(await rowsOf(app, tableNames)).toEqual(before);
  });

  it('of a backup of a later version is refused in one sentence that names that version', async () => {
    const app = await testApp(engine);
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    rewritten(file, (seal) => ({
      ...seal,
      madeBy: { number: '9.8.7', commit: 'abc123' },
      migrations: [...seal.migrations, '9999-later']
    }));
    const outcome = await restore(app, file);
    const sentence = outcome.ok ? '' : String(outcome.refusal.facts?.['field']);
    expect(sentence).toContain('version 9.8.7 (abc123), whose tables have 9999-later');
    expect(sentence).toContain('restore it with the version that made it, or a later one');
    rewritten(file, (seal) => ({ ...seal, version: 3 }));
    expect(await restore(app, file)).toMatchObject({
      refusal: { facts: { field: expect.stringContaining('version 9.8.7') as unknown } }
    });
  });

  it('of an earlier version gives the same as one of today, once it went through the tables of its version', async () => {
    const { app } = await openUsedStudy(engine);
    const folder = temporaryFolder();
    const file = join(folder, 'backup.zip');
    await backUp(app, file);
    const source = openZipFile(file);
    const rowsOf = (backup: Backup) =>
      backedUpTables.map((table) => [
        table,
        [...backup.parts(table)].flatMap(({ name, bytes }) =>
          [...linesIn(bytes, name)].map(({ value }) => value)
        )
      ]);
    const before = openBackup(source);
    const rows = rowsOf(before);
    await withUpgradedBackup(before, folder, (upgraded) => {
      expect(upgraded.seal.rows).toEqual(before.seal.rows);
      expect(upgraded.seal.madeAt).toBe(before.seal.madeAt);
      for (const [index, table] of rowsOf(upgraded).entries()) expect(table).toEqual(rows[index]);
      return Promise.resolve();
    });
    source.close();
    expect(readdirSync(folder)).toEqual(['backup.zip']);
  });

  it('of an older backup with rows that its version cannot have changes nothing', async () => {
    const { app } = await openUsedStudy(engine);
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    rewritten(file, (seal) => ({ ...seal, migrations: [] }));
    const before = await rowsOf(app, tableNames);
    expect(await restore(app, file, { replace: true })).toMatchObject({
      refusal: {
        facts: { field: expect.stringMatching(/its version has no (?:column|table)/) as unknown }
      }
    });
    expect(await rowsOf(app, tableNames)).toEqual(before);
  });
});

type Seal = Readonly<Record<string, unknown>> & {
  readonly migrations: readonly string[];
};

/** Writes a backup anew with another seal, as another version would have written it. */
function rewritten(file: string, sealAs: (seal: Seal) => object): void {
  const { 'meridian-backup.json': sealed, ...parts } = unzipSync(readFileSync(file));
  const seal = JSON.parse(Buffer.from(sealed ?? []).toString()) as Seal;
  writeFileSync(
    file,
    zipSync({ ...parts, 'meridian-backup.json': Buffer.from(JSON.stringify(sealAs(seal))) })
  );
}

describe('a backup', () => {
  it('is readable by its owner only, holds no session, and replaces an older file of its name only when it is whole', async () => {
    const { app } = await openUsedStudy();
    await app.sessions.signIn({
      email: 'expert1.eu@demo.local',
      password: demoPassword,
      address: '127.0.0.1'
    });
    const file = join(temporaryFolder(), 'backup.zip');
    writeFileSync(file, 'an older one');
    await backUp(app, file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const seal = JSON.parse(
      Buffer.from(unzipSync(readFileSync(file))['meridian-backup.json'] ?? []).toString()
    ) as object;
    expect(seal).toMatchObject({
      madeBy: { number: ownVersion.number, commit: expect.stringMatching(/^[0-9a-f]{12}$/) as unknown },
      lastMigration: migrationNames.at(-1)
    });
    const names = Object.keys(unzipSync(readFileSync(file)));
    expect(names.some((name) => name.includes('session') || name.includes('signIn'))).toBe(false);
    await expect(backUp(app, join(temporaryFolder(), 'no', 'such', 'folder.zip'))).rejects.toThrow('ENOENT');
  });

  it('knows every table that there is, so that none is forgotten', async () => {
    const app = await testApp();
    // The search index is made from the other tables.
    const tables = (await app.store.db.introspection.getTables())
      .map((table) => table.name)
      .filter((name) => !name.startsWith('search_'));
    const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(tableNames.map(snake).toSorted()).toEqual(tables.toSorted());
  });
});

// Promise: a restore starts new generations, which no tab from before it can join.
describe('the generation after a restore', () => {
  it('is one more than any number of the replaced installation', () => {
    expect(generationAfterRestore(3, 3, 50_000)).toBe(4);
    expect(generationAfterRestore(3, 7, 50_000)).toBe(8);
    expect(generationAfterRestore(9, 7, 50_000)).toBe(10);
  });

  it('leaps where nothing is known of what the lost installation gave, and still names a room', () => {
    expect(generationAfterRestore(3, undefined, 50_000)).toBe(50_003);
    expect(() => generationAfterRestore(999_999_990, undefined, 50_000)).toThrow('leaves no number');
  });
});

// Promise: a restore brings back nothing that was revoked or sent since the backup.
describe('what was open when the backup was made', () => {
  async function openInvitation(app: App): Promise<string> {
    const cookie = await cookieOf(app, { email: 'secretariat@demo.local', password: demoPassword });
    const secretariat = (await app.sessions.read(cookie))?.actor;
    if (!secretariat) throw new Error('nobody signed in');
    const sent = await app.invitations.send(secretariat, demoSlug, {
      email: 'li.na@example.org',
      role: 'observer',
      sideId: null,
      cityId: null,
      locale: 'en'
    });
    if (!sent.ok) throw new Error(sent.refusal.code);
    return sent.value.link?.split('/').at(-1) ?? '';
  }

  it('is in the backup without a live link, ends with the restore, and no e-mail goes out until it is released', async () => {
    const { app } = await openUsedStudy();
    const token = await openInvitation(app);
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file))))
      expect(Buffer.from(bytes).includes(token), name).toBe(false);
    const elsewhere = await testApp();
    const outcome = await restore(elsewhere, file);
    expect(outcome.ok && outcome.value.endedOffers).toBeGreaterThan(0);
    expect(await elsewhere.invitations.look(token)).toMatchObject({ refusal: { code: 'invitation-spent' } });
    const { db } = elsewhere.store;
    expect(await findMailHold(db)).toBeDefined();
    const mails = await selectRows(db, 'mail');
    expect(mails.filter(({ sealedLink }) => sealedLink !== null)).toEqual([]);
    const at = elsewhere.now().toISOString();
    expect(await db.transaction().execute((trx) => releaseMail(trx, at, true))).toBe(0);
    expect(await findMailHold(db)).toBeUndefined();
    const listed = outcome.ok ? outcome.value.people : [];
    expect(listed.find(({ email }) => email === 'chair.eu@demo.local')).toEqual({
      email: 'chair.eu@demo.local',
      holds: [`${demoSlug}: chair eu`],
      held: null,
      hasOldPassword: false
    });
  });

  it('is listed for the operator where people hold other rights than before the restore', async () => {
    const { app } = await openUsedStudy();
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    const { db } = app.store;
    const of = (email: string) => db.updateTable('user').where('email', '=', email);
    await of('expert1.eu@demo.local').set({ suspendedAt: app.now().toISOString() }).execute();
    await of('expert2.eu@demo.local').set({ passwordHash: 'another' }).execute();
    const outcome = await restore(app, file, { replace: true });
    expect(outcome.ok && outcome.value.people).toMatchObject([
      {
        email: 'expert1.eu@demo.local',
        holds: [expect.stringContaining('expert')],
        held: ['suspended', expect.stringContaining('expert')],
        hasOldPassword: false
      },
      { email: 'expert2.eu@demo.local', hasOldPassword: true }
    ]);
  });
});

// Promise: a restore costs later readers nothing, and no two restores of one backup share a room.
describe('after a restore into an empty database', () => {
  it('what was typed on the other engine, and compacted by nobody, is compacted where its log ends', async () => {
    const { app, findingsId, authorId } = await openUsedStudy('sqlite');
    const { lastSeq: after } = await openLog(app.store, app.signals).load({
      documentId: findingsId,
      generation: 1
    });
    const bytes = new Uint8Array([0, 0]);
    const entries = [{ userId: authorId, at: app.now().toISOString(), bytes }];
    await app.store.appender.append([
      { documentId: findingsId, generation: 1, after, entries, newOwners: new Map() }
    ]);
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    const elsewhere = await testApp('postgres');
    expect((await restore(elsewhere, file)).ok).toBe(true);
    const history = (await historyOf(elsewhere, findingsId)).map(plain);
    expect(history.at(-1)).toMatchObject({ seq: after + 1 });
    await fold(elsewhere, findingsId);
    expect((await historyOf(elsewhere, findingsId)).map(plain)).toEqual(history);
  });

  it('who wrote which words is found as before, without counting through the numbers that the restore skipped', async () => {
    const { app, findingsId } = await openUsedStudy();
    const file = join(temporaryFolder(), 'backup.zip');
    await backUp(app, file);
    const [first, second] = [await testApp(), await testApp()];
    await restore(first, file);
    await restore(second, file);
    const cookie = await cookieOf(first, { email: 'expert1.eu@demo.local', password: demoPassword });
    const expert = (await first.sessions.read(cookie))?.actor;
    if (!expert) throw new Error('nobody signed in');
    const haidian = { kind: 'findings', city: 'haidian' } as const;
    const kept = await first.versions.keep(expert, demoSlug, haidian, { en: 'After it', zh: '' });
    if (!kept.ok) throw new Error(kept.refusal.code);
    const found = await first.versions.authors(expert, demoSlug, haidian, kept.value.id);
    if (!found.ok) throw new Error(found.refusal.code);
    const own = found.value.authors.findIndex((person) => person?.id === expert.userId);
    expect(own).toBeGreaterThan(0);
    expect(JSON.stringify(found.value.sections)).toContain(`data-by=\\"${own}\\">${typedText.slice(0, 5)}`);
    const generationIn = async ({ store }: App) =>
      (await selectRows(store.db, 'document', { column: 'id', values: [findingsId] }))[0]?.generation;
    expect(await generationIn(first)).toBeGreaterThan(10_000);
    expect(await generationIn(second)).not.toBe(await generationIn(first));
  });
});
