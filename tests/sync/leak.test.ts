/**
 * Tests that rooms tell nobody what was deleted before they came. Two worlds differ only in the letters of
 * words that were deleted or overwritten, and of words in other people's late proposals: a reader who may not write
 * a room gets the same bytes of it in both, in the same order and of the same length, or the same refusal, in
 * every state. Two other worlds differ only in what cities hold back as confidential and in scores that are not revealed.
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { answersRoot } from '#document/answer-cells.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import { assessmentStates, chapterStates } from '#base/states.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp, testClock } from '#kit/app.ts';
import { insertJudged } from '#kit/judged.ts';
import { firstWriting, section } from '#kit/open-room.ts';
import { addParagraph, deleteParagraph } from '#kit/passages.ts';
import { cookieOf, makePerson, makeStudy, type PersonInput, type TestStudy } from '#kit/people.ts';
import { attemptUpgrade, RawSocket, servePort, type Endpoint } from '#kit/socket.ts';
import type { App } from '#server/app.ts';
import { endGeneration } from '#server/areas/assessments/store/documents.ts';
import { insertOwners, insertUpdates } from '#server/store/updates.ts';

const roles: Readonly<Record<string, Omit<PersonInput, 'study'>>> = {
  secretariat: { role: 'secretariat' },
  chair: { role: 'chair', side: 'eu' },
  expert: { role: 'expert', side: 'cn' },
  'the city': { role: 'city', city: 'in-consultation' },
  'a city in work': { role: 'city', city: 'in-collecting' },
  'a contributor to one characteristic': {
    role: 'city',
    city: 'in-collecting',
    senior: false,
    characteristics: ['stakeholders']
  },
  observer: { role: 'observer' },
  'nobody of the study': {}
};

interface Hidden {
  /** Words of the same length in both worlds. */
  readonly words: string;
  readonly value: string;
}

/** Lists the updates of one author who writes, overwrites and deletes; they are the same but for these words. */
function writingOf(kind: 'text' | 'response', { words, value }: Hidden, root = section): Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = 7;
  const updates: Uint8Array[] = [];
  const add = (change: () => void): void => {
    const before = Y.encodeStateVector(doc);
    doc.transact(change);
    updates.push(Y.encodeStateAsUpdate(doc, before));
  };
  const paragraph = (content: string): Y.Text => addParagraph(doc, `${root}.zh`, content);
  add(() => paragraph(`before ${words} after`));
  add(() => paragraph('kept'));
  add(() => openPassage(doc, root, 'zh').delete(8, words.length + 1));
  add(() => paragraph(words));
  add(() => deleteParagraph(doc, `${root}.zh`, 2));
  if (kind === 'response') {
    add(() => doc.getMap(answersRoot).set('strategy.vision/value', value));
    add(() => doc.getMap(answersRoot).set('strategy.vision/value', 'final'));
  }
  return updates;
}

async function fill(app: App, hidden: Hidden): Promise<readonly string[]> {
  const { db } = app.store;
  const cities = assessmentStates.map((state) => ({ id: `in-${state}`, side: 'eu' as const, state }));
  const study = await makeStudy(app, { cities });
  const author = await makePerson(app, { role: 'expert', side: 'eu', study, email: 'author@test.local' });
  const at = app.now().toISOString();
  const rooms: string[] = [];
  const isOpen = { response: ['collecting'], findings: ['drafting', 'internal-review', 'revision'] };
  const write = async (documentId: string, generation: number, updates: Uint8Array[]): Promise<void> => {
    await insertUpdates(
      db,
      updates.map((bytes, n) => ({ documentId, generation, seq: n + 1, userId: author.id, at, bytes }))
    );
    await insertOwners(db, [{ documentId, generation, clientId: 7, userId: author.id }]);
  };
  for (const [index, { id, state }] of cities.entries()) {
    const { responseId, findingsId } = study.cities[index] ?? { responseId: '', findingsId: '' };
    await write(responseId, 1, writingOf('response', hidden));
    await write(findingsId, 1, writingOf('text', hidden));
    rooms.push(`${study.slug}.${id}.response@1`, `${study.slug}.${id}.findings@1`);
    if (!isOpen.response.includes(state)) await endGeneration(db, responseId, 1, at);
    if (!isOpen.findings.includes(state)) await endGeneration(db, findingsId, 1, at);
    if (state === 'revision') {
      await app.documents.freeze(null, findingsId);
      await app.documents.reopen(null, findingsId);
      rooms.push(`${study.slug}.${id}.findings@2`);
    }
    const proposal = firstWriting(hidden.words, 8);
    await db
      .insertInto('lateProposal')
      .values({
        id: app.newId(),
        documentId: responseId,
        generation: 1,
        userId: author.id,
        receivedAt: at,
        bytes: proposal
      })
      .execute();
  }
  for (const state of chapterStates) {
    const slug = `chapter-${state}`;
    const documentId = app.newId();
    await db
      .insertInto('document')
      .values({
        id: documentId,
        studyId: study.id,
        kind: 'chapter',
        cityId: null,
        slug,
        position: 1,
        titleEn: slug,
        titleZh: slug,
        state,
        generation: 1
      })
      .execute();
    const ended = state === 'approval' || state === 'approved' ? at : null;
    await db
      .insertInto('generation')
      .values({ documentId, n: 1, openedAt: at, endedAt: ended, textModel: presentTextModel })
      .execute();
    await write(documentId, 1, writingOf('text', hidden, 'body'));
    rooms.push(`${study.slug}.chapter.${slug}@1`);
  }
  await addPeople(app, study);
  return rooms;
}

async function addPeople(app: App, study: TestStudy): Promise<void> {
  for (const [role, input] of Object.entries(roles))
    await makePerson(app, {
      ...input,
      email: emailOf(role),
      ...(input.role ? { study } : {})
    });
}

const emailOf = (role: string): string => `${role.replaceAll(' ', '-')}@test.local`;

type Heard = RawSocket['heard'][number];

const bytesOf = (one: Heard): string =>
  'bytes' in one ? `${one.kind} ${Buffer.from(one.bytes).toString('latin1')}` : JSON.stringify(one);

/** Returns everything that a person is sent of a room, in order; or the status with which they are refused. */
async function received(
  endpoint: Endpoint,
  room: string,
  cookie: string,
  written: (one: Heard) => string
): Promise<string> {
  const socket = await RawSocket.opened(endpoint, room, { cookie }).catch(() => null);
  if (!socket) return `status ${await attemptUpgrade(endpoint, `/sync/${room}`, { cookie })}`;
  socket.sendSyncStep1();
  await socket.has(() => socket.heard.some(({ kind }) => kind === 'step2'));
  const access = socket.heard.find((one) => one.kind === 'access')?.access ?? '';
  const messages = socket.heard.map(written);
  socket.socket.terminate();
  return `${access}: ${messages.join('\n')}`;
}

async function world(
  fillIn: (app: App) => Promise<readonly string[]>,
  written = bytesOf
): Promise<ReadonlyMap<string, string>> {
  let ids = 0;
  const app = await testApp('sqlite', {
    now: testClock().now,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`
  });
  const rooms = await fillIn(app);
  const endpoint = { port: await servePort(app), origin: app.config.origin };
  const all = new Map<string, string>();
  for (const role of Object.keys(roles)) {
    const cookie = await cookieOf(app, { email: emailOf(role), password: 'correct horse 北京' });
    const answers = await Promise.all(rooms.map((room) => received(endpoint, room, cookie, written)));
    for (const [n, room] of rooms.entries()) all.set(`${role} at ${room}`, answers[n] ?? '');
  }
  return all;
}

it('a room is the same bytes for all who may not write it, whatever was deleted from it before', async () => {
  const [one, other] = [
    await world((app) => fill(app, { words: '机密ZZ', value: 'ZZ one' })),
    await world((app) => fill(app, { words: '公开QQ', value: 'QQ two' }))
  ];
  const read = [...one].filter(([, answer]) => answer.startsWith('read'));
  const written = [...one].filter(([, answer]) => answer.startsWith('write'));
  const refused = [...one].filter(([, answer]) => answer.startsWith('status'));
  expect([...one.keys()]).toEqual([...other.keys()]);
  expect([read.length, written.length, refused.length].map((count) => count > 5)).toEqual([true, true, true]);
  expect(
    [...read, ...refused].filter(([key, answer]) => answer !== other.get(key)).map(([key]) => key)
  ).toEqual([]);
  expect(read.filter(([, answer]) => /ZZ|机密/.test(Buffer.from(answer, 'latin1').toString()))).toEqual([]);
  expect(read.every(([, answer]) => answer.includes('kept'))).toBe(true);
});

it('notices what is not the same', () => {
  const texts = ['机密ZZ', '公开QQ'].map((words) => Y.mergeUpdates(writingOf('text', { words, value: '' })));
  expect(texts[0]?.length).toBe(texts[1]?.length);
  expect(texts[0]).not.toEqual(texts[1]);
});

interface Held {
  readonly words: string;
  readonly source: string;
  /** The client id under which the words and the source were written. */
  readonly clientId: number;
  /** The level and the reason that both assessors have sealed. */
  readonly level: string;
  readonly reason: string;
}

const held = 'strategy.vision';
/** While the response is open, after it was handed in, and where the city reads again. */
const heldStates = ['collecting', 'drafting', 'consultation'] as const;

/** Lists the updates of two clients of one author: one answers the question that is held back, the other one openly. */
function answeringWith({ words, source, clientId }: Held): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  const add = (clientID: number, change: () => void): void => {
    doc.clientID = clientID;
    const before = Y.encodeStateVector(doc);
    doc.transact(change);
    updates.push(Y.encodeStateAsUpdate(doc, before));
  };
  for (const line of words.split('\n')) add(clientId, () => addParagraph(doc, `answer:${held}.zh`, line));
  add(8, () => addParagraph(doc, 'answer:stakeholders.who.zh', 'kept'));
  add(clientId, () => doc.getMap(answersRoot).set(`${held}/value@source`, source));
  return updates;
}

/** Fills a study whose cities each hold one answer back, and are scored by two assessors whose round is not revealed. */
async function fillHeld(app: App, hidden: Held): Promise<readonly string[]> {
  const { db } = app.store;
  const cities = heldStates.map((state) => ({
    id: `in-${state}`,
    side: 'eu' as const,
    state: 'collecting' as const
  }));
  const study = await makeStudy(app, { cities });
  await addPeople(app, study);
  const at = app.now().toISOString();
  const judges = [];
  for (const side of ['eu', 'cn'] as const) {
    const { id } = await makePerson(app, { role: 'expert', side, study, email: `${side}@test.local` });
    judges.push({ userId: id, sideId: side });
  }
  const rooms: string[] = [];
  for (const [index, state] of heldStates.entries()) {
    const { id, responseId, assessmentId } = study.cities[index] ?? {
      id: '',
      responseId: '',
      assessmentId: ''
    };
    const email = `author.${id}@test.local`;
    const author = await signedInAs(app, { role: 'city', city: id, study, email });
    await insertUpdates(
      db,
      answeringWith(hidden).map((bytes, n) => ({
        documentId: responseId,
        generation: 1,
        seq: n + 1,
        userId: author.userId,
        at,
        bytes
      }))
    );
    await insertOwners(
      db,
      [hidden.clientId, 8].map((clientId) => ({
        documentId: responseId,
        generation: 1,
        clientId,
        userId: author.userId
      }))
    );
    const moved = await app.confidential.holdBack(author, study.slug, id, { question: held, topic: null });
    if (!moved.ok) throw new Error(moved.refusal.code);
    if (state !== 'collecting') await app.documents.freeze(null, responseId);
    await db.updateTable('assessment').set({ state }).where('id', '=', assessmentId).execute();
    await insertJudged(app, study.id, judges, {
      cityId: id,
      characteristic: section,
      state: 'open',
      rounds: [[hidden.level, hidden.level]]
    });
    for (const kind of ['response', 'confidential', 'findings'])
      for (const n of [1, 2]) rooms.push(`${study.slug}.${id}.${kind}@${n}`);
  }
  await db.updateTable('score').set({ rationale: hidden.reason }).execute();
  return [...rooms, `${study.slug}.chapter.trends@1`];
}

/** The person represents the city, and the room holds what it holds back. */
const maySee = (key: string): boolean => {
  const [role = '', room = ''] = key.split(' at ');
  const city = roles[role]?.city;
  return (
    city !== undefined && (room.includes(`.${city}.confidential@`) || room.endsWith(`.${city}.response@1`))
  );
};

/** Writes what was received as its structs, with numbers in place of the client ids that the server draws at random. */
function structsOf(one: Heard): string {
  if (!('bytes' in one)) return JSON.stringify(one);
  const serverIds = new Map<number, string>();
  const idOf = (client: number): number | string => {
    if (client < 1_000) return client;
    serverIds.set(client, serverIds.get(client) ?? `server ${serverIds.size}`);
    return serverIds.get(client) ?? '';
  };
  const written = (value: unknown, nameOf = idOf): string =>
    JSON.stringify(value, (_, part: unknown) => {
      if (part instanceof Y.ID) return [nameOf(part.client), part.clock];
      return part instanceof Y.AbstractType ? part.constructor.name : part;
    });
  // An update has its structs in the order of their client ids.
  const inOrder = (parts: readonly unknown[]): string[] =>
    parts
      .map((part) => ({ part, key: written(part, (client) => (client < 1_000 ? client : 'server')) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ part }) => written(part));
  const clocks = (map: ReadonlyMap<number, unknown>): string[] =>
    inOrder([...map].map(([client, clock]) => [Y.createID(client, 0), clock]));
  if (one.kind === 'step1') return ['step1', ...clocks(Y.decodeStateVector(one.bytes))].join(' ');
  const { structs, ds } = Y.decodeUpdate(one.bytes);
  const all = inOrder(structs.map((struct) => [struct.constructor.name, struct]));
  return [one.kind, ...all, ...clocks(ds.clients)].join(' ');
}

describe('a room, for who may not read what a city holds back, nor scores that are sealed,', () => {
  const first = { words: '机密ZZ', source: 'ZZ source', clientId: 7, level: 'basic', reason: 'ZZ' };
  const sealed = { level: 'leading', reason: 'QQ and a longer reason' };

  it.each([
    ['is the same whatever the letters of it are', { words: '公开QQ', source: 'QQ source', clientId: 7 }],
    ['is the same for any length and author of it', { words: '公开QQ 还有\nQQ', source: 'QQ', clientId: 9 }]
  ])(
    '%s',
    async (_, second) => {
      const one = await world((app) => fillHeld(app, first), structsOf);
      const other = await world((app) => fillHeld(app, { ...second, ...sealed }), structsOf);
      expect([...one.keys()]).toEqual([...other.keys()]);
      const differing = [...one].filter(([key, answer]) => answer !== other.get(key)).map(([key]) => key);
      expect(differing.filter((key) => !maySee(key))).toEqual([]);
      // A representative of the city sees it.
      expect(differing.length).toBeGreaterThan(5);
      const others = [...one].filter(([key, answer]) => !maySee(key) && !answer.startsWith('status'));
      expect(others.filter(([, answer]) => /ZZ|机密/.test(answer))).toEqual([]);
      const responses = others.filter(([key]) => key.endsWith('.response@2'));
      expect(responses.length).toBeGreaterThan(10);
      expect(responses.every(([, answer]) => answer.includes('kept'))).toBe(true);
    },
    120_000
  );
});
