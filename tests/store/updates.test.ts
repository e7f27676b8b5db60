import { describe, expect, it } from 'vitest';
import { engines } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import {
  findSnapshot,
  insertLateProposal,
  insertOwners,
  insertSnapshot,
  insertUpdates,
  listLateProposals,
  listOwners,
  listUpdates
} from '#server/store/updates.ts';

const stage = async (engine: (typeof engines)[number]) => {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const person = await makePerson(app);
  return { db: app.store.db, documentId: study.chapterId, userId: person.id };
};

describe.each(engines)('the log of a generation on %s', (engine) => {
  it('gives back in order what was appended after a number, and of no other generation', async () => {
    const { db, documentId, userId } = await stage(engine);
    const row = (seq: number, generation = 1) => ({
      documentId,
      generation,
      seq,
      userId,
      at: '2013-09-01T08:00:00.000Z',
      bytes: new Uint8Array([seq % 256, 255, 0])
    });
    await insertUpdates(db, [row(3), row(1), row(2)]);
    await insertUpdates(db, [row(1, 2)]);
    expect((await listUpdates(db, documentId, 1, 1)).map(({ seq, bytes }) => [seq, ...bytes])).toEqual([
      [2, 2, 255, 0],
      [3, 3, 255, 0]
    ]);
    await insertUpdates(
      db,
      Array.from({ length: 1200 }, (_, index) => row(index + 4))
    );
    expect(await listUpdates(db, documentId, 1, 0)).toHaveLength(1203);
    await insertUpdates(db, []);
  });

  it('refuses a number that was given, with all that came along', async () => {
    const { db, documentId, userId } = await stage(engine);
    const row = (seq: number) => ({
      documentId,
      generation: 1,
      seq,
      userId,
      at: '',
      bytes: new Uint8Array([1])
    });
    await insertUpdates(db, [row(1)]);
    await expect(db.transaction().execute((trx) => insertUpdates(trx, [row(2), row(1)]))).rejects.toThrow();
    expect(await listUpdates(db, documentId, 1, 0)).toHaveLength(1);
  });

  it('stands on its newest snapshot', async () => {
    const { db, documentId } = await stage(engine);
    expect(await findSnapshot(db, documentId, 1)).toMatchObject({ throughSeq: 0 });
    await insertSnapshot(db, {
      documentId,
      generation: 1,
      throughSeq: 2 ** 40,
      bytes: new Uint8Array([9]),
      createdAt: ''
    });
    await insertSnapshot(db, {
      documentId,
      generation: 1,
      throughSeq: 7,
      bytes: new Uint8Array([7]),
      createdAt: ''
    });
    const newest = await findSnapshot(db, documentId, 1);
    expect([newest?.throughSeq, ...(newest?.bytes ?? [])]).toEqual([2 ** 40, 9]);
    expect(await findSnapshot(db, documentId, 2)).toBeUndefined();
  });

  it('knows who owns which client id, up to the greatest', async () => {
    const { db, documentId, userId } = await stage(engine);
    await insertOwners(db, [
      { documentId, generation: 1, clientId: 2 ** 32 - 1, userId },
      { documentId, generation: 1, clientId: 1, userId }
    ]);
    await insertOwners(db, []);
    expect(await listOwners(db, documentId, 1)).toEqual(
      new Map([
        [1, userId],
        [2 ** 32 - 1, userId]
      ])
    );
    expect(await listOwners(db, documentId, 2)).toEqual(new Map());
    await expect(insertOwners(db, [{ documentId, generation: 1, clientId: 1, userId }])).rejects.toThrow();
  });

  it('keeps late proposals next to it, oldest first', async () => {
    const { db, documentId, userId } = await stage(engine);
    const late = (id: string, receivedAt: string, generation = 1) => ({
      id,
      documentId,
      generation,
      userId,
      receivedAt,
      bytes: new Uint8Array([0, 0])
    });
    await insertLateProposal(db, late('b', '2013-09-02'));
    await insertLateProposal(db, late('a', '2013-09-01'));
    await insertLateProposal(db, late('c', '2013-09-03', 2));
    const ids = async (of: Parameters<typeof listLateProposals>[2]) =>
      (await listLateProposals(db, documentId, of)).map(({ id }) => id);
    expect(await ids({})).toEqual(['a', 'b', 'c']);
    expect(await ids({ generation: 1, userId })).toEqual(['a', 'b']);
    expect(await ids({ userId: 'nobody' })).toEqual([]);
  });
});
