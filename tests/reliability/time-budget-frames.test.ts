/**
 * Shows that nobody who may open a room holds up the others with a frame: the largest of each kind is sent by each role, one
 * after the other and all at once, while /healthz is requested.
 *
 * The roles are those between which the code differs. Secretariat and chairs write a text as an expert does, and a
 * representative of a city writes its response as a contributor does, whose writes are looked at in addition for the parts
 * that they touch.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passageRoot } from '#document/sequence/shapes.ts';
import { createApp, type App } from '#server/app.ts';
import { mostStructs } from '#server/sync/rooms/instalments.ts';
import { answerFrameOf, largestFrames, splitText } from '#kit/largest-frames.ts';
import { section } from '#kit/open-room.ts';
import { cookieOf, makePerson, makeStudy, type PersonInput, type TestStudy } from '#kit/people.ts';
import { quickFolder } from '#kit/scratch-folder.ts';
import { freePort } from '#kit/server.ts';
import { overBudget, strainOf, timeAlone, type Strain } from '#kit/time-budget.ts';
import { addRooms, configOf, type Room } from './fixture.ts';
import { speak, type Answer } from './hostile-socket.ts';
import { serve, type Served } from './served.ts';

const kinds: readonly {
  readonly name: string;
  readonly person: PersonInput;
  readonly room: 'chapter' | 'ended' | 'findings' | 'late' | 'response';
}[] = [
  { name: 'observer', person: { role: 'observer' }, room: 'chapter' },
  { name: 'expert', person: { role: 'expert', side: 'eu' }, room: 'findings' },
  {
    name: 'contributor of a city',
    person: { role: 'city', city: 'haidian', senior: false, characteristics: [section] },
    room: 'response'
  },
  { name: 'observer of an ended text', person: { role: 'observer' }, room: 'ended' },
  { name: 'expert who is late', person: { role: 'expert', side: 'cn' }, room: 'late' }
];

/** Sets the letters of one person: with another's between them, as many as a frame may hold. */
const letters = mostStructs / 2;
const frames = largestFrames(passageRoot(section, 'zh'));
const folder = mkdtempSync(join(quickFolder(), 'meridian-budget-'));
const cookies = new Map<string, string>();
const rooms: Record<string, string> = {};
let served: Served;
let whole: Uint8Array;

beforeAll(async () => {
  const config = configOf({ folder, port: await freePort() });
  const app = await createApp(config);
  try {
    const study = await makeStudy(app, {
      cities: [
        { id: 'bristol', side: 'eu', state: 'drafting' },
        { id: 'haidian', side: 'cn', state: 'collecting' },
        { id: 'ningbo', side: 'cn', state: 'drafting' },
        { id: 'wuhan', side: 'cn', state: 'drafting' }
      ]
    });
    const [chapter, ended, split] = await addRooms(app, study, 3);
    if (!chapter || !ended || !split) throw new Error('no rooms');
    whole = await holdSplitText(app, study, split);
    await app.documents.freeze(null, ended.documentId);
    await app.documents.freeze(null, study.cities[2]?.findingsId ?? '');
    Object.assign(rooms, {
      chapter: chapter.name,
      ended: ended.name,
      split: split.name,
      response: `${study.slug}.haidian.response@1`,
      findings: `${study.slug}.bristol.findings@1`,
      late: `${study.slug}.ningbo.findings@1`,
      before: `${study.slug}.wuhan.findings@1`
    });
    // Each frame is of another person, whose allowance has not been used.
    for (const { name, person } of kinds) {
      const makeCookie = async (): Promise<string> =>
        cookieOf(app, await makePerson(app, { ...person, study }));
      for (const kind of [...frames.keys(), 'one', 'other'])
        cookies.set(`${name} ${kind}`, await makeCookie());
    }
    for (const who of ['before one', 'before other', 'repeats'])
      cookies.set(who, await cookieOf(app, await makePerson(app, { role: 'expert', side: 'eu', study })));
  } finally {
    await app.close();
  }
  served = await serve(config);
  // Its heaps are those of a server that has taken as much before: the memory that is measured comes on top.
  await sendAll('before', 'before');
});
afterAll(async () => {
  await served.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Stores a text in which one person has typed between all letters of another. */
async function holdSplitText(app: App, study: TestStudy, { documentId }: Room): Promise<Uint8Array> {
  const doc = new Y.Doc();
  for (const update of Object.values(splitText(passageRoot(section, 'zh'), letters)))
    Y.applyUpdate(doc, update);
  const bytes = Y.encodeStateAsUpdate(doc);
  const { db } = app.store;
  await db.updateTable('documentSnapshot').set({ bytes }).where('documentId', '=', documentId).execute();
  const author = await makePerson(app, { role: 'expert', side: 'cn', study });
  await db
    .insertInto('clientOwner')
    .values(
      [101, 102].map((clientId) => ({
        documentId,
        generation: 1,
        clientId,
        userId: author.id,
        lastWrittenAt: null
      }))
    )
    .execute();
  return bytes;
}

const target = () => ({ port: served.endpoint.port, pid: served.pid });
const send = (room: string, who: string, frame: Uint8Array): Promise<Answer> =>
  speak(served.endpoint, rooms[room] ?? '', cookies.get(who) ?? '', [frame]);

/** Sends all frames at once, of two people: the allowance of one is less. */
async function sendAll(room: string, name: string): Promise<void> {
  const all = [...frames.values()];
  await Promise.all(
    all.map((frame, n) => send(room, `${name} ${n < all.length / 2 ? 'one' : 'other'}`, frame))
  );
}

/** Sends each frame once; names the kind whose answer took longest. */
async function oneAfterTheOther(
  room: string,
  name: string
): Promise<{ readonly slowest: string; readonly strain: Strain }> {
  const took = new Map<string, number>();
  const strain = await strainOf(target(), async () => {
    for (const [kind, frame] of frames) {
      const begun = performance.now();
      await send(room, `${name} ${kind}`, frame);
      took.set(kind, performance.now() - begun);
    }
  });
  const [slowest] = [...took].sort(([, a], [, b]) => b - a)[0] ?? [''];
  return { slowest, strain };
}

describe('the largest frame of each kind', () => {
  it.each(kinds)('costs the others nothing that they notice, sent by $name', async ({ name, room }) => {
    const { slowest, strain } = await oneAfterTheOther(room, name);
    const together = await strainOf(target(), () => sendAll(room, name));
    const what = `one after the other, of which “${slowest}” took longest`;
    expect(overBudget(new Map([[what, strain]]))).toBe('');
    expect(overBudget(new Map([['all at once', together]]), timeAlone)).toBe('');
  });

  it('costs the others nothing that they notice where it repeats what two people have written letter by letter', async () => {
    const strain = await strainOf(target(), async () => {
      const { code, checked } = await send('split', 'repeats', answerFrameOf(whole));
      expect({ code, checked }).toEqual({ code: 1000, checked: 1 });
    });
    expect(overBudget(new Map([['repeats', strain]]))).toBe('');
  });
});
