import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import { freePort } from '#kit/server.ts';
import { messageTypes } from '#wire/messages.ts';
import { Canary } from './canary.ts';
import { equalDocs, tokensIn, plainTextOf } from './oracle.ts';
import { Peer } from './peer.ts';
import { createFixture, type Fixture } from './fixture.ts';
import { readRoom } from './reader.ts';
import { residentMegabytes, serve, type Served } from './served.ts';
import { quickFolder } from '#kit/scratch-folder.ts';

let folder: string;
let fixture: Fixture;
let served: Served;
beforeEach(async () => {
  folder = mkdtempSync(join(quickFolder(), 'meridian-pressure-'));
  fixture = await createFixture({ folder, port: await freePort(), rooms: 3, writers: 30, readers: 10 });
  served = await serve(fixture.config);
});
afterEach(async () => {
  await served.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const room = (n: number): string => fixture.rooms[n]?.name ?? '';
const writer = (n: number): string => fixture.writers[n % fixture.writers.length] ?? '';
const canary = (of = 1): Promise<Canary> => Canary.open(served.endpoint, room(of), [writer(28), writer(29)]);

describe('one who types faster than anybody can', () => {
  it('is sent away for a while with 4429; what was taken is kept, and the others in the room go on', async () => {
    const [near, far] = [await canary(0), await canary()];
    const fast = new Peer({ name: 'fast', room: room(0), cookie: writer(0) });
    await fast.join(served.endpoint);
    for (let n = 0; n < 20_000 && !fast.closed; n++) {
      fast.type();
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await fast.end()).toMatchObject({ code: 4429 });
    expect((await near.close()).length).toBeGreaterThan(0);
    expect((await far.close()).length).toBeGreaterThan(0);
    const there = new Set(tokensIn(plainTextOf(await readRoom(served.endpoint, room(0), writer(1)))));
    expect(fast.acknowledged.filter((token) => !there.has(token))).toEqual([]);
    expect(fast.acknowledged.length).toBeGreaterThan(1_000);
  }, 180_000);
});

describe('readers who stop reading', () => {
  it('fifty of them do not hold up five writers, and the server does not keep for them what they do not take', async () => {
    const readers = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const reader = new Peer({
          name: `asleep${n}`,
          room: room(0),
          cookie: fixture.readers[n % fixture.readers.length] ?? ''
        });
        await reader.join(served.endpoint);
        return reader;
      })
    );
    const writers = await Promise.all(
      Array.from({ length: 5 }, async (_, n) => {
        const one = new Peer({ name: `w${n}`, room: room(0), cookie: writer(n) });
        await one.join(served.endpoint);
        return one;
      })
    );
    for (const reader of readers) reader.pause();
    const before = residentMegabytes(served.pid);
    let most = 0;
    // As much as a text may hold, for each reader: more for all than the bound lets wait.
    for (let n = 0; n < 7; n++) {
      for (const one of writers) one.type(200_000);
      await Promise.all(writers.map((one) => one.when(() => one.acknowledged.length === one.writtenCount)));
      most = Math.max(most, residentMegabytes(served.pid) - before);
    }
    expect(most).toBeLessThan(1_000);
    for (const reader of readers) reader.resume();
    // Readers that read again in time get what was missed; the others have been disconnected. One whose send
    // buffer is full receives no close reason any more.
    const written = writers.flatMap((one) => one.written);
    await Promise.all(
      readers.map((reader) =>
        reader.when(() => reader.closed !== null || written.every((token) => reader.seen.has(token)))
      )
    );
    expect(readers.filter(({ closed }) => closed && closed.code !== 4408 && closed.code !== 1006)).toEqual(
      []
    );
  }, 180_000);
});

describe('a large text', () => {
  it('that is asked for over and over costs its reader the connection, and nobody else anything', async () => {
    const author = new Peer({ name: 'author', room: room(0), cookie: writer(0) });
    await author.join(served.endpoint);
    for (let n = 0; n < 2; n++) author.type(2_500_000);
    await author.when(() => author.acknowledged.length === author.writtenCount);
    const singing = await canary();
    const greedy = new WebSocket(`ws://${served.endpoint.host}:${served.endpoint.port}/sync/${room(0)}`, {
      headers: { origin: served.endpoint.origin, cookie: fixture.readers[0] ?? '' },
      perMessageDeflate: false
    });
    let bytes = 0;
    greedy.on('message', (data: Buffer) => (bytes += data.length));
    greedy.on('open', () => {
      for (let n = 0; n < 1_000; n++) greedy.send(new Uint8Array([0, 0, 1, 0]));
    });
    const code = await new Promise<number>((resolve) => greedy.on('close', resolve));
    expect([4408, 4429, 1006]).toContain(code);
    expect(bytes).toBeLessThan(100_000_000);
    expect((await singing.close()).length).toBeGreaterThan(0);
  }, 180_000);
});

describe('presence', () => {
  it('of three hundred who came and went leaves nothing behind for who comes next', async () => {
    const state = (client: number): Uint8Array =>
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, messageTypes.awareness);
        encoding.writeVarUint8Array(
          encoder,
          encoding.encode((inner) => {
            encoding.writeVarUint(inner, 1);
            encoding.writeVarUint(inner, client);
            encoding.writeVarUint(inner, 1);
            encoding.writeVarString(inner, '{"place":"body"}');
          })
        );
      });
    const stays = new Peer({ name: 'stays', room: room(0), cookie: writer(29) });
    await stays.join(served.endpoint);
    stays.send(state(4_000_000));
    for (let n = 0; n < 300; n += 10) {
      await Promise.all(
        Array.from({ length: 10 }, async (_, k) => {
          const one = new Peer({ name: `n${n + k}`, room: room(0), cookie: writer(n + k) });
          await one.join(served.endpoint);
          one.send(state(1 + n + k));
          one.type();
          await one.when(() => one.acknowledged.length === 1);
          one.drop();
          await one.end();
        })
      );
    }
    const newcomer = new WebSocket(`ws://${served.endpoint.host}:${served.endpoint.port}/sync/${room(0)}`, {
      headers: { origin: served.endpoint.origin, cookie: writer(0) }
    });
    const present = new Set<number>();
    const gone = new Set<number>();
    await new Promise<void>((resolve) => {
      newcomer.on('message', (data: Buffer) => {
        const decoder = decoding.createDecoder(new Uint8Array(data));
        const type = decoding.readVarUint(decoder);
        if (type !== messageTypes.awareness) return;
        const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
        for (let left = decoding.readVarUint(inner); left > 0; left--) {
          const client = decoding.readVarUint(inner);
          decoding.readVarUint(inner);
          const isGone = decoding.readVarString(inner) === 'null';
          (isGone ? gone : present).add(client);
          if (isGone) present.delete(client);
        }
        if (present.has(4_000_000) && present.size === 1) resolve();
      });
    });
    expect(gone.size).toBeLessThan(20);
    newcomer.terminate();
    stays.drop();
  }, 180_000);
});

describe('everybody at once', () => {
  it('five hundred sockets come back to a server that was killed, and everyone has the whole text', async () => {
    const people = Array.from(
      { length: 500 },
      (_, n) => new Peer({ name: `p${n}`, room: room(n % 3), cookie: writer(n) })
    );
    for (let n = 0; n < people.length; n += 50)
      await Promise.all(people.slice(n, n + 50).map((one) => one.join(served.endpoint)));
    for (const one of people.slice(0, 20)) one.type();
    await Promise.all(people.slice(0, 20).map((one) => one.when(() => one.acknowledged.length === 1)));
    await served.end('SIGKILL');
    await Promise.all(people.map((one) => one.end()));
    for (const one of people.slice(20, 40)) one.type();
    served = await serve(fixture.config);
    // All in one moment, which our provider's spread waits would not do.
    await Promise.all(people.map((one) => one.join(served.endpoint)));
    await Promise.all(people.slice(0, 40).map((one) => one.when(() => one.acknowledged.length === 1)));
    for (const n of [0, 1, 2]) {
      const whole = await readRoom(served.endpoint, room(n), writer(0));
      for (const one of people.filter((peer) => peer.room === room(n)))
        await one.when(() => equalDocs(one.doc, whole));
    }
    expect(people.every((one) => one.isJoined)).toBe(true);
    for (const one of people) one.drop();
  }, 180_000);
});
