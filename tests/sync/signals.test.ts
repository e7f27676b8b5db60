/**
 * Tests that a decision at one node is known at another at once. The lease timers of sockets do not run here,
 * so that only the bus can notify.
 */
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApp, type App } from '#server/app.ts';
import { testConfig } from '#kit/app.ts';
import { LiveSocketClient, liveClientKinds } from '#kit/live-client.ts';
import { cookieOf, makePerson, makeStudy, type TestPerson, type TestStudy } from '#kit/people.ts';
import { startRedis, type RedisServer } from '#kit/redis.ts';
import { RawSocket, servePort, type Endpoint } from '#kit/socket.ts';

interface Stage {
  /** The node at which commands run. */
  readonly app: App;
  /** The endpoint of the other node. */
  readonly endpoint: Endpoint;
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
  const app = await createApp(config);
  const other = await createApp(config);
  for (const one of [app, other]) {
    onTestFinished(() => one.close());
    await expect.poll(() => one.missing(), { timeout: 10_000 }).toEqual([]);
  }
  const study = await makeStudy(app);
  const person = await makePerson(app, { role: 'expert', study, side: 'eu' });
  return {
    app,
    endpoint: { port: await servePort(other), origin: config.origin },
    study,
    room: `${study.slug}.haidian.findings@1`,
    documentId: study.cities[1]?.findingsId ?? '',
    person,
    cookie: await cookieOf(app, person),
    redis
  };
}

const actorOf = async ({ app }: Stage, cookie: string) => {
  const read = await app.sessions.read(cookie);
  if (!read) throw new Error('not signed in');
  return read.actor;
};

describe('the sockets at another node', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('end with the session that is signed out, and no others do', async () => {
    const stage = await openStage();
    const otherCookie = await cookieOf(stage.app, stage.person);
    const [socket, kept] = [
      await RawSocket.join(stage.endpoint, stage.room, stage),
      await RawSocket.join(stage.endpoint, stage.room, { cookie: otherCookie })
    ];
    const liveClient = new LiveSocketClient(stage.endpoint, `study=${stage.study.slug}`, stage.cookie);
    await liveClient.opened();
    const liveEnded = liveClient.code();
    await stage.app.sessions.signOut(await actorOf(stage, stage.cookie));
    expect((await socket.end()).code).toBe(4401);
    expect(await liveEnded).toBe(4401);
    await kept.whole();
  });

  it('end with all sessions but the one that asks', async () => {
    const stage = await openStage();
    const requesterCookie = await cookieOf(stage.app, stage.person);
    const [socket, kept] = [
      await RawSocket.join(stage.endpoint, stage.room, stage),
      await RawSocket.join(stage.endpoint, stage.room, { cookie: requesterCookie })
    ];
    await stage.app.sessions.endAll(await actorOf(stage, requesterCookie));
    expect((await socket.end()).code).toBe(4401);
    await kept.whole();
  });

  it('may only read from the moment the right to write is taken', async () => {
    const stage = await openStage();
    const socket = await RawSocket.join(stage.endpoint, stage.room, stage);
    expect((await socket.hear('access')).access).toBe('write');
    const observer = await stage.app.people.give('operator', stage.study.slug, {
      email: stage.person.email,
      role: 'observer',
      sideId: null,
      cityId: null
    });
    expect(observer.ok).toBe(true);
    const grants = await stage.app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', stage.person.id)
      .where('role', '=', 'expert')
      .execute();
    for (const { id } of grants)
      expect((await stage.app.people.withdraw('operator', stage.study.slug, id)).ok).toBe(true);
    expect((await socket.hear('access')).access).toBe('read');
  });

  it('end with the generation of their document, and pages there are told', async () => {
    const stage = await openStage();
    const socket = await RawSocket.join(stage.endpoint, stage.room, stage);
    const liveClient = new LiveSocketClient(
      stage.endpoint,
      `study=${stage.study.slug}&after=0`,
      stage.cookie
    );
    await liveClient.opened();
    expect((await stage.app.documents.freeze(null, stage.documentId)).ok).toBe(true);
    expect((await socket.end()).code).toBe(4409);
    expect((await liveClient.events(1)).map(({ kind }) => kind)).toEqual(['document.frozen']);
  });

  it('end within their lease when the bus is down, which the node tells the person who asks whether it is ready', async () => {
    const stage = await openStage();
    const socket = await RawSocket.join(stage.endpoint, stage.room, stage);
    const liveClients = liveClientKinds.map(
      ([, ClientClass]) => new ClientClass(stage.endpoint, 'study=small-study', stage.cookie)
    );
    await Promise.all(liveClients.map((liveClient) => liveClient.opened()));
    const codes = Promise.all(liveClients.map((liveClient) => liveClient.code()));
    await stage.redis.kill();
    const ready = async (): Promise<unknown> =>
      (await fetch(`http://127.0.0.1:${stage.endpoint.port}/readyz`)).json();
    await expect.poll(ready, { timeout: 10_000 }).toEqual({ ok: false, missing: ['redis'] });
    await stage.app.sessions.signOut(await actorOf(stage, stage.cookie));
    await socket.whole();
    vi.advanceTimersByTime(20_000);
    expect((await socket.end()).code).toBe(4401);
    expect(await codes).toEqual([4401, 4401]);
  });
});
