/** Tests that every change to an approval made directly in the database is detected and named. */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '#server/cli/run.ts';
import { auditVerify } from '#server/cli/audit.ts';
import { approvalVerify } from '#server/cli/approval.ts';
import type { App } from '#server/app.ts';
import { signatureOf } from '#server/areas/approval/signing.ts';
import { requestAgain, requestApproval, bothChairs, signs } from '#kit/approvals.ts';
import { temporaryFolder, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';

const reason = { en: 'Again', zh: '' };

/** Version 1 of Haidian was signed by the EU and sent back; version 2 is approved by both. */
async function stage(engine: Engine = 'sqlite') {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'revision' }] });
  const secretariat = await requestApproval(app, study);
  const chairs = await bothChairs(app, study);
  await signs(app, chairs.eu, study);
  const status = await app.workflow.assessment(chairs.cn, study.slug, 'haidian');
  if (!status.ok) throw new Error(status.refusal.code);
  await app.workflow.takeStep(chairs.cn, study.slug, 'haidian', {
    step: 'return',
    version: status.value.version,
    reason,
    deadline: null
  });
  await requestAgain(app, study, secretariat);
  await signs(app, chairs.eu, study);
  const last = await signs(app, chairs.cn, study);
  if (!last.ok) throw new Error(last.refusal.code);
  const versions = await app.store.db.selectFrom('version').selectAll().orderBy('number').execute();
  const [first, second] = versions;
  if (!first || !second) throw new Error('There are two versions');
  return { app, study, ...chairs, first, second };
}

async function verified(app: App, question: { hash?: string; file?: string } = {}) {
  const lines = { out: [] as string[], err: [] as string[] };
  const streams = {
    print: (line: string) => void lines.out.push(line),
    complain: (line: string) => void lines.err.push(line)
  };
  const code = await approvalVerify(
    app,
    { studySlug: undefined, hash: question.hash, file: question.file },
    streams
  );
  return { code, ...lines };
}

async function audited(app: App) {
  const err: string[] = [];
  const code = await auditVerify(app, { print: () => undefined, complain: (line) => void err.push(line) });
  return { code, err };
}

describe('what nobody touched', () => {
  it('is whole, and a hash tells what it belongs to', async () => {
    const { app, second } = await stage();
    expect(await verified(app)).toEqual({
      code: 0,
      out: ['small-study: 2 versions and 3 signatures, whole'],
      err: []
    });
    expect(await audited(app)).toEqual({ code: 0, err: [] });
    const known = await verified(app, { hash: second.hash.toUpperCase() });
    expect(known.out.slice(-3)).toEqual([
      expect.stringMatching(/: small-study, version 2 of findings:haidian$/),
      expect.stringMatching(/^ {2}eu: Elena Rossi, /),
      expect.stringMatching(/^ {2}cn: Wang Fang, /)
    ]);
    expect(await verified(app, { hash: 'ab'.repeat(32) })).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/nothing is known of it here$/)]
    });
  });

  it('is verified on a copy of the database file, and a file of its bytes as well', async () => {
    const { app, second } = await stage();
    const { database } = app.config;
    if (database.engine !== 'sqlite') throw new Error();
    const copies = join(temporaryFolder(), 'copy');
    mkdirSync(copies);
    for (const name of readdirSync(dirname(database.file)).filter((one) => one.startsWith('meridian.db')))
      cpSync(join(dirname(database.file), name), join(copies, name));
    const file = join(copies, 'version.json');
    writeFileSync(file, second.bytes);
    const cli = async (args: readonly string[]) => {
      const lines = { out: '', err: '' };
      const code = await run(args, {
        env: { DATABASE_URL: `sqlite:${join(copies, 'meridian.db')}`, DATA_DIR: copies, DEMO: '0' },
        print: (line) => (lines.out += `${line}\n`),
        complain: (line) => (lines.err += `${line}\n`),
        readInput: () => Promise.resolve('')
      });
      return { code, ...lines };
    };
    expect(await cli(['approval', 'verify', '--study', 'small-study', '--file', file])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('version 2 of findings:haidian') as string
    });
    writeFileSync(file, Buffer.concat([second.bytes, Buffer.from(' ')]));
    expect(await cli(['approval', 'verify', '--file', file])).toMatchObject({ code: 1 });
    expect(await cli(['approval', 'verify', '--hash', 'xyz'])).toMatchObject({
      code: 2,
      err: '--hash takes 64 hexadecimal digits\n'
    });
    expect(await cli(['approval', 'verify', '--study', 'other'])).toMatchObject({ code: 2 });
  });
});

type Stage = Awaited<ReturnType<typeof stage>>;
const asBytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const edited = ({ second }: Stage): Uint8Array =>
  asBytes(new TextDecoder().decode(second.bytes).replace('Data is shared', 'Data is sold'));
const sha = async (bytes: Uint8Array): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(bytes))).toString('hex');

const tampering: readonly (readonly [string, (stage: Stage) => Promise<unknown>, readonly string[]])[] = [
  [
    'the bytes of a version are edited',
    async (s) =>
      s.app.store.db
        .updateTable('version')
        .set({ bytes: edited(s) })
        .where('id', '=', s.second.id)
        .execute(),
    ['version 2 of findings:haidian is not what was kept: its bytes have another hash']
  ],
  [
    'bytes and hash of a version are edited together',
    async (s) =>
      s.app.store.db
        .updateTable('version')
        .set({ bytes: edited(s), hash: await sha(edited(s)) })
        .where('id', '=', s.second.id)
        .execute(),
    ['version 2 of findings:haidian is not what was signed']
  ],
  [
    'bytes, hash and signatures are all edited to agree',
    async (s) => {
      const hash = await sha(edited(s));
      const { db } = s.app.store;
      await db
        .updateTable('version')
        .set({ bytes: edited(s), hash })
        .where('id', '=', s.second.id)
        .execute();
      for (const row of await db
        .selectFrom('signature')
        .selectAll()
        .where('versionId', '=', s.second.id)
        .execute()) {
        const forged = signatureOf({
          id: row.id,
          study: s.study,
          version: { ...s.second, hash },
          userId: row.userId,
          name: { en: 'Elena Rossi', zh: '' },
          sideId: row.sideId,
          at: row.at
        });
        await db
          .updateTable('signature')
          .set({ hash, statement: forged.statement, digest: forged.digest })
          .where('id', '=', row.id)
          .execute();
      }
    },
    [
      'an event that tells of a signature is missing: version 2 of findings:haidian',
      'a signature that the log tells of is missing: version 2 of findings:haidian'
    ]
  ],
  [
    'a signature is deleted',
    (s) => s.app.store.db.deleteFrom('signature').where('userId', '=', s.cn.userId).execute(),
    [
      'a signature that the log tells of is missing: version 2 of findings:haidian',
      'version 2 of findings:haidian counts as approved without the signatures of both sides'
    ]
  ],
  [
    'a version is deleted',
    (s) => s.app.store.db.deleteFrom('version').where('id', '=', s.second.id).execute(),
    ['is gone, although it was signed']
  ],
  [
    'two versions swap their bytes',
    async (s) => {
      const { db } = s.app.store;
      const other = edited(s);
      await db
        .updateTable('version')
        .set({ bytes: other, hash: await sha(other) })
        .where('id', '=', s.first.id)
        .execute();
      await db
        .updateTable('version')
        .set({ bytes: s.first.bytes, hash: s.first.hash })
        .where('id', '=', s.second.id)
        .execute();
    },
    ['version 1 of findings:haidian is not what was signed']
  ],
  [
    'two versions swap their numbers',
    async (s) => {
      const { db } = s.app.store;
      await db.updateTable('version').set({ number: 99 }).where('id', '=', s.first.id).execute();
      await db.updateTable('version').set({ number: 1 }).where('id', '=', s.second.id).execute();
      await db.updateTable('version').set({ number: 2 }).where('id', '=', s.first.id).execute();
    },
    ['version 1 of findings:haidian is not what it says: it was kept under another number, subject or study']
  ],
  [
    'a signature is moved onto another version',
    (s) =>
      s.app.store.db
        .updateTable('signature')
        .set({ versionId: s.first.id })
        .where('userId', '=', s.cn.userId)
        .execute(),
    ['a signature was replayed onto another version: version 1 of findings:haidian']
  ],
  [
    'a signature is copied onto another version',
    async (s) => {
      const row = await s.app.store.db
        .selectFrom('signature')
        .selectAll()
        .where('userId', '=', s.cn.userId)
        .executeTakeFirstOrThrow();
      await s.app.store.db
        .insertInto('signature')
        .values({ ...row, id: 'copy', versionId: s.first.id })
        .execute();
    },
    [
      'a signature was replayed onto another version: version 1 of findings:haidian',
      'a signature stands twice'
    ]
  ],
  [
    'the words of a signature are edited',
    (s) =>
      s.app.store.db
        .updateTable('signature')
        .set((eb) => ({ statement: eb.fn('replace', ['statement', eb.val('Wang Fang'), eb.val('Li Na')]) }))
        .where('userId', '=', s.cn.userId)
        .execute(),
    ['a signature on version 2 of findings:haidian is not what was signed']
  ],
  [
    'a signature is given to somebody else',
    (s) =>
      s.app.store.db
        .updateTable('signature')
        .set({ userId: 'nobody' })
        .where('userId', '=', s.cn.userId)
        .execute(),
    ['a signature on version 2 of findings:haidian is not what was signed', 'was not the side’s chair then']
  ],
  [
    'two signatures swap their rows',
    async (s) => {
      const { db } = s.app.store;
      const [a, b] = await db
        .selectFrom('signature')
        .selectAll()
        .where('versionId', '=', s.second.id)
        .orderBy('sideId')
        .execute();
      if (!a || !b) throw new Error();
      await db.deleteFrom('signature').where('versionId', '=', s.second.id).execute();
      await db
        .insertInto('signature')
        .values([
          { ...a, statement: b.statement, digest: b.digest },
          { ...b, statement: a.statement, digest: a.digest }
        ])
        .execute();
    },
    ['a signature on version 2 of findings:haidian is not what was signed']
  ],
  [
    'a void is forged',
    (s) =>
      s.app.store.db
        .updateTable('signature')
        .set({ voidedAt: s.second.at, voidReasonEn: 'Never mind' })
        .where('userId', '=', s.cn.userId)
        .execute(),
    [
      'a signature was made void and no event tells it: version 2 of findings:haidian',
      'counts as approved without the signatures of both sides'
    ]
  ],
  [
    'a void is undone',
    (s) =>
      s.app.store.db
        .updateTable('signature')
        .set({ voidedAt: null })
        .where('versionId', '=', s.first.id)
        .execute(),
    ['a signature stands again that the log says is void: version 1 of findings:haidian']
  ],
  [
    'a signature is added for a side',
    async (s) => {
      const forged = signatureOf({
        id: 'forged',
        study: s.study,
        version: s.first,
        userId: s.cn.userId,
        name: { en: 'Wang Fang', zh: '' },
        sideId: 'cn',
        at: s.first.at
      });
      await s.app.store.db.insertInto('signature').values(forged).execute();
    },
    ['an event that tells of a signature is missing: version 1 of findings:haidian']
  ],
  [
    'the event of a signature is deleted',
    (s) =>
      s.app.store.db
        .deleteFrom('event')
        .where('kind', '=', 'approval.signed')
        .where('actorId', '=', s.cn.userId)
        .execute(),
    [
      'an event that tells of a signature is missing: version 2 of findings:haidian',
      'the log of events is broken'
    ]
  ],
  [
    'the event of a signature is edited',
    (s) =>
      s.app.store.db
        .updateTable('event')
        .set({ actorRole: 'expert' })
        .where('kind', '=', 'approval.signed')
        .where('actorId', '=', s.cn.userId)
        .execute(),
    ['was not the side’s chair then', 'the log of events is broken']
  ],
  [
    'two events swap their numbers',
    async (s) => {
      const { db } = s.app.store;
      const [a, b] = await db
        .selectFrom('event')
        .selectAll()
        .where('kind', '=', 'approval.signed')
        .orderBy('seq')
        .execute();
      if (!a || !b) throw new Error();
      await db.updateTable('event').set({ seq: -1 }).where('seq', '=', a.seq).execute();
      await db.updateTable('event').set({ seq: a.seq }).where('seq', '=', b.seq).execute();
      await db.updateTable('event').set({ seq: b.seq }).where('seq', '=', -1).execute();
    },
    ['the log of events is broken']
  ],
  [
    'the scan of a sealed page is exchanged',
    async (s) => {
      await s.app.store.db
        .updateTable('seal')
        .set({ bytes: asBytes('%PDF-1.4 another') })
        .execute();
    },
    ['the scan of a sealed page of version 2 of findings:haidian is not what was kept']
  ],
  [
    'a state is set to approved by hand',
    async (s) => {
      await s.app.store.db
        .updateTable('signature')
        .set({ sideId: 'eu' })
        .where('userId', '=', s.cn.userId)
        .execute()
        .catch(() => undefined);
      await s.app.store.db.deleteFrom('signature').where('versionId', '=', s.second.id).execute();
    },
    ['version 2 of findings:haidian counts as approved without the signatures of both sides']
  ]
];

describe.each<Engine>(['sqlite', 'postgres'])('on %s', (engine) => {
  it('each of these is found where it is done alone, and named', async () => {
    const s = await stage(engine);
    const { db } = s.app.store;
    const sealed = await s.app.approvals.saveSeal(s.cn, s.study.slug, 'findings:haidian', s.second.id, {
      sideId: 'cn',
      fileName: 'a.pdf',
      bytes: asBytes('%PDF-1.4 a seal')
    });
    expect(sealed).toMatchObject({ ok: true });
    const stored = {
      seal: await db.selectFrom('seal').selectAll().execute(),
      version: await db.selectFrom('version').selectAll().execute(),
      signature: await db.selectFrom('signature').selectAll().execute(),
      event: await db.selectFrom('event').selectAll().execute()
    };
    for (const [name, tamper, expected] of tampering) {
      await tamper(s);
      const { code, err } = await verified(s.app);
      expect(code, name).toBe(1);
      for (const text of expected) expect(err.join('\n'), name).toContain(text);
      expect((await audited(s.app)).code, name).toBe(1);
      for (const table of ['seal', 'signature', 'version', 'event'] as const)
        await db.deleteFrom(table).execute();
      await db.insertInto('seal').values(stored.seal).execute();
      await db.insertInto('version').values(stored.version).execute();
      await db.insertInto('signature').values(stored.signature).execute();
      await db.insertInto('event').values(stored.event).execute();
      expect((await verified(s.app)).code, name).toBe(0);
    }
  });
});
