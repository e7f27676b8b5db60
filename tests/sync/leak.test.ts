/**
 * Tests that rooms tell nobody what was deleted before they came. Two worlds differ only in the letters of
 * words that were deleted or overwritten, and of words in other people's late proposals: a reader who may not write
 * a room gets the same bytes of it in both, in the same order and of the same length, or the same refusal, in
 * every state.
 */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { answersRoot } from '#document/answer-cells.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { presentTextModel } from '#domain/text-models.ts';
import { assessmentStates, chapterStates } from '#domain/workflow.ts';
import { testApp, testClock } from '#kit/app.ts';
import { firstWriting, section } from '#kit/open-room.ts';
import { addParagraph, deleteParagraph } from '#kit/passages.ts';
import { cookieOf, makePerson, makeStudy, type PersonInput } from '#kit/people.ts';
import { attemptUpgrade, RawSocket, servePort, type Endpoint } from '#kit/socket.ts';
import type { App } from '#server/app.ts';
import { endGeneration } from '#server/store/documents.ts';
import { insertOwners, insertUpdates } from '#server/store/updates.ts';

const roles: Readonly<Record<string, Omit<PersonInput, 'study'>>> = {
  secretariat: { role: 'secretariat' },
  chair: { role: 'chair', side: 'eu' },
  expert: { role: 'expert', side: 'cn' },
  'the city': { role: 'city', city: 'in-consultation' },
  'a city in work': { role: 'city', city: 'in-collecting' },
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
  for (const [role, input] of Object.entries(roles))
    await makePerson(app, {
      ...input,
      email: emailOf(role),
      ...(input.role ? { study } : {})
    });
  return rooms;
}

const emailOf = (role: string): string => `${role.replaceAll(' ', '-')}@test.local`;

/** Returns everything that a person is sent of a room, in order; or the status with which they are refused. */
async function received(endpoint: Endpoint, room: string, cookie: string): Promise<string> {
  const socket = await RawSocket.opened(endpoint, room, { cookie }).catch(() => null);
  if (!socket) return `status ${await attemptUpgrade(endpoint, `/sync/${room}`, { cookie })}`;
  socket.sendSyncStep1();
  await socket.has(() => socket.heard.some(({ kind }) => kind === 'step2'));
  const access = socket.heard.find((one) => one.kind === 'access')?.access ?? '';
  const messages = socket.heard.map((one) =>
    'bytes' in one ? `${one.kind} ${Buffer.from(one.bytes).toString('latin1')}` : JSON.stringify(one)
  );
  socket.socket.terminate();
  return `${access}: ${messages.join('\n')}`;
}

async function world(hidden: Hidden): Promise<ReadonlyMap<string, string>> {
  let ids = 0;
  const app = await testApp('sqlite', {
    now: testClock().now,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`
  });
  const rooms = await fill(app, hidden);
  const endpoint = { port: await servePort(app), origin: app.config.origin };
  const all = new Map<string, string>();
  for (const role of Object.keys(roles)) {
    const cookie = await cookieOf(app, { email: emailOf(role), password: 'correct horse 北京' });
    const answers = await Promise.all(rooms.map((room) => received(endpoint, room, cookie)));
    for (const [n, room] of rooms.entries()) all.set(`${role} at ${room}`, answers[n] ?? '');
  }
  return all;
}

it('a room is the same bytes for all who may not write it, whatever was deleted from it before', async () => {
  const [one, other] = [
    await world({ words: '机密ZZ', value: 'ZZ one' }),
    await world({ words: '公开QQ', value: 'QQ two' })
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
