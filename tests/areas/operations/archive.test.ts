import { createHash } from 'node:crypto';
import fc from '#kit/properties.ts';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Actor } from '#base/permissions.ts';
import { createApp, type App } from '../../../server/app.ts';
import { rowsOfToday } from '#server/areas/operations/older-forms/older-rows.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { openLog } from '#server/sync/log/log.ts';
import { countRows, deleteRows, selectRows } from '#server/store/rows.ts';
import { tableNames } from '#server/store/schema.ts';
import { insertUpdates } from '#server/store/updates.ts';
import { engines, migratedDatabase, quickEngines } from '#kit/databases.ts';
import { configOver, testApp } from '#kit/app.ts';
import { docOf } from '#kit/doc-passages.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { leaverEmail } from '#kit/decided-study.ts';
import {
  demoSlug,
  documentId,
  openUsedStudy,
  typedText,
  usedDatabase,
  readPlainText
} from '#kit/used-study.ts';

async function exported(app: App, studySlug = demoSlug): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const result = await app.archives.export('operator', studySlug, (chunk) => void chunks.push(chunk));
  if (!result.ok) throw new Error(result.refusal.code);
  return Buffer.concat(chunks);
}

async function actorOf(app: App, email: string): Promise<Actor> {
  const user = await app.store.db
    .selectFrom('user')
    .selectAll()
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  return {
    userId: user.id as Actor['userId'],
    sessionId: 's',
    email,
    name: { en: user.nameEn, zh: user.nameZh },
    isAdministrator: user.isAdministrator === 1,
    grants: await listGrantsOfUser(app.store.db, user.id)
  };
}

describe.each(engines)('the archive of a study on %s', (engine) => {
  it('is the same bytes for the same study, and again after an import into an empty instance of either engine (R246)', async () => {
    const { app } = await openUsedStudy(engine);
    const first = await exported(app);
    expect(Buffer.compare(await exported(app), first)).toBe(0);
    for (const other of engines) {
      const elsewhere = await testApp(other);
      expect(await elsewhere.archives.import('operator', first)).toEqual({
        ok: true,
        value: { slug: demoSlug }
      });
      expect(Buffer.compare(await exported(elsewhere), first)).toBe(0);
    }
  });

  it('is of one moment, and people decide on while it is written', async () => {
    const { app } = await openUsedStudy(engine);
    const before = await exported(app);
    const chunks: Uint8Array[] = [];
    let decided = 0;
    const outcome = await app.archives.export('operator', demoSlug, async (chunk) => {
      chunks.push(chunk);
      if (decided++ === 0)
        await app.store.db.updateTable('study').set({ titleEn: 'Decided meanwhile' }).execute();
    });
    expect(outcome.ok).toBe(true);
    // Document by document: the whole is never in one piece.
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(before.length / 2);
    expect(Buffer.compare(Buffer.concat(chunks), before)).toBe(0);
    expect(Buffer.compare(await exported(app), before)).not.toBe(0);
  });

  it('carries a row of every table but those of the installation and its people', async () => {
    const { app } = await openUsedStudy(engine);
    const elsewhere = await testApp(engine);
    await elsewhere.archives.import('operator', await exported(app));
    const counts = await allCounts(elsewhere);
    expect(tableNames.filter((table) => counts[table] === 0)).toEqual([
      'passwordReset',
      'pauseConfirmation',
      'session',
      'signInAttempt',
      'documentUpdate',
      'documentSegment',
      'logUsage',
      'quarantine',
      'clientOwner',
      'dataUpgrade',
      'versionSeen',
      'codingAct',
      'roadmapRound',
      'lead',
      'invitation',
      'reading',
      'readingComment',
      'inbox',
      'readMention',
      'mail',
      'mailHold',
      'reminder',
      'busSecret',
      'lastBackup',
      'signalOutbox',
      'submission',
      'formerName'
    ]);
    const bytesOf = async (at: App) =>
      (await selectRows(at.store.db, 'version')).map((version) => [...version.bytes]);
    expect(await bytesOf(elsewhere)).toEqual(await bytesOf(app));
  });

  it('is refused where a study of this name or id is here, and changes nothing', async () => {
    const { app } = await openUsedStudy(engine);
    const before = await allCounts(app);
    const file = await exported(app);
    expect(await app.archives.import('operator', file)).toMatchObject({
      ok: false,
      refusal: { code: 'slug-taken' }
    });
    await app.store.db.updateTable('study').set({ slug: 'renamed' }).execute();
    expect(await app.archives.import('operator', file)).toMatchObject({
      ok: false,
      refusal: { code: 'slug-taken' }
    });
    expect(await allCounts(app)).toEqual(before);
  });

  it('with rows that contradict each other is taken in not at all', async () => {
    const { app } = await openUsedStudy(engine);
    const twice = forged(await exported(app), 'tables/glossaryTerm.json', (text) => {
      const rows = JSON.parse(text) as unknown[];
      return JSON.stringify([...rows, rows[0]]);
    });
    const elsewhere = await testApp(engine);
    expect(await elsewhere.archives.import('operator', twice)).toMatchObject({
      ok: false,
      refusal: { code: 'invalid' }
    });
    expect(Object.values(await allCounts(elsewhere)).every((count) => count === 0)).toBe(true);
  });
});

describe.each(quickEngines)('the archive of a study on %s', (engine) => {
  it('carries tables, captions and footnotes, whose words stand beside those of the section', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const { id: userId } = await makePerson(app, { role: 'expert', study });
    const doc = docOf(
      [
        { kind: 'paragraph', runs: ['Said', { footnote: 'in a note' }] },
        { kind: 'table', header: ['Year'], rows: [['2012']] },
        { kind: 'figure', src: 'evidence:map', alt: 'A map', text: 'a caption' }
      ],
      'stakeholders'
    );
    const documentId = study.cities[1]?.findingsId ?? '';
    const at = app.now().toISOString();
    const bytes = Y.encodeStateAsUpdate(doc);
    await insertUpdates(app.store.db, [{ documentId, generation: 1, seq: 1, userId, at, bytes }]);
    const file = await exported(app, study.slug);
    const elsewhere = await testApp(engine);
    expect(await elsewhere.archives.import('operator', file)).toMatchObject({ ok: true });
    expect(Buffer.compare(await exported(elsewhere, study.slug), file)).toBe(0);
    expect(await readPlainText(elsewhere, documentId)).toContain('a caption');
  });

  it('does not change when what people wrote is compacted', async () => {
    const { app } = await openUsedStudy(engine);
    const before = await exported(app);
    const log = openLog(app.store, app.signals);
    const written = await app.store.db
      .selectFrom('documentUpdate')
      .select(['documentId', 'generation'])
      .distinct()
      .execute();
    for (const { documentId, generation } of written) {
      const { snapshot, updates, lastSeq } = await log.load({ documentId, generation });
      const compacted = await app.workers.compact([...(snapshot ? [snapshot.bytes] : []), ...updates]);
      await log.saveSnapshot({ documentId, generation }, { throughSeq: lastSeq, ...compacted });
    }
    expect(await countRows(app.store.db, 'documentUpdate')).toBe(0);
    expect(await countRows(app.store.db, 'documentSegment')).toBeGreaterThan(0);
    expect(Buffer.compare(await exported(app), before)).toBe(0);
  });

  it('carries what was written since the seed, every generation and late proposals, but no password and no administrator', async () => {
    const { app, findingsId, chapterId } = await openUsedStudy(engine);
    const elsewhere = await testApp(engine);
    await elsewhere.archives.import('operator', await exported(app));
    expect(await readPlainText(elsewhere, findingsId)).toBe(await readPlainText(app, findingsId));
    expect(await readPlainText(elsewhere, findingsId)).toContain(typedText);
    const generations = (await selectRows(elsewhere.store.db, 'generation')).filter(
      (generation) => generation.documentId === chapterId
    );
    expect(generations.map(({ n, endedAt }) => [n, endedAt === null])).toEqual([
      [1, false],
      [2, true]
    ]);
    expect(await countRows(elsewhere.store.db, 'lateProposal')).toBe(1);
    // A tab of the old installation finds that its client id has no owner here.
    expect(await countRows(elsewhere.store.db, 'clientOwner')).toBe(0);
    const users = await selectRows(elsewhere.store.db, 'user');
    expect(users.every((user) => user.passwordHash === null && user.isAdministrator === 0)).toBe(true);
  });

  it('gives roles to the account that has the same address here already', async () => {
    const { app } = await openUsedStudy(engine);
    const elsewhere = await testApp(engine);
    const mine = await elsewhere.users.create('operator', {
      email: 'chair.eu@demo.local',
      name: { en: 'Mine', zh: '' }
    });
    if (!mine.ok) throw new Error('refused');
    await elsewhere.archives.import('operator', await exported(app));
    expect(await listGrantsOfUser(elsewhere.store.db, mine.value.id)).toMatchObject([
      { role: 'chair', sideId: 'eu' }
    ]);
    expect(
      (await selectRows(elsewhere.store.db, 'user')).filter((user) => user.email === 'chair.eu@demo.local')
    ).toHaveLength(1);
  });

  it('names who decided by the account that they have here, but leaves what was signed as it was hashed', async () => {
    const { app } = await openUsedStudy(engine);
    const elsewhere = await testApp(engine);
    const mine = await elsewhere.users.create('operator', {
      email: leaverEmail,
      name: { en: 'Mine', zh: '' }
    });
    if (!mine.ok) throw new Error('refused');
    const { id } = mine.value;
    await elsewhere.archives.import('operator', await exported(app));
    const { db } = elsewhere.store;
    expect((await selectRows(db, 'step')).filter(({ userId }) => userId === id)).toHaveLength(1);
    expect((await selectRows(db, 'thread')).filter(({ settledBy }) => settledBy === id)).toHaveLength(1);
    expect((await selectRows(db, 'mention')).filter(({ userId }) => userId === id)).toHaveLength(1);
    expect(
      (await selectRows(db, 'consultation')).filter(({ submittedBy }) => submittedBy === id)
    ).toHaveLength(1);
    expect((await selectRows(db, 'cityComment')).filter(({ answeredBy }) => answeredBy === id)).toHaveLength(
      1
    );
    expect((await selectRows(db, 'meeting')).find((meeting) => meeting.id === 'used-dialogue')?.userId).toBe(
      id
    );
    const signers = async (at: App): Promise<string[]> =>
      (await selectRows(at.store.db, 'signature')).map(({ userId }) => userId);
    expect(await signers(elsewhere)).toEqual(await signers(app));
    expect(await signers(elsewhere)).not.toContain(id);
  });
});

describe('who may take a study along', () => {
  it('its secretariat and the operator; an expert is told no, a stranger that there is no such study', async () => {
    const { app } = await openUsedStudy();
    const archiveAs = async (email: string) =>
      app.archives.export(await actorOf(app, email), demoSlug, () => undefined);
    expect((await archiveAs('secretariat@demo.local')).ok).toBe(true);
    expect(await archiveAs('expert1.eu@demo.local')).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await archiveAs('admin@demo.local')).toMatchObject({ refusal: { code: 'not-found' } });
    expect(await app.archives.export('operator', 'no-such-study', () => undefined)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('only administrators and the operator bring one in', async () => {
    const { app } = await openUsedStudy();
    const file = await exported(app);
    expect(await app.archives.import(await actorOf(app, 'secretariat@demo.local'), file)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await app.archives.import(await actorOf(app, 'admin@demo.local'), file)).toMatchObject({
      refusal: { code: 'slug-taken' }
    });
  });
});

describe('an archive of an older format', () => {
  it('has the rows of today once they went through the tables of its version', async () => {
    const { app } = await openUsedStudy('sqlite');
    const entries = unzipSync(await exported(app));
    const rowsIn = (table: string) =>
      JSON.parse(Buffer.from(entries[`tables/${table}.json`] ?? []).toString()) as Record<string, unknown>[];
    const names = Object.keys(entries).flatMap((name) => /^tables\/(.*)\.json$/.exec(name)?.[1] ?? []);
    const rows = await rowsOfToday(names, 1, rowsIn);
    for (const [table, now] of rows) expect(now, table).toEqual(rowsIn(table));
    await expect(rowsOfToday(names, 0, rowsIn)).rejects.toThrow(/its version has no table/);
  });

  it('of a version before the last of 0.1 is refused in one sentence that names the tag', async () => {
    const { app } = await openUsedStudy('sqlite');
    const elsewhere = await testApp('sqlite');
    const file = await exported(app);
    for (const format of [6, 53, 59]) {
      const outcome = await elsewhere.archives.import('operator', withVersion(file, format));
      const sentence = outcome.ok ? '' : outcome.refusal.facts?.['field'];
      expect(sentence).toMatch(
        new RegExp(
          `has the format ${format}, .*import it with the tag v0\\.1\\.0, .* study export STUDY FILE$`
        )
      );
    }
  });

  it('of a later one is refused in one sentence that says what to do', async () => {
    const { app } = await openUsedStudy('sqlite');
    const outcome = await (
      await testApp('sqlite')
    ).archives.import('operator', withVersion(await exported(app), 9_000));
    const sentence = outcome.ok ? '' : outcome.refusal.facts?.['field'];
    expect(sentence).toMatch(
      /has the format 9000, .*: import it with the version that made it, or a later one$/
    );
  });
});

describe('an archive that is not what it says', () => {
  // What is refused leaves nothing behind, so that one empty instance serves every attempt.
  let elsewhere: App;
  let file: Uint8Array;
  let responseId = '';
  beforeAll(async () => {
    elsewhere = await createApp(configOver(await migratedDatabase('sqlite')), {
      schedulerMilliseconds: null
    });
    const { database } = await usedDatabase('sqlite');
    const source = await createApp(configOver(database), { schedulerMilliseconds: null });
    file = await exported(source);
    responseId = await documentId(source, 'response', 'korla');
    await source.close();
  });
  afterAll(() => elsewhere.close());

  const attempts: Record<string, (file: Uint8Array) => Uint8Array> = {
    'has a format of before 0.1': (file) => withVersion(file, 5),
    'is no zip': () => Buffer.from('PK not really'),
    'is empty': () => new Uint8Array(0),
    'is cut short': (file) => file.slice(0, file.length - 400),
    'has an entry with a path': (file) =>
      repacked(file, (entries) => ({ ...entries, '../../etc/passwd': new Uint8Array(3) })),
    'has an entry too many': (file) =>
      repacked(file, (entries) => ({ ...entries, 'documents/stray@1.yjs': new Uint8Array([0, 0]) })),
    'lacks a table': (file) => repacked(file, ({ 'tables/city.json': _, ...entries }) => entries),
    'holds other bytes than its manifest names': (file) =>
      repacked(file, (entries) => ({ ...entries, 'people.json': Buffer.from('[]') })),
    'names a prototype': (file) =>
      forged(file, 'tables/side.json', (text) => text.replace('"code"', '"__proto__":{},"code"')),
    'hides a prototype in the JSON of a column': (file) =>
      forged(file, 'tables/rubric.json', (text) =>
        text.replace('{\\"id\\"', '{\\"__proto__\\":{\\"a\\":1},\\"id\\"')
      ),
    'has a column that no table has': (file) =>
      forged(file, 'tables/side.json', (text) => text.replace('"code"', '"isAdministrator":1,"code"')),
    'speaks of another study': (file) =>
      forged(file, 'tables/side.json', (text) => text.replace(/"studyId":"[^"]+"/, '"studyId":"another"')),
    'speaks of a person it does not bring': (file) =>
      forged(file, 'tables/grant.json', (text) => text.replace(/"userId":"[^"]+"/, '"userId":"root"')),
    'gives a role that does not exist': (file) =>
      forged(file, 'tables/grant.json', (text) => text.replace('"secretariat"', '"administrator"')),
    'names a city that cannot stand in an address': (file) =>
      forged(file, 'tables/city.json', (text) => text.replace('"id":"korla"', '"id":"../korla"')),
    'rewrote an event': (file) =>
      forged(file, 'tables/event.json', (text) => text.replace('document.frozen', 'document.reopened')),
    'left out its last event': (file) =>
      forged(file, 'tables/event.json', (text) =>
        JSON.stringify((JSON.parse(text) as unknown[]).slice(0, -1))
      ),
    'holds a signature on a version that is not there': (file) =>
      forged(file, 'tables/version.json', () => '[]'),
    'holds a signature on another text': (file) =>
      forged(file, 'tables/signature.json', (text) =>
        text.replace('"subject":"findings:haidian"', '"subject":"findings:bristol"')
      ),
    'holds other bytes than were approved': (file) =>
      forged(file, 'tables/version.json', (text) => text.replace('"bytes":"eyJ', '"bytes":"eyK')),
    'holds another scan than was sealed': (file) =>
      forged(file, 'tables/seal.json', (text) => text.replace('"bytes":"JVB', '"bytes":"JVC')),
    'speaks of somebody who settled a thread and whom it does not bring': (file) =>
      forged(file, 'tables/thread.json', (text) => text.replace(/"settledBy":"[^"]+"/, '"settledBy":"root"')),
    'holds feedback from an event that is not recorded': (file) =>
      forged(file, 'tables/cityComment.json', (text) =>
        text.replace('"meetingId":"used-dialogue"', '"meetingId":"nowhere"')
      ),
    'sent another head than its log has': (file) =>
      forged(file, 'tables/sentHead.json', (text) =>
        text.replace(/"hash":"[^"]+"/, `"hash":"${'0'.repeat(64)}"`)
      ),
    'holds a document that does not load': (file) =>
      repackedDocuments(file, () => new Uint8Array([1, 1, 5, 0, 132, 9, 9])),
    'holds a document that builds on something missing': (file) =>
      repackedDocuments(file, () => new Uint8Array([1, 1, 5, 7, 132, 5, 6, 1, 97, 0]))
  };

  it.each(Object.entries(attempts))(
    'because it %s is refused and leaves nothing behind',
    async (_, change) => {
      const outcome = await elsewhere.archives.import('operator', change(file));
      expect(outcome).toMatchObject({ ok: false, refusal: { code: 'invalid' } });
      expect(Object.values(await allCounts(elsewhere)).every((count) => count === 0)).toBe(true);
    }
  );

  it.each([
    [
      'signature',
      /tables\/version\.json holds other bytes than were kept/,
      (file: Uint8Array) =>
        forged(file, 'tables/version.json', (text) => text.replace('"bytes":"eyJ', '"bytes":"eyK'))
    ],
    [
      'text',
      /tables\/\w+\.json speaks of something that the archive does not hold: versionId/,
      (file: Uint8Array) => forged(file, 'tables/version.json', () => '[]')
    ]
  ])('is refused with the name of what is wrong: a %s', async (_, text, change) => {
    const outcome = await elsewhere.archives.import('operator', change(file));
    expect(outcome.ok ? '' : outcome.refusal.facts?.['field']).toMatch(text);
  });

  it('because it would unpack to more than it says, or than is read, is refused without being unpacked', async () => {
    const app = await testApp();
    const bomb = zipSync({ 'meridian.json': [new Uint8Array(64 * 2 ** 20), { level: 9 }] });
    const honest = Buffer.from(bomb);
    expect(await app.archives.import('operator', honest)).toMatchObject({ refusal: { code: 'invalid' } });
    const lying = Buffer.from(bomb);
    const directory = lying.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    lying.writeUInt32LE(10, directory + 24);
    const outcome = await app.archives.import('operator', lying);
    expect(outcome).toMatchObject({
      refusal: { code: 'invalid', facts: { field: 'meridian.json is damaged or larger than it says' } }
    });
    const huge = Buffer.from(bomb);
    huge.writeUInt32LE(2 ** 31, directory + 24);
    expect(await app.archives.import('operator', huge)).toMatchObject({
      refusal: { facts: { field: 'the zip holds more than is read' } }
    });
  });

  it('because its document has a root of its own is refused', async () => {
    const doc = new Y.Doc();
    doc.getXmlFragment('hidden').insert(0, [new Y.XmlElement('paragraph')]);
    const bytes = Y.encodeStateAsUpdate(doc);
    const forgedFile = forgedBytes(file, `documents/${responseId}@1.yjs`, bytes);
    const outcome = await elsewhere.archives.import('operator', forgedFile);
    expect(outcome.ok ? '' : outcome.refusal.facts?.['field']).toContain('hidden');
  });
});

describe('an archive with bytes changed anywhere', () => {
  it('is refused without a trace, or is the same study still', async () => {
    const app = await testApp();
    const study = await makeStudy(app);
    await makePerson(app, { role: 'secretariat', study });
    const file = await exported(app, study.slug);
    const elsewhere = await testApp();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(file.length - 1), byte: fc.nat(255) }), {
          minLength: 1,
          maxLength: 6
        }),
        fc.option(fc.nat(file.length), { freq: 8 }),
        async (changes, end) => {
          const changed = Uint8Array.from(file);
          for (const { at, byte } of changes) changed[at] = byte;
          const outcome = await elsewhere.archives.import(
            'operator',
            end === null ? changed : changed.subarray(0, end)
          );
          if (outcome.ok) {
            expect(Buffer.compare(await exported(elsewhere, study.slug), file)).toBe(0);
            for (const table of [...tableNames].reverse()) await deleteRows(elsewhere.store.db, table);
          } else {
            expect(outcome.refusal.code).toBe('invalid');
            expect(await countRows(elsewhere.store.db, 'study')).toBe(0);
            expect(await countRows(elsewhere.store.db, 'user')).toBe(0);
          }
        }
      ),
      { numRuns: 300, seed: 20131125 }
    );
  });
});

async function allCounts(app: App): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tableNames) counts[table] = await countRows(app.store.db, table);
  return counts;
}

type Entries = Record<string, Uint8Array>;

const repacked = (file: Uint8Array, change: (entries: Entries) => Entries): Uint8Array =>
  zipSync(change(unzipSync(file)));

/** Takes an entry out of an archive and of its manifest. */
const withVersion = (file: Uint8Array, version: number): Uint8Array =>
  repacked(file, ({ 'meridian.json': manifest, ...entries }) => ({
    ...entries,
    'meridian.json': Buffer.from(
      JSON.stringify({ ...(JSON.parse(Buffer.from(manifest ?? []).toString()) as object), version })
    )
  }));

/** Changes one entry and its hash in the manifest too: only the entry's content can reveal it. */
/** Changes the files of an archive, whose manifest then names them with their hashes. */
const sealedAnew = (file: Uint8Array, change: (entries: Entries) => Entries): Uint8Array =>
  repacked(file, ({ 'meridian.json': bytes, ...entries }) => {
    const manifest = JSON.parse(Buffer.from(bytes ?? []).toString()) as object;
    const changed = change(entries);
    const hashes = Object.entries(changed).map(([name, content]) => [
      name,
      createHash('sha256').update(content).digest('hex')
    ]);
    const written = { ...manifest, entries: Object.fromEntries(hashes) as object };
    return { ...changed, 'meridian.json': Buffer.from(JSON.stringify(written)) };
  });

const forgedBytes = (file: Uint8Array, name: string, bytes: Uint8Array): Uint8Array =>
  sealedAnew(file, (entries) => ({ ...entries, [name]: bytes }));

function forged(file: Uint8Array, name: string, change: (text: string) => string): Uint8Array {
  const before = Buffer.from(unzipSync(file)[name] ?? []).toString('utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  return forgedBytes(file, name, Buffer.from(after));
}

function repackedDocuments(file: Uint8Array, make: () => Uint8Array): Uint8Array {
  const name = Object.keys(unzipSync(file)).find((entry) => entry.startsWith('documents/'));
  return forgedBytes(file, name ?? '', make());
}
