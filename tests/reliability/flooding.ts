/**
 * Runs many hostile sockets of writers and readers next to people who type: in the same room and in another.
 * The others may not be affected, nothing of a reader's may be stored, and whatever was stored must load
 * again.
 */
import * as Y from 'yjs';
import { openStore } from '#server/store/open.ts';
import type { Chance } from '#base/chance.ts';
import { Canary } from './canary.ts';
import { baseText, honestUpdates, hostileFrame } from './hostile-frames.ts';
import { speak } from './hostile-socket.ts';
import { equalDocs } from './oracle.ts';
import { Peer } from './peer.ts';
import type { Fixture } from './fixture.ts';
import { readRoom } from './reader.ts';
import { residentMegabytes, serve, type Served } from './served.ts';

export interface Flood {
  /** Frames that closed their socket, or were followed by an answer. */
  readonly checked: number;
  readonly sockets: number;
  readonly codes: ReadonlyMap<number, number>;
  /** Milliseconds until a canary's token is received, sorted. */
  readonly besides: readonly number[];
  readonly elsewhere: readonly number[];
  /** Longest delays of the server's event loop, in milliseconds, one for each look. */
  readonly loopDelays: readonly number[];
  /** Resident megabytes after a tenth and at the end. */
  readonly memory: readonly [number, number];
  readonly faults: readonly string[];
}

export interface FloodOptions {
  readonly frames: number;
  readonly chance: Chance;
  readonly onProgress?: (checked: number, megabytes: number) => void;
}

const mostPerSocket = 8;
const atOnce = 32;
/** Rooms change after so many frames, so that what is accepted by chance does not become the whole load. */
const framesPerRoom = 10_000;
const honestPerPerson = 4;
export const roomsForFlood = (frames: number): number => 1 + Math.ceil(frames / framesPerRoom);

/** Floods rooms with frames. The first two writers are the canaries; the first room is theirs alone. */
export async function floodFrames(
  fixture: Fixture,
  { frames, chance, onProgress }: FloodOptions
): Promise<Flood> {
  const served = await serve(fixture.config);
  const { endpoint } = served;
  const [quiet, ...rooms] = fixture.rooms;
  const [one = '', two = '', ...writers] = fixture.writers;
  if (!quiet) throw new Error('A room is needed for those elsewhere');
  const base = baseText(chance);
  const people = [
    ...writers.map((cookie) => ({ cookie, writes: true })),
    ...fixture.readers.map((cookie) => ({ cookie, writes: false }))
  ];
  const honest = honestUpdates(base, people.length * honestPerPerson, chance);
  const elsewhere = await Canary.open(endpoint, quiet.name, [one, two]);
  const codes = new Map<number, number>();
  const loopDelays: number[] = [];
  const besides: number[] = [];
  const faults: string[] = [];
  let checked = 0;
  let sockets = 0;
  let memoryEarly = 0;
  await loopDelay(served);
  for (const room of rooms) {
    const seeder = new Peer({ name: 'seeder', room: room.name, cookie: one });
    Y.applyUpdate(seeder.doc, base);
    await seeder.join(endpoint);
    const neighbours = await Canary.open(endpoint, room.name, [one, two]);
    const end = Math.min(frames, checked + framesPerRoom);
    const attack = async (): Promise<void> => {
      while (checked < end) {
        const which = Math.floor(chance() * people.length);
        const person = people[which];
        if (!person) continue;
        const own = honest.slice(which * honestPerPerson, (which + 1) * honestPerPerson);
        sockets += 1;
        const answer = await speak(
          endpoint,
          room.name,
          person.cookie,
          Array.from({ length: mostPerSocket }, () => hostileFrame(own, chance))
        );
        const code = answer.status === 101 ? answer.code : answer.status;
        codes.set(code, (codes.get(code) ?? 0) + 1);
        checked += answer.checked;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, attack));
    loopDelays.push(await loopDelay(served));
    if (memoryEarly === 0 && checked >= frames / 10) memoryEarly = residentMegabytes(served.pid);
    onProgress?.(checked, residentMegabytes(served.pid));
    besides.push(...(await neighbours.close()));
    seeder.drop();
    if (!served.lives) throw new Error(`The server died: ${served.output()}`);
  }
  const memory = [memoryEarly, residentMegabytes(served.pid)] as const;
  const elsewhereDelays = await elsewhere.close();
  const quietDoc = await readRoom(endpoint, quiet.name, one);
  const strangers = [...Y.decodeStateVector(Y.encodeStateVector(quietDoc)).keys()].filter(
    (client) => !elsewhere.clients.includes(client)
  );
  if (strangers.length > 0) faults.push(`strangers wrote in the other room: ${strangers.join(' ')}`);
  faults.push(...(await comesBack(fixture, served)));
  return {
    checked,
    sockets,
    codes,
    loopDelays,
    memory,
    faults,
    besides: besides.sort((a, b) => a - b),
    elsewhere: [...elsewhereDelays].sort((a, b) => a - b)
  };
}

/**
 * Checks after a kill that every room loads with the same content as before, and that nothing in it is a
 * reader's.
 */
async function comesBack(fixture: Fixture, served: Served): Promise<string[]> {
  const cookie = fixture.writers[0] ?? '';
  const faults: string[] = [];
  const before: Y.Doc[] = [];
  for (const room of fixture.rooms) before.push(await readRoom(served.endpoint, room.name, cookie));
  await served.end('SIGKILL');
  const again = await serve(fixture.config);
  for (const [index, room] of fixture.rooms.entries()) {
    const after = await readRoom(again.endpoint, room.name, cookie);
    if (after.store.pendingStructs !== null) faults.push(`${room.name} waits for something`);
    if (before[index] && !equalDocs(before[index], after)) faults.push(`${room.name} loads as another text`);
  }
  await again.end('SIGTERM');
  const store = openStore(fixture.config.database);
  const readers = await store.db
    .selectFrom('grant')
    .select('userId')
    .where('role', '=', 'observer')
    .execute();
  const ids = readers.map(({ userId }) => userId);
  const stored = await store.db
    .selectFrom('documentUpdate')
    .select('seq')
    .where('userId', 'in', ids)
    .execute();
  const owned = await store.db
    .selectFrom('clientOwner')
    .select('clientId')
    .where('userId', 'in', ids)
    .execute();
  if (stored.length + owned.length > 0)
    faults.push(`${stored.length} updates and ${owned.length} client ids are a reader's`);
  await store.close();
  return faults;
}

/** In milliseconds, since the last call. */
async function loopDelay({ endpoint }: Served): Promise<number> {
  const text = await (await fetch(`http://${endpoint.host}:${endpoint.port}/metrics`)).text();
  return Number(/^meridian_nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1] ?? Number.NaN) * 1000;
}
