/**
 * Tests the HTTP server as outside programs see it: health, headers, origins, and starts that must be refused
 * with a sentence.
 */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { run } from '#server/cli/run.ts';
import { readConfig } from '#server/process/config.ts';
import { demoEmails } from '#server/areas/demo/store/demo-people.ts';
import { startWarnings } from '#server/process/start-warnings.ts';
import { openStore } from '#server/store/open.ts';
import { migrateToLatest } from '#server/store/migrate.ts';
import { temporaryFolder } from '#kit/databases.ts';
import { signIn, startAndEnd, startServer, type Server } from '#kit/server.ts';
import { quickFolder } from '#kit/scratch-folder.ts';

let server: Server;
const folder = mkdtempSync(join(quickFolder(), 'meridian-http-'));
beforeAll(async () => {
  server = await startServer({ dataDir: folder });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts without the demo study, whose loading takes most of the time of a first start. */
const empty = { DEMO: '0' };

/** Sends a bare request: fetch would not let the Host header be chosen. */
function sendRequest(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {}
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method: options.method ?? 'GET',
        headers: {
          ...options.headers,
          ...(options.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(options.body)) })
        }
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        );
      }
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

describe('health', () => {
  it('/healthz says that the process lives, /readyz that the database answers', async () => {
    expect(await sendRequest('/healthz')).toMatchObject({ status: 200, body: '{"ok":true}' });
    expect(await sendRequest('/readyz')).toMatchObject({ status: 200 });
  });

  it('a target that is no URL is a page that is not there, and no fault of the server', async () => {
    for (const path of ['//', '/\\', '//:']) expect((await sendRequest(path)).status, path).toBe(404);
    expect((await sendRequest('http://[')).status).toBe(400);
  });

  it('/metrics is Prometheus text with connections, rooms, updates, commit latency and process figures', async () => {
    const { status, body } = await sendRequest('/metrics');
    expect(status).toBe(200);
    for (const name of [
      'meridian_connections',
      'meridian_rooms',
      'meridian_updates_total',
      'meridian_commit_seconds_bucket',
      'meridian_bus_lag_seconds',
      'meridian_process_cpu_seconds_total'
    ]) {
      expect(body).toContain(name);
    }
  });

  it('/metrics without a token answers nobody whose request a proxy has passed on', async () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
      expect((await sendRequest('/metrics', { headers: { [name]: '203.0.113.7' } })).status, name).toBe(404);
  });

  it('/metrics without a token answers nobody where the origin is a public one', async () => {
    const env = { ORIGIN: 'https://meridian.example' };
    const own = await startServer({ dataDir: temporaryFolder(), env });
    expect((await fetch(`http://127.0.0.1:${own.port}/metrics`)).status).toBe(404);
    await own.stop();
  });

  it('/metrics with a token set answers to nobody without it', async () => {
    const own = await startServer({
      dataDir: temporaryFolder(),
      env: { ...empty, METRICS_TOKEN: 'a-long-token' }
    });
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${own.origin}/metrics`, { headers })).status;
    expect(await status({})).toBe(404);
    expect(await status({ authorization: 'Bearer another-token' })).toBe(404);
    expect(await status({ authorization: 'Bearer a-long-token' })).toBe(200);
    await own.stop();
  });
});

describe('origins', () => {
  const body = 'email=expert1.eu%40demo.local&password=meridian';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it.each([
    ['a foreign one', 'https://evil.example'],
    ['null', 'null'],
    ['another port', 'http://localhost:1'],
    ['a sub-domain', 'http://a.localhost'],
    ['upper case', 'HTTP://LOCALHOST']
  ])('%s may not sign anyone in', async (_, origin) => {
    const answer = await sendRequest('/login', { method: 'POST', headers: { ...form, origin }, body });
    expect(answer.status).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('a missing one may not either, whatever the content type and method', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const type of [
        'application/x-www-form-urlencoded',
        'text/plain',
        'multipart/form-data; boundary=x',
        'application/json',
        ''
      ]) {
        const answer = await sendRequest('/login', {
          method,
          headers: type ? { 'content-type': type } : {},
          body
        });
        expect(answer.status, `${method} ${type}`).toBe(403);
      }
    }
  });

  it('the page by its other loopback name leads to the right one; programs may use either', async () => {
    const answer = await sendRequest('/login?next=%2Fstudies', {
      headers: { host: `127.0.0.1:${server.port}`, accept: 'text/html' }
    });
    expect(answer).toMatchObject({
      status: 307,
      headers: { location: `${server.origin}/login?next=%2Fstudies` }
    });
    expect(
      (
        await sendRequest('//evil.example/', {
          headers: { host: `127.0.0.1:${server.port}`, accept: 'text/html' }
        })
      ).headers['location']
    ).toBe(`${server.origin}/evil.example/`);
    expect(
      (await sendRequest('/api/v1/openapi.json', { headers: { host: `127.0.0.1:${server.port}` } })).status
    ).toBe(200);
  });
});

describe('headers on every answer', () => {
  it.each([
    '/',
    '/login',
    '/no-such-page',
    '/api/v1/studies',
    '/api/v1/nothing',
    '/favicon.svg',
    '/healthz',
    '/studies'
  ])('%s', async (path) => {
    const { headers } = await sendRequest(path, { headers: { host: `localhost:${server.port}` } });
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toMatch(/default-src 'self'/);
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
    expect(String(headers['content-security-policy'])).not.toMatch(/script-src[^;]*unsafe-inline/);
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['referrer-policy']).toBe('same-origin');
  });

  it('a page loads no frame, no sound or film, and no picture that was made on it', async () => {
    const policy = String((await sendRequest('/login')).headers['content-security-policy']);
    const allowed = new Map(
      policy.split(';').map((one): [string, string] => {
        const [name = '', ...sources] = one.trim().split(' ');
        return [name, sources.join(' ')];
      })
    );
    expect([allowed.get('frame-src'), allowed.get('media-src')]).toEqual(["'none'", "'none'"]);
    expect(allowed.get('img-src')).toBe("'self' data:");
    expect(allowed.get('script-src')).not.toMatch(/unsafe|https?:|data:|blob:|\*/);
  });

  it('a page says its encoding', async () => {
    expect((await sendRequest('/login')).headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it('what programs ask of every site is answered', async () => {
    const robots = await sendRequest('/robots.txt');
    expect([robots.status, robots.body]).toEqual([200, expect.stringContaining('Disallow: /\n')]);
    const change = await sendRequest('/.well-known/change-password');
    expect([change.status, change.headers['location']]).toEqual([302, '/account']);
    // Without a mail server there is no address to name.
    expect((await sendRequest('/.well-known/security.txt')).status).toBe(404);
  });

  it('a person’s page is kept by no cache', async () => {
    const cookie = await signIn(server.origin, 'expert1.eu@demo.local');
    const response = await fetch(`${server.origin}/studies`, { headers: { cookie } });
    expect(response.headers.get('cache-control')).toBe('private, no-store');
  });
});

describe('starts that are refused', () => {
  it('on a used port', async () => {
    const { code, output } = await startAndEnd({ PORT: String(server.port), DATA_DIR: temporaryFolder() });
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `PORT holds ${server.port}, which another program uses on 127.0.0.1: end that program, or set PORT to a free port.`
    );
  });

  it('with a wrong value', async () => {
    const { code, output } = await startAndEnd({ PORT: 'http' });
    expect(code).toBe(1);
    expect(output.trim()).toBe('PORT holds "http"; it takes a port number from 1 to 65535');
  });

  it('with a database of a newer version, which stays as it was', async () => {
    const dataDir = temporaryFolder();
    const store = openStore({ engine: 'sqlite', file: join(dataDir, 'meridian.db') });
    await migrateToLatest(store.db);
    const applied = store.db.$extendTables<{ kyselyMigration: { name: string; timestamp: string } }>();
    await applied
      .insertInto('kyselyMigration')
      .values({ name: '9999-later', timestamp: '2031-01-01' })
      .execute();
    await store.close();
    const { code, output } = await startAndEnd({ DATA_DIR: dataDir, PORT: '3999' });
    expect(code).toBe(1);
    expect(output.trim()).toMatch(/^The database was migrated by a newer version of Meridian \(9999-later\)/);
    expect(output.trim().split('\n')).toHaveLength(1);
  });

  it('with a file that is no database', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(
      join(dataDir, 'meridian.db'),
      'These are my notes, please do not overwrite them.'.repeat(100)
    );
    const { code, output } = await startAndEnd({ DATA_DIR: dataDir, PORT: '3999' });
    expect(code).toBe(1);
    expect(output).toMatch(/DATABASE_URL/);
    expect(output.trim().split('\n')).toHaveLength(1);
  });
});

describe('demo accounts', () => {
  const secretariat = 'email=secretariat%40demo.local&password=meridian';

  it('keep an installation from going into service, until the operator has removed them', async () => {
    const dataDir = temporaryFolder();
    await (await startServer({ dataDir })).stop();
    const inService = { ORIGIN: 'https://meridian.example', DATA_DIR: dataDir };
    const { code, output } = await startAndEnd({ ...inService, PORT: '3999' });
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      'The database holds demo accounts, whose password everybody knows, and DEMO is off: remove them with npm run cli -- demo remove.'
    );
    const lines: string[] = [];
    const streams = { env: inService, print: (line: string) => void lines.push(line) };
    const cli = { ...streams, complain: streams.print, readInput: () => Promise.resolve('') };
    expect(await run(['demo', 'remove'], cli)).toBe(0);
    expect(lines).toEqual([`${demoEmails().length} demo accounts are removed, and the study eu-china-2013`]);
    const served = await startServer({ dataDir, env: { ORIGIN: inService.ORIGIN } });
    const answer = await fetch(`http://127.0.0.1:${served.port}/login`, {
      method: 'POST',
      headers: {
        accept: 'text/html',
        origin: inService.ORIGIN,
        'content-type': 'application/x-www-form-urlencoded'
      },
      body: secretariat,
      redirect: 'manual'
    });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
    await served.stop();
    expect(await run(['audit', 'verify'], cli)).toBe(0);
  }, 180_000);
});

describe('a process that something goes wrong in', () => {
  const faulty = { ...empty, NODE_OPTIONS: '--import ./tests/kit/faulty-process.ts' };

  it('logs a promise that nothing waits for, drains and ends with 1', async () => {
    const own = await startServer({ dataDir: temporaryFolder(), env: faulty });
    const logged = once(own.process.stdout as NodeJS.ReadableStream, 'data');
    const ended = once(own.process, 'exit');
    own.process.kill('SIGUSR2');
    const [line] = (await logged) as [Buffer];
    expect(JSON.parse(line.toString().split('\n')[0] ?? '')).toMatchObject({
      level: 'error',
      message: 'A promise failed that nothing waits for'
    });
    expect((await ended)[0]).toBe(1);
  });

  it('goes on serving when nobody reads its log any more', async () => {
    const own = await startServer({ dataDir: temporaryFolder(), env: empty });
    own.process.stdout?.destroy();
    for (let i = 0; i < 3; i++)
      await fetch(`${own.origin}/login`, { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect((await fetch(`${own.origin}/healthz`)).status).toBe(200);
    expect(own.output.filter((line) => line.includes('cannot be written'))).toHaveLength(1);
    await own.stop();
  });
});

describe('files of the database', () => {
  it('can be read by their owner only, and a folder that others can look into is named at the start', async () => {
    const parent = temporaryFolder();
    const dataDir = join(parent, 'data');
    const own = await startServer({ dataDir, env: empty });
    const modeOf = (path: string): number => statSync(path).mode & 0o777;
    expect(modeOf(dataDir)).toBe(0o700);
    for (const name of readdirSync(dataDir))
      expect([name, modeOf(join(dataDir, name))]).toEqual([name, 0o600]);
    await own.stop();
    chmodSync(dataDir, 0o755);
    expect(await startWarnings(readConfig({ DATA_DIR: dataDir }))).toEqual([
      `Other accounts of this machine can look into ${dataDir} (mode 0755): chmod 700 ${dataDir}`
    ]);
  });
});

describe('a second start', () => {
  it('finds the demo study there and loads nothing again', async () => {
    const dataDir = temporaryFolder();
    const first = await startServer({ dataDir });
    expect(first.output.join('\n')).toContain('expert1.eu@demo.local');
    await first.stop();
    const second = await startServer({ dataDir });
    const cookie = await signIn(second.origin, 'secretariat@demo.local');
    const studies = (await (
      await fetch(`${second.origin}/api/v1/studies`, { headers: { cookie } })
    ).json()) as unknown[] | { studies: unknown[] };
    expect(Array.isArray(studies) ? studies : studies.studies).toHaveLength(1);
    await second.stop();
  });
});
