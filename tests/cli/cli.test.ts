import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '#server/cli/run.ts';
import type { DatabaseAddress } from '#server/process/config.ts';
import { migrateToLatest } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
import { markServed } from '#server/store/served.ts';
import { countRows, selectRows } from '#server/store/rows.ts';
import { emptyDatabase, engines, quickEngines, temporaryFolder } from '#kit/databases.ts';
import { compiled } from '#kit/compiled.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function workplace(engine: (typeof engines)[number] = 'sqlite', env: Record<string, string> = {}) {
  const database = await emptyDatabase(engine);
  const folder = temporaryFolder();
  const url = database.engine === 'sqlite' ? `sqlite:${database.file}` : database.url;
  const cli = (args: readonly string[], input = ''): Promise<Outcome> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ['build/app/cli.js', ...args],
        {
          cwd: root,
          env: {
            ...compiled,
            PATH: process.env['PATH'],
            TZ: 'Asia/Shanghai',
            DATA_DIR: folder,
            DATABASE_URL: url,
            ...env
          }
        },
        (error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err })
      );
      child.stdin?.end(input);
    });
  /** Does the same without a process of its own, which would cost half a second. */
  const inProcess = async (args: readonly string[], input = ''): Promise<Outcome> => {
    let out = '';
    let err = '';
    const code = await run(args, {
      env: { DATA_DIR: folder, DATABASE_URL: url, ...env },
      print: (line) => (out += `${line}\n`),
      complain: (line) => (err += `${line}\n`),
      readInput: () => Promise.resolve(input)
    });
    return { code, out, err };
  };
  return { database, cli, inProcess, file: (name: string) => join(folder, name) };
}

async function inStore<T>(
  database: DatabaseAddress,
  use: (db: ReturnType<typeof openStore>['db']) => Promise<T>
): Promise<T> {
  const store = openStore(database);
  try {
    return await use(store.db);
  } finally {
    await store.close();
  }
}

const isOneLine = (text: string): boolean => text.trim().split('\n').length === 1;

describe.each(engines)('the operator’s tool on %s', (engine) => {
  it('takes a study and an installation along and puts them back', async () => {
    const here = await workplace(engine);
    expect((await here.inProcess(['bench', 'study', '--rooms', '3', '--people', '2'])).code).toBe(0);
    expect(await here.cli(['study', 'export', 'eu-china-2013', here.file('study.zip')])).toMatchObject({
      code: 0,
      err: ''
    });
    expect(statSync(here.file('study.zip')).mode & 0o777).toBe(0o600);
    expect((await here.inProcess(['backup', here.file('backup.zip')])).code).toBe(0);

    const there = await workplace(engine);
    expect(await there.cli(['study', 'import', here.file('study.zip')])).toMatchObject({
      code: 0,
      out: 'eu-china-2013 is imported\n'
    });
    expect((await there.inProcess(['study', 'export', 'eu-china-2013', there.file('again.zip')])).code).toBe(
      0
    );
    expect(Buffer.compare(readFileSync(there.file('again.zip')), readFileSync(here.file('study.zip')))).toBe(
      0
    );
    const refused = await there.inProcess(['restore', here.file('backup.zip')]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('--replace');
    const mark = await markServed(there.database);
    onTestFinished(() => mark.release());
    const replace = ['restore', here.file('backup.zip'), '--replace'];
    expect(await there.inProcess(replace)).toMatchObject({
      code: 2,
      err: expect.stringContaining('A server runs on this database: stop it first.') as unknown
    });
    expect((await there.inProcess([...replace, '--force'])).code).toBe(0);
    expect(await inStore(there.database, (db) => countRows(db, 'study'))).toBe(2);
    const audit = await there.inProcess(['audit', 'verify']);
    expect(audit).toMatchObject({ code: 0, err: '' });
    expect(audit.out).toMatch(/^bench: 1 event, whole$/m);
    expect(audit.out).toMatch(/^eu-china-2013: \d+ events, whole$/m);
  });

  it('makes one demo and one load test though two are started at once', async () => {
    const { cli, inProcess, database } = await workplace(engine);
    await inProcess(['migrate']);
    const outcomes = await Promise.all([
      cli(['bench', 'study', '--rooms', '4']),
      cli(['bench', 'study', '--rooms', '4'])
    ]);
    expect(outcomes.map(({ code, err }) => ({ code, err }))).toEqual([
      { code: 0, err: '' },
      { code: 0, err: '' }
    ]);
    expect(outcomes.map((outcome) => outcome.out).toSorted()).toEqual([
      'bench: 0 more rooms, 0 more people\n',
      'bench: 4 more rooms, 1 more people\n'
    ]);
    const slugs = await inStore(database, async (db) =>
      (await selectRows(db, 'study')).map((study) => study.slug)
    );
    expect(slugs.toSorted()).toEqual(['bench', 'eu-china-2013']);
  });
});

describe.each(quickEngines)('the operator’s tool on %s', (engine) => {
  it('names the first event that was rewritten, and ends with 1', async () => {
    const { cli, inProcess, database } = await workplace(engine);
    await inProcess(['bench', 'study']);
    await inStore(database, async (db) => {
      const study = await db
        .selectFrom('study')
        .select('id')
        .where('slug', '=', 'eu-china-2013')
        .executeTakeFirstOrThrow();
      await db
        .updateTable('event')
        .set({ at: '2031-01-01T00:00:00.000Z' })
        .where('studyId', '=', study.id)
        .where('seq', 'in', [4, 6])
        .execute();
    });
    const audit = await cli(['audit', 'verify']);
    expect(audit.code).toBe(1);
    expect(audit.err).toBe('eu-china-2013: event 4 is not what was written\n');
    // What was signed is whole all the same.
    expect(audit.out.trimEnd().split('\n').sort()).toEqual([
      'bench: 1 event, whole',
      expect.stringMatching(/^eu-china-2013: \d+ versions and \d+ signatures, whole$/)
    ]);
  });
});

describe('erasing a person by the operator’s tool', () => {
  it('says what to keep, never the address, and in one line why it was refused', async () => {
    const { inProcess: cli, database } = await workplace();
    for (const name of ['first', 'second'])
      await cli(['user', 'add', `${name}@test.local`, '--administrator']);
    const [{ id } = { id: '' }] = await inStore(database, (db) =>
      db.selectFrom('user').select('id').where('email', '=', 'first@test.local').execute()
    );
    const erased = await cli(['user', 'erase', 'first@test.local']);
    expect(erased).toMatchObject({ code: 0, err: '' });
    expect(erased.out).toContain(`Erased: ${id}. Keep the ids`);
    expect(erased.out).not.toContain('first');
    for (const who of ['second@test.local', 'first@test.local', 'external reviewer']) {
      const refused = await cli(['user', 'erase', who]);
      expect(refused).toMatchObject({ code: 2, out: '' });
      expect(isOneLine(refused.err)).toBe(true);
    }
    expect((await cli(['external-review', 'erase', 'no-study', 'Nobody'])).err).toBe(
      'There is no such person here\n'
    );
    expect(await cli(['user', 'erase', id])).toMatchObject({ code: 0 });
  });
});

describe('the load-test study', () => {
  it('grows and never shrinks; its people may write its rooms', async () => {
    const { inProcess: cli, database } = await workplace();
    expect((await cli(['bench', 'study', '--rooms', '2', '--people', '2'])).out).toBe(
      'bench: 2 more rooms, 2 more people\n'
    );
    expect((await cli(['bench', 'study', '--rooms', '5', '--people', '3'])).out).toBe(
      'bench: 3 more rooms, 1 more people\n'
    );
    expect((await cli(['bench', 'study'])).out).toBe('bench: 0 more rooms, 0 more people\n');
    await inStore(database, async (db) => {
      const bench = await db
        .selectFrom('study')
        .selectAll()
        .where('slug', '=', 'bench')
        .executeTakeFirstOrThrow();
      expect(bench.isBench).toBe(1);
      const rooms = await db
        .selectFrom('document')
        .selectAll()
        .where('studyId', '=', bench.id)
        .orderBy('position')
        .execute();
      expect(rooms.map((room) => [room.slug, room.kind, room.state, room.generation])).toEqual(
        [0, 1, 2, 3, 4].map((n) => [`c${n}`, 'chapter', 'drafting', 1])
      );
      const people = await db
        .selectFrom('grant')
        .innerJoin('user', 'user.id', 'grant.userId')
        .select(['email', 'role'])
        .where('studyId', '=', bench.id)
        .orderBy('email')
        .execute();
      expect(people).toEqual([0, 1, 2].map((n) => ({ email: `bench${n}@demo.local`, role: 'expert' })));
    });
  });

  it('is refused where the demo is off, since everybody knows its passwords', async () => {
    const { inProcess: cli, database } = await workplace('sqlite', { DEMO: '0' });
    expect(await cli(['bench', 'study'])).toMatchObject({
      code: 2,
      err: 'bench study works only while DEMO is on\n'
    });
    expect(await inStore(database, (db) => countRows(db, 'study'))).toBe(0);
  });
});

describe('a document', () => {
  it('is frozen and opened again by the name of its room, each once, and the log tells of it', async () => {
    const { inProcess: cli, database } = await workplace();
    await cli(['bench', 'study']);
    const room = (n: number) => `eu-china-2013.haidian.findings@${n}`;
    expect(await cli(['document', 'reopen', room(1)])).toMatchObject({
      code: 2,
      err: `${room(1)} is open already\n`
    });
    expect(await cli(['document', 'freeze', room(1)])).toMatchObject({
      code: 0,
      out: 'Generation 1 is frozen\n'
    });
    expect(await cli(['document', 'freeze', room(1)])).toMatchObject({
      code: 2,
      err: `${room(1)} is frozen already\n`
    });
    expect(await cli(['document', 'reopen', room(1)])).toMatchObject({
      code: 0,
      out: 'Generation 2 is open\n'
    });
    expect(await cli(['document', 'freeze', room(1)])).toMatchObject({
      code: 2,
      err: `${room(1)} is not the current generation, which is 2\n`
    });
    const logged = await inStore(database, async (db) =>
      (await selectRows(db, 'event', { column: 'cityId', values: ['haidian'] }))
        .map((event) => event.kind)
        .filter((kind) => kind.startsWith('document.'))
    );
    // The first is the response, frozen when the city handed it in.
    expect(logged).toEqual(['document.frozen', 'document.frozen', 'document.reopened']);
    expect((await cli(['audit', 'verify'])).code).toBe(0);
  });

  it('is set back to one of its versions by its number', async () => {
    const { inProcess: cli, database } = await workplace();
    await cli(['bench', 'study']);
    const { cityId, number, generation } = await inStore(database, (db) =>
      db
        .selectFrom('version')
        .innerJoin('document', 'document.id', 'version.documentId')
        .select(['version.cityId', 'version.number', 'document.generation'])
        .where('document.kind', '=', 'response')
        .executeTakeFirstOrThrow()
    );
    const room = `eu-china-2013.${cityId}.response@${generation}`;
    expect(await cli(['document', 'restore', room, '--version', 'first'])).toMatchObject({
      code: 2,
      err: '--version takes the number of a version, a whole number from 1 on\n'
    });
    expect(await cli(['document', 'restore', room, '--version', '99'])).toMatchObject({
      code: 2,
      err: `There is no version 99 of ${room}\n`
    });
    expect(await cli(['document', 'restore', room, '--version', String(number)])).toMatchObject({
      code: 0,
      out: `Generation ${generation + 1} holds version ${number}\n`
    });
    expect((await cli(['audit', 'verify'])).code).toBe(0);
  });

  it.each(['haidian', 'eu-china-2013.haidian.findings', '../../etc/passwd', 'eu-china-2013.haidian.notes@1'])(
    'that %j cannot name is not looked for',
    async (room) => {
      const { inProcess: cli } = await workplace('sqlite', { DEMO: '0' });
      await cli(['migrate']);
      const { code, err } = await cli(['document', 'freeze', room]);
      expect(code).toBe(2);
      expect(err).toMatch(/is no room/);
    }
  );

  it('of a room that does not exist is not there', async () => {
    const { inProcess: cli } = await workplace('sqlite', { DEMO: '0' });
    await cli(['migrate']);
    expect(await cli(['document', 'freeze', 'no.such.findings@1'])).toMatchObject({
      code: 2,
      err: 'There is no room "no.such.findings@1"\n'
    });
  });
});

describe('the quarantine', () => {
  it('is listed without what it holds, and emptied, all of it or what came before a time', async () => {
    const { database, inProcess } = await workplace('sqlite', { DEMO: '1' });
    await inProcess(['bench', 'study']);
    const store = openStore(database);
    const document = await store.db
      .selectFrom('document')
      .innerJoin('study', 'study.id', 'document.studyId')
      .select(['document.id'])
      .where('study.slug', '=', 'bench')
      .executeTakeFirstOrThrow();
    const user = await store.db
      .selectFrom('user')
      .select('id')
      .where('email', '=', 'bench0@demo.local')
      .executeTakeFirstOrThrow();
    for (const day of ['2013-09-01', '2013-09-03'])
      await store.db
        .insertInto('quarantine')
        .values({
          id: day,
          documentId: document.id,
          generation: 1,
          userId: user.id,
          at: `${day}T08:00:00.000Z`,
          reason: 'an unknown node: marquee',
          bytes: new Uint8Array([83, 69, 67, 82, 69, 84])
        })
        .execute();
    await store.close();
    expect((await inProcess(['quarantine', 'list'])).out.trimEnd().split('\n')).toEqual([
      '2013-09-01T08:00:00.000Z bench.chapter.c0@1 bench0@demo.local 6 bytes: an unknown node: marquee',
      '2013-09-03T08:00:00.000Z bench.chapter.c0@1 bench0@demo.local 6 bytes: an unknown node: marquee',
      '2 updates are in quarantine'
    ]);
    expect(await inProcess(['quarantine', 'purge', '--before', 'yesterday'])).toMatchObject({
      code: 2,
      out: ''
    });
    expect((await inProcess(['quarantine', 'purge', '--before', '2013-09-02'])).out).toBe(
      '1 updates are deleted from the quarantine\n'
    );
    expect((await inProcess(['quarantine', 'purge'])).out).toBe(
      '1 updates are deleted from the quarantine\n'
    );
    expect((await inProcess(['quarantine', 'list'])).out).toBe('0 updates are in quarantine\n');
  }, 180_000);
});

describe('an account made by the operator', () => {
  it('gets a password that is printed once, or the one on standard input', async () => {
    const { inProcess: cli, database } = await workplace('sqlite', { DEMO: '0' });
    const made = await cli([
      'user',
      'add',
      'Admin@Example.org',
      '--name',
      'Ada',
      '--name-zh',
      '艾达',
      '--administrator',
      '--locale',
      'zh'
    ]);
    expect(made.code).toBe(0);
    expect(made.out).toMatch(/^Password: \S{12,}$/m);
    expect(made.out).toContain('A new database was made: ');
    const given = await cli(
      ['user', 'add', 'second@example.org', '--password-stdin'],
      'a long enough 密码\n'
    );
    expect(given).toMatchObject({ code: 0, out: 'second@example.org has an account now\n' });
    const users = await inStore(database, (db) => selectRows(db, 'user'));
    expect(users.find((user) => user.email === 'admin@example.org')).toMatchObject({
      nameZh: '艾达',
      isAdministrator: 1,
      locale: 'zh'
    });
    expect(users.find((user) => user.email === 'second@example.org')).toMatchObject({ isAdministrator: 0 });
    expect((await cli(['user', 'list'])).out.split('\n').sort()).toEqual([
      '',
      'admin@example.org; Ada 艾达; administrator',
      'second@example.org; second'
    ]);
    expect((await cli(['study', 'list'])).out).toBe('0 studies\n');
    expect((await cli(['audit', 'verify'])).out).toBe('0 studies\n');
    expect((await cli(['user', 'add', 'second@example.org'])).err).toBe(
      'An account with this address exists already\n'
    );
    expect((await cli(['user', 'add', 'third@example.org', '--password-stdin'], 'short')).code).toBe(2);
  });
});

describe('a mistake', () => {
  it.each([
    ['no command', [], /Usage/],
    ['an unknown command', ['frobnicate'], /^There is no command "frobnicate"/],
    ['half a command', ['study'], /^Usage: study list \| study export SLUG FILE \| study import FILE$/],
    ['too few arguments', ['study', 'export', 'x'], /^Usage: study export SLUG FILE$/],
    ['too many arguments', ['migrate', 'now'], /^Usage: migrate$/],
    ['an unknown option', ['backup', 'x', '--fast'], /^Unknown option '--fast'\. Usage: backup FILE$/],
    ['no address', ['user', 'add', 'nobody'], /^"nobody" with this name cannot be an account/],
    ['another language', ['user', 'add', 'a@example.org', '--locale', 'fr'], /^--locale takes en or zh$/],
    ['no number', ['bench', 'study', '--rooms', 'many'], /^--rooms takes a whole number from 1 to 10000$/],
    [
      'an unknown study',
      ['study', 'export', 'nowhere', '/tmp/x.zip'],
      /^There is no study "nowhere"; study list names them all$/
    ],
    [
      'a file that is not there',
      ['study', 'import', '/no/such/file'],
      /^\/no\/such\/file cannot be used \(ENOENT\)$/
    ],
    [
      'a file that is something else',
      ['study', 'import', 'package.json'],
      /^Not valid: the file is not a zip$/
    ],
    ['a backup that is something else', ['restore', 'package.json'], /^Not valid: the file is not a zip$/],
    [
      'a folder that is not there',
      ['backup', '/no/such/folder/b.zip'],
      /^\/no\/such\/folder\/b\.zip\.partial cannot be used \(ENOENT\)$/
    ]
  ])('such as %s is told in a sentence without a stack, and ends with 2', async (_, args, sentence) => {
    const { cli, inProcess } = await workplace('sqlite', { DEMO: '0' });
    await inProcess(['migrate']);
    // The first case runs the tool as a real process, including exit code and streams.
    const { code, out, err } = await (args.length === 0 ? cli : inProcess)(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.trim()).toMatch(sentence);
    expect(err).not.toContain('    at ');
    if (args.length > 0) expect(isOneLine(err)).toBe(true);
  });

  it.each([
    ['study', 'export', 'x', 'x.zip'],
    ['backup', 'x.zip'],
    ['audit', 'verify'],
    ['document', 'freeze', 'a.b.findings@1']
  ])('in DATA_DIR does not make an empty database out of which %s %s reads nothing', async (...args) => {
    const { inProcess, database } = await workplace();
    if (database.engine !== 'sqlite') throw new Error('no file');
    expect(await inProcess(args)).toMatchObject({
      code: 2,
      out: '',
      err: `There is no database at ${database.file}\n`
    });
    expect(existsSync(database.file)).toBe(false);
  });

  it('in the file of a backup makes no database, and is told in one line', async () => {
    const { inProcess, database, file } = await workplace();
    writeFileSync(file('backup.zip'), 'no backup');
    const refused = await inProcess(['restore', file('backup.zip')]);
    expect(refused.code).toBe(2);
    expect(isOneLine(refused.err)).toBe(true);
    expect(database.engine === 'sqlite' && existsSync(database.file)).toBe(false);
  });

  it('in the environment names the variable', async () => {
    const { cli } = await workplace('sqlite', { PORT: 'http' });
    expect(await cli(['migrate'])).toMatchObject({
      code: 2,
      err: 'PORT holds "http"; it takes a port number from 1 to 65535\n'
    });
  });

  it('of a database that is none, or that a newer version has migrated, is told and leaves it alone', async () => {
    const { inProcess: cli, database, file } = await workplace();
    const store = openStore(database);
    await migrateToLatest(store.db);
    await store.db
      .$extendTables<{ kyselyMigration: { name: string; timestamp: string } }>()
      .insertInto('kyselyMigration')
      .values({ name: '9999-later', timestamp: '2031-01-01' })
      .execute();
    await store.close();
    const newer = await cli(['backup', file('b.zip')]);
    expect(newer.code).toBe(2);
    expect(newer.err).toContain('9999-later');
    expect(existsSync(file('b.zip'))).toBe(false);
    writeFileSync(file('text.db'), 'This is not a database at all, only a text of some length.'.repeat(20));
    const none = await workplace('sqlite', { DATABASE_URL: `sqlite:${file('text.db')}` });
    const refused = await none.inProcess(['audit', 'verify']);
    expect(refused.code).toBe(2);
    expect(isOneLine(refused.err)).toBe(true);
  });
});

describe('the version', () => {
  it('is told with the commit, without a database', async () => {
    const { inProcess, database } = await workplace();
    const { code, out } = await inProcess(['version']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^Meridian \d+\.\d+\.\d+ \([0-9a-f]{12}\)\n$/)]);
    expect(database.engine === 'sqlite' && existsSync(database.file)).toBe(false);
  });
});

describe('user reset and user confirm', () => {
  it('print a link by which the person sets a password, and never a password', async () => {
    const { inProcess } = await workplace('sqlite', { DEMO: '0' });
    await inProcess(['user', 'add', 'wu@example.org', '--administrator']);
    const { code, out } = await inProcess(['user', 'reset', 'wu@example.org']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Link for wu@example\.org until \S+: http:\/\/\S+\/reset\/[0-9a-f]{64}$/m);
    const unknown = await inProcess(['user', 'reset', 'nobody@example.org']);
    expect(unknown).toMatchObject({ code: 2, err: 'There is no account "nobody@example.org"\n' });
    // Nothing was reset yet, so that nobody is paused.
    const confirmed = await inProcess(['user', 'confirm', 'wu@example.org']);
    expect(confirmed).toMatchObject({
      code: 2,
      err: 'wu@example.org is no administrator whose account is paused\n'
    });
  });
});

describe('help', () => {
  it('lists every command', async () => {
    const { inProcess } = await workplace();
    const { code, out } = await inProcess(['--help']);
    expect(code).toBe(0);
    for (const text of [
      'user add',
      'user list',
      'study list',
      'user reset EMAIL',
      'user confirm EMAIL',
      'study import FILE',
      'study export SLUG FILE',
      'backup FILE',
      'restore FILE',
      'audit verify',
      'migrate',
      'document freeze ROOM',
      'document reopen ROOM',
      'document restore ROOM --version N',
      'quarantine list',
      'quarantine purge',
      'bench study'
    ]) {
      expect(out).toContain(text);
    }
  });
});
