/** Tests what remains in the database of words that were deleted, once a generation has ended. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { testApp, testClock } from '#kit/app.ts';
import { engines } from '#kit/databases.ts';
import { section, textOf, writing } from '#kit/open-room.ts';
import { deleteParagraph } from '#kit/passages.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { historyDays } from '#server/areas/documents/ended-generations.ts';
import { listHistory } from '#server/events/history.ts';
import { insertOwners, insertUpdates } from '#server/store/updates.ts';

const day = 24 * 60 * 60 * 1000;

describe.each(engines)('a generation that has ended, on %s,', (engine) => {
  it('is compacted though nobody has its room open, and its history goes when nobody needs it any more', async () => {
    const clock = testClock();
    const app = await testApp(engine, { now: clock.now });
    const study = await makeStudy(app);
    const { db } = app.store;
    const author = await makePerson(app, { role: 'expert', side: 'eu', study });
    const doc = new Y.Doc();
    const updates = [writing(doc, 'deleted words'), writing(doc, 'kept')];
    const before = Y.encodeStateVector(doc);
    deleteParagraph(doc, `${section}.zh`, 0);
    updates.push(Y.encodeStateAsUpdate(doc, before));
    const at = app.now().toISOString();
    const ids = study.cities.map(({ findingsId }) => findingsId);
    for (const documentId of ids) {
      await insertUpdates(
        db,
        updates.map((bytes, n) => ({
          documentId,
          generation: 1,
          seq: n + 1,
          userId: author.id,
          at,
          bytes
        }))
      );
      await insertOwners(db, [{ documentId, generation: 1, clientId: doc.clientID, userId: author.id }]);
    }
    const [ended = '', open = ''] = ids;
    const rows = (table: 'documentUpdate' | 'documentSegment' | 'documentSnapshot') =>
      db.selectFrom(table).select(['documentId', 'bytes']).execute();
    const text = async (id: string) => textOf((await app.documents.contentOf(id, 1)) ?? new Uint8Array());
    const history = async (id: string) => {
      const seqs: number[] = [];
      for await (const { seq } of listHistory(db, id, 1)) seqs.push(seq);
      return seqs;
    };

    await app.scheduler.run();
    await app.documents.freeze(null, ended);
    await app.scheduler.run();
    await app.scheduler.run();
    expect((await rows('documentUpdate')).map(({ documentId }) => documentId)).toEqual([open, open, open]);
    const snapshot = (await rows('documentSnapshot')).find(({ documentId }) => documentId === ended);
    expect(Buffer.from(snapshot?.bytes ?? []).includes('deleted words')).toBe(false);
    expect(await text(ended)).toBe('kept');
    expect(await history(ended)).toEqual([1, 2, 3]);

    clock.advance((historyDays - 1) * day);
    await app.scheduler.run();
    expect(await history(ended)).toEqual([1, 2, 3]);
    clock.advance(2 * day);
    await app.scheduler.run();
    expect(await rows('documentSegment')).toEqual([]);
    expect(await history(open)).toEqual([1, 2, 3]);
    expect(await text(ended)).toBe('kept');
    expect(await text(open)).toBe('kept');
  });
});
