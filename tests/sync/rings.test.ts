/** What is decided at one node is known at another at once. The leases of sockets stand still here, so that nothing but the bus can tell. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildHouse, type House } from '#server/house.ts';
import { testConfig } from '#kit/house.ts';
import { Line, ways } from '#kit/live-line.ts';
import { cookieOf, makePerson, makeStudy, type TestPerson, type TestStudy } from '#kit/people.ts';
import { startRedis, type RedisServer } from '#kit/redis.ts';
import { RawSocket, servePort, type Door } from '#kit/socket.ts';

interface Stage {
  /** Where things are decided. */
  readonly house: House;
  /** The door of the other node. */
  readonly door: Door;
  readonly study: TestStudy;
  readonly room: string;
  readonly documentId: string;
  readonly person: TestPerson;
  readonly cookie: string;
  readonly redis: RedisServer;
}

async function openStage(): Promise<Stage> {
  const redis = await startRedis();
  const config = { ...(await testConfig('postgres')), redisUrl: redis.url };
  const house = await buildHouse(config);
  const other = await buildHouse(config);
  for (const one of [house, other]) {
    onTestFinished(() => one.close());
    await expect.poll(() => one.missing(), { timeout: 10_000 }).toEqual([]);
  }
  const study = await makeStudy(house);
  const person = await makePerson(house, { role: 'expert', study, side: 'eu' });
  return {
    house,
    door: { port: await servePort(other), origin: config.origin },
    study,
    room: `${study.slug}.haidian.findings@1`,
    documentId: study.cities[1]?.findingsId ?? '',
    person,
    cookie: await cookieOf(house, person),
    redis
  };
}

const actorOf = async ({ house }: Stage, cookie: string) => {
  const read = await house.sessions.read(cookie);
  if (!read) throw new Error('not signed in');
  return read.actor;
};

describe('the sockets at another node', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('end with the session that is signed out, and no others do', async () => {
    const stage = await openStage();
    const otherCookie = await cookieOf(stage.house, stage.person);
    const [socket, kept] = [
      await RawSocket.join(stage.door, stage.room, stage),
      await RawSocket.join(stage.door, stage.room, { cookie: otherCookie })
    ];
    const line = new Line(stage.door, `study=${stage.study.slug}`, stage.cookie);
    await line.opened();
    const lineEnded = line.code();
    await stage.house.sessions.signOut(await actorOf(stage, stage.cookie));
    expect((await socket.end()).code).toBe(4401);
    expect(await lineEnded).toBe(4401);
    await kept.whole();
  });

  it('end with all sessions but the one that asks', async () => {
    const stage = await openStage();
    const askingCookie = await cookieOf(stage.house, stage.person);
    const [socket, kept] = [
      await RawSocket.join(stage.door, stage.room, stage),
      await RawSocket.join(stage.door, stage.room, { cookie: askingCookie })
    ];
    await stage.house.sessions.endAll(await actorOf(stage, askingCookie));
    expect((await socket.end()).code).toBe(4401);
    await kept.whole();
  });

  it('may only read from the moment the right to write is taken', async () => {
    const stage = await openStage();
    const socket = await RawSocket.join(stage.door, stage.room, stage);
    expect((await socket.hear('access')).access).toBe('write');
    const observer = await stage.house.people.give('operator', stage.study.slug, {
      email: stage.person.email,
      role: 'observer',
      sideId: null,
      cityId: null
    });
    expect(observer.ok).toBe(true);
    const grants = await stage.house.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', stage.person.id)
      .where('role', '=', 'expert')
      .execute();
    for (const { id } of grants)
      expect((await stage.house.people.withdraw('operator', stage.study.slug, id)).ok).toBe(true);
    expect((await socket.hear('access')).access).toBe('read');
  });

  it('end with the generation of their document, and pages there are told', async () => {
    const stage = await openStage();
    const socket = await RawSocket.join(stage.door, stage.room, stage);
    const line = new Line(stage.door, `study=${stage.study.slug}&after=0`, stage.cookie);
    await line.opened();
    expect((await stage.house.documents.freeze(null, stage.documentId)).ok).toBe(true);
    expect((await socket.end()).code).toBe(4409);
    expect((await line.events(1)).map(({ kind }) => kind)).toEqual(['document.frozen']);
  });

  it('end within their lease when the bus is down, which the node tells whoever asks whether it is ready', async () => {
    const stage = await openStage();
    const socket = await RawSocket.join(stage.door, stage.room, stage);
    const lines = ways.map(([, Way]) => new Way(stage.door, 'study=small-study', stage.cookie));
    await Promise.all(lines.map((line) => line.opened()));
    const codes = Promise.all(lines.map((line) => line.code()));
    await stage.redis.kill();
    const ready = async (): Promise<unknown> =>
      (await fetch(`http://127.0.0.1:${stage.door.port}/readyz`)).json();
    await expect.poll(ready, { timeout: 10_000 }).toEqual({ ok: false, missing: ['redis'] });
    await stage.house.sessions.signOut(await actorOf(stage, stage.cookie));
    await socket.whole();
    vi.advanceTimersByTime(20_000);
    expect((await socket.end()).code).toBe(4401);
    expect(await codes).toEqual([4401, 4401]);
  });
});
