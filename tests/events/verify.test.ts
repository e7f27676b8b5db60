import { describe, expect, it } from 'vitest';
import { appendEvent, hashOf } from '#server/events/append.ts';
import { verifyChain } from '#server/events/verify.ts';
import { selectRows } from '#server/store/rows.ts';
import type { EventTable } from '#server/events/tables.ts';
import { engines } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';

it('hashes an event over the same bytes as ever', () => {
  const event = {
    studyId: 's',
    seq: 7,
    at: '2013-11-01T08:00:00.000Z',
    actorId: 'u',
    actorRole: 'chair',
    kind: 'chapter.changed',
    needs: 'chapter.read',
    cityId: null,
    documentId: 'd',
    payload: '{"act":"renamed","slug":"summary","nameEn":"Summary","nameZh":"摘要"}',
    previousHash: 'before'
  };
  expect(hashOf(event)).toBe('6337f4dd2aec3d7893a8f7cdd3077bb286de94f0a6fad4f0ece98691df4eb49d');
});

describe.each(engines)('the chain of a study’s events on %s', (engine) => {
  async function written() {
    const app = await testApp(engine);
    const { id } = await makeStudy(app);
    for (const slug of ['a', 'b', 'c', 'd']) {
      await app.store.db
        .transaction()
        .execute((trx) =>
          appendEvent(
            trx,
            { studyId: id, actorId: null, actorRole: null, at: app.now().toISOString() },
            { kind: 'study.changed', needs: 'study.see', payload: { texts: `${slug} 说明` } }
          )
        );
    }
    const [study] = await selectRows(app.store.db, 'study');
    if (!study) throw new Error('no study');
    return { events: await selectRows(app.store.db, 'event'), study };
  }

  it('holds as it was written, and holds for a study in which nothing has happened', async () => {
    const { events, study } = await written();
    expect(verifyChain(events, study)).toEqual({ ok: true, events: 4 });
    expect(verifyChain([], { eventSeq: 0, eventHash: '' })).toEqual({ ok: true, events: 0 });
  });

  it('names the first event where any field of one was changed', async () => {
    const { events, study } = await written();
    const change = (patch: Partial<EventTable>) =>
      events.map((event) => (event.seq === 3 ? { ...event, ...patch } : event));
    for (const patch of [
      { at: '2031-01-01T00:00:00.000Z' },
      { actorId: 'someone' },
      { actorRole: 'chair' },
      { kind: 'study.created' },
      { needs: 'study.edit' },
      { cityId: 'bristol' },
      { documentId: 'd' },
      { payload: '{}' }
    ]) {
      expect(verifyChain(change(patch), study), JSON.stringify(patch)).toEqual({
        ok: false,
        seq: 3,
        fault: 'hash'
      });
    }
    expect(verifyChain(change({ previousHash: '' }), study)).toEqual({ ok: false, seq: 3, fault: 'link' });
    expect(verifyChain(change({ hash: 'x' }), study)).toEqual({ ok: false, seq: 3, fault: 'hash' });
  });

  it('names the gap where one was taken out, and the end where the last ones were', async () => {
    const { events, study } = await written();
    expect(
      verifyChain(
        events.filter((event) => event.seq !== 2),
        study
      )
    ).toEqual({ ok: false, seq: 2, fault: 'number' });
    expect(verifyChain(events.slice(0, 2), study)).toEqual({ ok: false, seq: 2, fault: 'head' });
    expect(verifyChain(events, { eventSeq: 4, eventHash: 'another' })).toEqual({
      ok: false,
      seq: 4,
      fault: 'head'
    });
  });
});
