/**
 * Runs the operator's tool next to a server, each in a process of its own. The lease timers of sockets do not
 * run here, so that only the signals that the tool stored can reach the server.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApp } from '#server/app.ts';
import { countRows } from '#server/store/rows.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { testConfig } from '#kit/app.ts';
import { LiveSocketClient } from '#kit/live-client.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { RawSocket, servePort } from '#kit/socket.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function openStage(engine: Engine) {
  const config = await testConfig(engine);
  const app = await createApp(config);
  onTestFinished(() => app.close());
  const study = await makeStudy(app);
  const cookie = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'eu' }));
  const { database } = config;
  const env = {
    PATH: process.env['PATH'],
    DATA_DIR: config.dataDir,
    DATABASE_URL: database.engine === 'sqlite' ? `sqlite:${database.file}` : database.url
  };
  return {
    app,
    study,
    cookie,
    room: `${study.slug}.haidian.findings`,
    endpoint: { port: await servePort(app), origin: config.origin },
    cli: async (...args: string[]) =>
      (await promisify(execFile)(process.execPath, ['build/app/cli.js', ...args], { cwd: root, env })).stdout
  };
}

describe.each(engines)('what the operator’s tool decides next to a server on %s', (engine) => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('is followed by open sockets and told to open pages', async () => {
    const { endpoint, room, cookie, study, cli } = await openStage(engine);
    const socket = await RawSocket.join(endpoint, `${room}@1`, { cookie });
    const page = new LiveSocketClient(endpoint, `study=${study.slug}`, cookie);
    await page.opened();
    expect(await cli('document', 'freeze', `${room}@1`)).toBe('Generation 1 is frozen\n');
    expect(await socket.end()).toMatchObject({ code: 4409 });
    expect(await cli('document', 'reopen', `${room}@1`)).toBe('Generation 2 is open\n');
    expect((await page.events(2)).map(({ kind }) => kind)).toEqual(['document.frozen', 'document.reopened']);
    const next = await RawSocket.join(endpoint, `${room}@2`, { cookie });
    expect(await cli('document', 'freeze', `${room}@2`)).toBe('Generation 2 is frozen\n');
    expect(await next.end()).toMatchObject({ code: 4409 });
  });

  it('that comes to nothing leaves nothing to tell', async () => {
    const { app, room, cli } = await openStage(engine);
    await expect(cli('document', 'reopen', `${room}@1`)).rejects.toMatchObject({ code: 2 });
    expect(await countRows(app.store.db, 'signalOutbox')).toBe(0);
  });
});
