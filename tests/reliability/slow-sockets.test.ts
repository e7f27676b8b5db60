import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '#kit/server.ts';
import { Canary } from './canary.ts';
import { onTheWire, upgradeRequest } from './hostile-socket.ts';
import { createFixture, type Fixture } from './fixture.ts';
import { residentMegabytes, serve, type Served } from './served.ts';
import { quickFolder } from '#kit/scratch-folder.ts';

const folder = mkdtempSync(join(quickFolder(), 'meridian-slow-'));
let fixture: Fixture;
let served: Served;
beforeAll(async () => {
  fixture = await createFixture({ folder, port: await freePort(), rooms: 2, writers: 10 });
  served = await serve(fixture.config);
});
afterAll(async () => {
  await served.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const canary = (): Promise<Canary> =>
  Canary.open(served.endpoint, fixture.rooms[1]?.name ?? '', [
    fixture.writers[0] ?? '',
    fixture.writers[1] ?? ''
  ]);

async function open(): Promise<Socket> {
  const socket = connect(served.endpoint.port, served.endpoint.host);
  socket.on('error', () => undefined);
  socket.resume();
  await once(socket, 'connect');
  return socket;
}

const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.destroyed ? resolve() : socket.once('close', () => resolve())));

/** Opens a socket and waits until its upgrade is answered. */
async function openRoom(cookie: string): Promise<Socket> {
  const socket = await open();
  socket.write(upgradeRequest(served.endpoint, `/sync/${fixture.rooms[0]?.name ?? ''}?meridian=1`, cookie));
  await once(socket, 'data');
  return socket;
}

/** 1006 without a close frame. */
async function closeCodeOf(socket: Socket): Promise<number> {
  const parts: Buffer[] = [];
  socket.on('data', (data: Buffer) => parts.push(data));
  await gone(socket);
  const bytes = Buffer.concat(parts);
  const at = bytes.lastIndexOf(0x88);
  return at < 0 ? 1006 : bytes.readUInt16BE(at + 2);
}

describe('sockets that hold a place and do nothing', () => {
  it('2,000 of them, silent, with half a request or refused, are closed by the server while people type on', async () => {
    const singing = await canary();
    const before = await served.memoryInUse();
    const beginnings = [
      '',
      'G',
      'GET /sync/',
      'GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
      upgradeRequest(served.endpoint, '/sync/nothing', null)
    ];
    const sockets: Socket[] = [];
    for (let n = 0; n < 2_000; n++) {
      const socket = await open();
      socket.write(beginnings[n % beginnings.length] ?? '');
      sockets.push(socket);
    }
    const held = (await served.memoryInUse()) - before;
    await Promise.all(sockets.map(gone));
    expect(held).toBeLessThan(40);
    expect((await singing.close()).length).toBeGreaterThan(0);
  }, 180_000);
});

describe('a socket that speaks WebSocket badly', () => {
  it('is closed for a message in very many pieces, before they cost memory', async () => {
    const singing = await canary();
    const socket = await openRoom(fixture.writers[2] ?? '');
    const before = residentMegabytes(served.pid);
    const code = closeCodeOf(socket);
    const ping = onTheWire(Uint8Array.of(1), 0x89);
    const piece = onTheWire(Uint8Array.of(0), 0x00);
    socket.write(onTheWire(Uint8Array.of(0), 0x02));
    // With pings between them, which must not keep it alive.
    for (let n = 0; n < 2_000 && !socket.destroyed; n++)
      socket.write(Buffer.concat([...Array.from({ length: 50 }, () => piece), ping]));
    expect(await code).toBe(1008);
    expect(residentMegabytes(served.pid) - before).toBeLessThan(50);
    expect((await singing.close()).length).toBeGreaterThan(0);
  });

  it.each([
    [
      'a compressed frame, which was not agreed on',
      Buffer.concat([onTheWire(Uint8Array.of(0, 1, 0), 0xc2)]),
      1002
    ],
    ['an unknown opcode', onTheWire(Uint8Array.of(0), 0x83), 1002],
    ['a piece of nothing', onTheWire(Uint8Array.of(0), 0x80), 1002],
    ['a frame without a mask', Buffer.from([0x82, 1, 0]), 1002],
    ['the head of a frame of 100 MB', Buffer.from([0x82, 0xff, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]), 4413],
    [
      'the head of a frame of 2^63 bytes',
      Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      4413
    ],
    ['text that is not UTF-8', onTheWire(Uint8Array.of(0xff, 0xfe), 0x81), 1007]
  ] as const)('is closed at once for %s', async (_, bytes, code) => {
    const socket = await openRoom(fixture.writers[3] ?? '');
    const closed = closeCodeOf(socket);
    socket.write(bytes);
    expect(await closed).toBe(code);
  });
});
