import { describe, expect, it } from 'vitest';
import { grantsIn, type Actor } from '#base/permissions.ts';
import { documentAccess } from '#base/document-rights.ts';
import { assessmentStates, chapterStates, type AssessmentState, type ChapterState } from '#base/states.ts';
import type { CityId } from '#base/ids.ts';
import { quickEngines } from '#kit/databases.ts';
import { firstWriting, openStage, type Stage } from '#kit/open-room.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { attemptUpgrade, RawSocket } from '#kit/socket.ts';

interface Principal {
  readonly name: string;
  readonly cookie: string | null;
  /** Null for a client that the handshake does not authenticate. */
  readonly actor: Actor | null;
}

async function principalsOf(stage: Stage): Promise<Principal[]> {
  const { app } = stage;
  const other = await makeStudy(app, { slug: 'other-study' });
  const named = async (name: string, cookie: string): Promise<Principal> => ({
    name,
    cookie,
    actor: (await app.sessions.read(cookie))?.actor ?? null
  });
  const suspended = await stage.addPerson({ role: 'expert', side: 'eu' });
  await app.users.suspend('operator', suspended.person.id);
  return [
    await named('administrator', (await stage.addPerson({ administrator: true })).cookie),
    await named('secretariat', (await stage.addPerson({ role: 'secretariat' })).cookie),
    await named('chair', (await stage.addPerson({ role: 'chair', side: 'cn' })).cookie),
    await named('expert', stage.euCookie),
    await named('own city', (await stage.addPerson({ role: 'city', city: 'haidian' })).cookie),
    await named('other city', (await stage.addPerson({ role: 'city', city: 'bristol' })).cookie),
    await named('observer', (await stage.addPerson({ role: 'observer' })).cookie),
    await named(
      'expert of another study',
      await cookieOf(app, await makePerson(app, { role: 'expert', study: other, side: 'eu' }))
    ),
    { name: 'suspended', cookie: suspended.cookie, actor: null },
    { name: 'anonymous', cookie: null, actor: null }
  ];
}

interface Cell {
  readonly room: string;
  readonly state: AssessmentState | ChapterState;
  addPerson(stage: Stage): Promise<void>;
  expected(actor: Actor, stage: Stage): 'none' | 'read' | 'write';
}

const cells: Cell[] = [
  ...(['response', 'findings'] as const).flatMap((kind) =>
    assessmentStates.map((state): Cell => ({
      room: `small-study.haidian.${kind}@1`,
      state,
      addPerson: async ({ app, study }) => {
        await app.store.db
          .updateTable('assessment')
          .set({ state })
          .where('id', '=', study.cities[1]?.assessmentId ?? '')
          .execute();
      },
      expected: (actor, { study }) =>
        documentAccess(grantsIn(actor, study.id), { kind, state, cityId: 'haidian' as CityId })
    }))
  ),
  ...chapterStates.map((state): Cell => ({
    room: 'small-study.chapter.trends@1',
    state,
    addPerson: async ({ app, study }) => {
      await app.store.db.updateTable('document').set({ state }).where('id', '=', study.chapterId).execute();
    },
    expected: (actor, { study }) => documentAccess(grantsIn(actor, study.id), { kind: 'chapter', state })
  }))
];

/** The same update with the root of the room's kind: lengths of names are one byte before the name. */
function updateFor(cell: Cell, text: string): Uint8Array {
  const update = firstWriting(text);
  if (!cell.room.includes('.chapter.')) return update;
  const name = Buffer.from('smart-city-strategy.zh');
  const at = Buffer.from(update).indexOf(name);
  return Buffer.concat([
    update.slice(0, at - 1),
    Buffer.from([7]),
    Buffer.from('body.zh'),
    update.slice(at + name.length)
  ]);
}

describe.each(quickEngines)('who may do what in a room, on %s', (engine) => {
  it('is what the domain says, for every principal, document, state and message (R047, R155, R241)', async () => {
    const stage = await openStage(engine);
    const principals = await principalsOf(stage);
    let clients = 4_000;
    const counts: Record<string, number> = { none: 0, read: 0, write: 0, unknown: 0 };
    for (const cell of cells) {
      await cell.addPerson(stage);
      // Emits the signal that a step of the assessment emits.
      stage.app.signals.emit({ kind: 'document-moved', documentId: stage.documentId });
      for (const { name, cookie, actor } of principals) {
        const where = `${name} at ${cell.room} in ${cell.state}`;
        const access = actor ? cell.expected(actor, stage) : 'unknown';
        counts[access] = (counts[access] ?? 0) + 1;
        if (access === 'unknown' || access === 'none') {
          expect(await attemptUpgrade(stage.endpoint, `/sync/${cell.room}`, { cookie }), where).toBe(
            access === 'none' ? 404 : 401
          );
          continue;
        }
        const stored = await stage.stored();
        const socket = await RawSocket.join(stage.endpoint, cell.room, { cookie });
        expect((await socket.hear('access')).access, where).toBe(access);
        // A question is answered, and an answer that holds nothing new is taken, from readers too.
        const whole = await socket.whole();
        socket.answer(whole);
        expect((await socket.hear('committed')).committed.writes, where).toBe(1);
        const peer = await RawSocket.join(stage.endpoint, cell.room, { cookie });
        const client = (clients += 1);
        socket.awareness([{ client, clock: 1, state: { cursor: null } }]);
        const shown = async (to: RawSocket): Promise<unknown> =>
          (await to.hear('awareness', ({ states }) => states.has(client))).states.get(client)?.state;
        expect(await shown(peer), where).toMatchObject({ user: { id: actor?.userId } });
        // The sender hears it back, and once more when it asks.
        await shown(socket);
        socket.send(new Uint8Array([3]));
        expect(await shown(socket), where).toMatchObject({ user: { id: actor?.userId } });
        for (const send of ['update', 'answer'] as const) {
          const text = `${where} by ${send}`;
          socket[send](updateFor(cell, text));
          if (access === 'write') {
            await socket.hear('committed');
            await peer.hear('update');
          } else {
            await socket.hear('denied');
            expect(Buffer.from(await peer.whole()).includes(text), where).toBe(false);
            expect(
              peer.heard.filter((one) => one.kind === 'update'),
              where
            ).toEqual([]);
          }
        }
        if (access === 'read') expect(await stage.stored(), where).toBe(stored);
        socket.socket.terminate();
        peer.socket.terminate();
      }
    }
    expect(counts).toMatchObject({ unknown: 2 * cells.length });
    expect(Math.min(counts['none'] ?? 0, counts['read'] ?? 0, counts['write'] ?? 0)).toBeGreaterThan(3);
  }, 180_000);
});
