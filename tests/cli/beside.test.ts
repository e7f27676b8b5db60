/** The operator's tool beside a server, each in a process of its own. The leases of sockets stand still here, so that only what the tool has left can tell. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildHouse } from '#server/house.ts';
import { countRows } from '#server/store/rows.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { testConfig } from '#kit/house.ts';
import { Line } from '#kit/live-line.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { RawSocket, servePort } from '#kit/socket.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function openStage(engine: Engine) {
  const config = await testConfig(engine);
  const house = await buildHouse(config);
  onTestFinished(() => house.close());
  const study = await makeStudy(house);
  const cookie = await cookieOf(house, await makePerson(house, { role: 'expert', study, side: 'eu' }));
  const { database } = config;
  const env = {
    PATH: process.env['PATH'],
    DATA_DIR: config.dataDir,
    DATABASE_URL: database.engine === 'sqlite' ? `sqlite:${database.file}` : database.url
  };
  return {
    house,
    study,
    cookie,
    room: `${study.slug}.haidian.findings`,
    door: { port: await servePort(house), origin: config.origin },
    cli: async (...args: string[]) =>
      (await promisify(execFile)(process.execPath, ['server/cli.ts', ...args], { cwd: root, env })).stdout
  };
}

describe.each(engines)('what the operator’s tool decides beside a server on %s', (engine) => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('is followed by open sockets and told to open pages', async () => {
    const { door, room, cookie, study, cli } = await openStage(engine);
    const socket = await RawSocket.join(door, `${room}@1`, { cookie });
    const page = new Line(door, `study=${study.slug}`, cookie);
    await page.opened();
    expect(await cli('document', 'freeze', `${room}@1`)).toBe('Generation 1 is frozen\n');
    expect(await socket.end()).toMatchObject({ code: 4409 });
    expect(await cli('document', 'reopen', `${room}@1`)).toBe('Generation 2 is open\n');
    expect((await page.events(2)).map(({ kind }) => kind)).toEqual(['document.frozen', 'document.reopened']);
    const next = await RawSocket.join(door, `${room}@2`, { cookie });
    expect(await cli('document', 'freeze', `${room}@2`)).toBe('Generation 2 is frozen\n');
    expect(await next.end()).toMatchObject({ code: 4409 });
  });

  it('that comes to nothing leaves nothing to tell', async () => {
    const { house, room, cli } = await openStage(engine);
    await expect(cli('document', 'reopen', `${room}@1`)).rejects.toMatchObject({ code: 2 });
    expect(await countRows(house.store.db, 'postedRing')).toBe(0);
  });
});
