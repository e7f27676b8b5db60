import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { schemaVersion } from '#base/chips/chips.ts';
import { testClock } from '#kit/app.ts';
import { openStage, type Stage } from '#kit/open-room.ts';
import { attemptUpgrade, ourQuery, RawSocket } from '#kit/socket.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});

const rows = async (): Promise<string> => {
  const { db } = stage.app.store;
  const tables = [
    await db.selectFrom('document').selectAll().execute(),
    await db.selectFrom('generation').selectAll().execute()
  ];
  return JSON.stringify([tables, await stage.stored()]);
};

describe('a session that is renewed while its page only stays open', () => {
  it('reaches the browser with the answer of a socket and of an event stream', async () => {
    const clock = testClock();
    const { endpoint, room, euCookie } = await openStage('sqlite', { now: clock.now });
    clock.advance(8 * 24 * 3600_000);
    const cookieOfUpgrade = async (path: string): Promise<string[]> => {
      const socket = new WebSocket(`ws://127.0.0.1:${endpoint.port}${path}`, {
        headers: { origin: endpoint.origin, cookie: euCookie }
      });
      const [answer] = (await once(socket, 'upgrade')) as [IncomingMessage];
      socket.terminate();
      return answer.headers['set-cookie'] ?? [];
    };
    const cookieOfStream = async (path: string): Promise<string[]> => {
      const abort = new AbortController();
      const { headers } = await fetch(`http://127.0.0.1:${endpoint.port}${path}`, {
        headers: { cookie: euCookie },
        signal: abort.signal
      });
      abort.abort();
      return headers.getSetCookie();
    };
    const renewed = [
      expect.stringMatching(new RegExp(`^${euCookie}; HttpOnly; Max-Age=1209600; Path=/`)) as string
    ];
    expect(await cookieOfUpgrade(`/sync/${room}?${ourQuery}`)).toEqual(renewed);
    clock.advance(8 * 24 * 3600_000);
    expect(await cookieOfUpgrade('/live?study=small-study')).toEqual(renewed);
    expect(await cookieOfUpgrade('/live?study=small-study')).toEqual([]);
    clock.advance(8 * 24 * 3600_000);
    expect(await cookieOfStream(`/sync-http/${room}?${ourQuery}`)).toEqual(renewed);
  });
});

describe('the handshake of a room', () => {
  it('takes no room name but those that stand in the database, and makes nothing of any other', async () => {
    const database = stage.app.config.database;
    const folder = database.engine === 'sqlite' ? dirname(database.file) : '';
    const [before, files] = [await rows(), readdirSync(folder).sort()];
    const names = [
      '',
      '/',
      '..',
      '../admin',
      '..%2f..%2fetc',
      '%2e%2e%2f',
      `%00`,
      `${stage.room}%00`,
      `/${stage.room}`,
      `${stage.room}/`,
      `${stage.room}//`,
      `x/../${stage.room}`,
      '\\..\\',
      'a'.repeat(4096),
      '__proto__',
      'constructor',
      'small-study.__proto__.findings@1',
      'small-study.haidian.findings',
      'small-study.haidian.findings@0',
      'small-study.haidian.findings@01',
      'small-study.haidian.findings@2',
      'small-study.haidian.findings@1@1',
      'small-study.haidian.findings@9999999999',
      'small-study.haidian.findings@1e0',
      'small-study.haidian.scores@1',
      'small-study.chapter@1',
      'small-study.chapter.nothing@1',
      'SMALL-STUDY.haidian.findings@1',
      'small-study.Haidian.findings@1',
      'small-study.haidian%20.findings@1',
      'small-study%2ehaidian%2efindings@1',
      'sm%C3%A4ll-study.haidian.findings@1',
      'small-study.h%D0%B0idian.findings@1',
      `${stage.room}%20`,
      'unknown.haidian.findings@1',
      'small-study.nowhere.findings@1',
      `${stage.room};x`,
      `%252e`,
      '%',
      '%zz'
    ];
    for (const name of names)
      expect(await attemptUpgrade(stage.endpoint, `/sync/${name}`, { cookie: stage.euCookie }), name).toBe(
        404
      );
    for (const path of [
      '//',
      '//evil.example/sync',
      '/sync',
      '/syncs/x',
      `/x/../sync/${stage.room}`,
      '/live/x',
      '/?/sync/x',
      '*'
    ]) {
      expect(await attemptUpgrade(stage.endpoint, path, { cookie: stage.euCookie }), path).toBe(404);
    }
    expect(
      await attemptUpgrade(stage.endpoint, `/sync/${stage.room.replace('@', '%40')}`, {
        cookie: stage.euCookie
      })
    ).toBe(101);
    expect(
      await attemptUpgrade(stage.endpoint, `/sync/${stage.room}?meridian=1&meridian=0&x=%`, {
        cookie: stage.euCookie
      })
    ).toBe(101);
    expect(await rows()).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(files);
  });

  it('opens for pages of this site only, whatever cookie comes along', async () => {
    const { port } = stage.endpoint;
    const foreign = [
      null,
      'null',
      '',
      'http://evil.example',
      `http://localhost:${port}0`,
      `http://localhost.evil.example:${port}`,
      `https://localhost:3000`,
      'http://LOCALHOST:3000',
      'http://localhost',
      'http://sub.localhost:3000',
      'http://localhost:3000/',
      'http://localhost:3000.evil.example',
      'http://127.0.0.1:3000'
    ];
    for (const origin of foreign) {
      expect(
        await attemptUpgrade(stage.endpoint, `/sync/${stage.room}`, { cookie: stage.euCookie, origin }),
        String(origin)
      ).toBe(403);
      expect(
        await attemptUpgrade(stage.endpoint, '/live?study=small-study', { cookie: stage.euCookie, origin }),
        String(origin)
      ).toBe(403);
    }
    expect(await attemptUpgrade(stage.endpoint, `/sync/${stage.room}`, { cookie: stage.euCookie })).toBe(101);
  });

  it('asks for a session first, and says no more to one who has none', async () => {
    for (const cookie of [null, 'session=', 'session=nonsense', `${stage.euCookie}x`, `x${stage.euCookie}`]) {
      for (const room of [stage.room, 'small-study.nowhere.findings@1', '..'])
        expect(await attemptUpgrade(stage.endpoint, `/sync/${room}`, { cookie })).toBe(401);
      expect(await attemptUpgrade(stage.endpoint, '/live?study=small-study', { cookie })).toBe(401);
    }
  });

  it('refuses a person who opens sockets far too often, and nobody else', async () => {
    const statuses: number[] = [];
    // The app uses the machine's clock here: more attempts than the burst allows within its seconds.
    while (!statuses.includes(429) && statuses.length < 3000) {
      statuses.push(
        ...(await Promise.all(
          Array.from({ length: 40 }, () =>
            attemptUpgrade(stage.endpoint, '/sync/nothing', { cookie: stage.euCookie })
          )
        ))
      );
    }
    expect(new Set(statuses)).toEqual(new Set([404, 429]));
    expect(await attemptUpgrade(stage.endpoint, `/sync/${stage.room}`, { cookie: stage.cnCookie })).toBe(101);
  });

  it.each([
    ['schema=0', 4426],
    ['schema=1', 4426],
    ['schema=2', 4426],
    ['schema=3', 4426],
    ['schema=4', 4426],
    ['schema=nonsense', 4426],
    ['schema=-1', 4426]
  ])('closes a client that states %s', async (query, code) => {
    const old = new RawSocket(stage.endpoint, `/sync/${stage.room}?meridian=1&${query}`, {
      cookie: stage.euCookie
    });
    expect(await old.end()).toMatchObject({ code });
    expect(old.heard).toEqual([]);
  });

  it('takes a client that states this schema or a later one, and one that states none', async () => {
    for (const query of [`schema=${schemaVersion}`, `schema=${schemaVersion + 1}`, ''])
      await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie }, query);
  });

  it('says nothing of ours to a client that did not ask for it', async () => {
    const stock = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie }, '');
    stock.answer(new Uint8Array([0, 0]));
    await stock.whole();
    expect(stock.heard.filter((one) => one.kind === 'access' || one.kind === 'committed')).toEqual([]);
  });
});
