/**
 * Tests the numbers by which readers count a study's events: they show the order, whatever the clock does, and
 * reveal nothing that is hidden. The promise: no event is passed over or told twice, and each has the time at
 * which it happened.
 */
import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '#lib/events/kinds.ts';
import { appendEvent } from '#server/events/append.ts';
import { verifyLog } from '#server/areas/operations/verify-study.ts';
import { verifyChain } from '#server/events/verify.ts';
import type { App } from '#server/app.ts';
import { signedInAs } from '#kit/actors.ts';
import { engines } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { numbersIn } from '#kit/log-numbers.ts';
import { makeStudy, type TestStudy } from '#kit/people.ts';

const seen: DomainEvent = { kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } };
/** An event that is hidden from the other city's representative. */
const hidden: DomainEvent = {
  kind: 'document.frozen',
  needs: 'response.read',
  cityId: 'bristol',
  payload: { document: 'response', generation: 1, slug: null }
};

/** Appends an event at the clock's time, in a transaction of its own. */
const appendIn = (app: App, study: TestStudy) => (domainEvent: DomainEvent) =>
  app.store.db
    .transaction()
    .execute((trx) =>
      appendEvent(
        trx,
        { studyId: study.id, actorId: null, actorRole: null, at: app.now().toISOString() },
        domainEvent
      )
    );

describe.each(engines)('events on %s', (engine) => {
  it('of one millisecond get different numbers, in the order in which they happened', async () => {
    const app = await testApp(engine, { now: testClock('2013-09-01T08:00:00.000Z').now });
    const study = await makeStudy(app);
    const append = appendIn(app, study);
    const at = app.now().toISOString();
    await app.store.db.transaction().execute(async (trx) => {
      for (let n = 0; n < 3; n++)
        await appendEvent(trx, { studyId: study.id, actorId: null, actorRole: null, at }, seen);
    });
    await Promise.all([append(seen), append(seen), append(seen)]);
    const first = Date.parse(at);
    expect(await numbersIn(app, study.id)).toEqual([0, 1, 2, 3, 4, 5].map((n) => first + n));
  });

  it('of a clock that goes back stay behind those that were told before, and none is told twice or left out', async () => {
    const clock = testClock();
    const app = await testApp(engine, { now: clock.now });
    const study = await makeStudy(app);
    const append = appendIn(app, study);
    const reader = await signedInAs(app, { role: 'observer', study });
    const read = async (after: number): Promise<number[]> => {
      const list = await app.events.list(reader, study.slug, after);
      if (!list.ok) throw new Error(list.refusal.code);
      return list.value.map(({ number }) => number);
    };
    await append(seen);
    const before = await read(0);
    // Not so far that the session begins in the future.
    clock.advance(-60_000);
    await append(seen);
    await append(seen);
    clock.advance(120_000);
    await append(seen);
    const numbers = await numbersIn(app, study.id);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect([...before, ...(await read(before.at(-1) ?? 0))]).toEqual(numbers);
    const recent = await app.events.recent(reader, study.slug);
    expect(recent.ok && recent.value.map(({ number }) => number)).toEqual(numbers.toReversed());
    const events = await app.store.db
      .selectFrom('event')
      .selectAll()
      .where('studyId', '=', study.id)
      .orderBy('seq')
      .execute();
    const head = await app.store.db
      .selectFrom('study')
      .select(['eventSeq', 'eventHash'])
      .where('id', '=', study.id)
      .executeTakeFirstOrThrow();
    expect(verifyChain(events, head)).toMatchObject({ ok: true });
  });

  it('after a clock that was a year ahead have their own times, and every reader goes on to them', async () => {
    const clock = testClock();
    const app = await testApp(engine, { now: clock.now });
    const study = await makeStudy(app);
    const append = appendIn(app, study);
    const reader = await signedInAs(app, { role: 'observer', study });
    const year = 365 * 24 * 3_600_000;
    await append(seen);
    clock.advance(year);
    await append(seen);
    const ahead = await app.events.list(reader, study.slug, 0);
    const last = ahead.ok ? (ahead.value.at(-1)?.number ?? 0) : 0;
    clock.advance(-year);
    const times: string[] = [];
    for (let n = 0; n < 3; n++) {
      clock.advance(5_000);
      times.push(clock.now().toISOString());
      await append(seen);
    }
    const after = await app.events.list(reader, study.slug, last);
    const [first, second, third] = after.ok ? after.value : [];
    expect([first?.at, second?.at, third?.at]).toEqual(times);
    // The numbers keep pace with the clock: they tell nobody how many events are between.
    expect([
      (second?.number ?? 0) - (first?.number ?? 0),
      (third?.number ?? 0) - (second?.number ?? 0)
    ]).toEqual([5_000, 5_000]);
    const recent = await app.events.recent(reader, study.slug, first?.number, 1);
    expect(recent).toMatchObject({ value: [{ number: last }] });
    expect((await verifyLog(app.store.db, study.id))?.verdict).toEqual({ ok: true, events: 5 });
    await app.store.db.updateTable('event').set({ number: 7 }).where('seq', '=', 3).execute();
    expect((await verifyLog(app.store.db, study.id))?.verdict).toEqual({ ok: false, seq: 3, fault: 'order' });
  });

  it('that are hidden leave no gap: what a reader gets of two studies that differ in nothing else is the same to the byte', async () => {
    /**
     * Makes a study with three events that all see, an hour apart, and `between` hidden ones after each;
     * returns all that a reader gets of it.
     */
    const studyWith = async (between: number): Promise<string> => {
      const clock = testClock();
      const app = await testApp(engine, { now: clock.now });
      const study = await makeStudy(app);
      const append = appendIn(app, study);
      const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
      for (let n = 0; n < 3; n++) {
        await append(seen);
        clock.advance(1_800_000);
        for (let i = 0; i < between; i++) await append(hidden);
        clock.advance(1_800_000);
      }
      const all = await app.events.list(city, study.slug, 0);
      const middle = all.ok ? (all.value[1]?.number ?? 0) : 0;
      return JSON.stringify([
        all,
        await app.events.list(city, study.slug, 0, 2),
        await app.events.list(city, study.slug, middle),
        await app.events.recent(city, study.slug),
        await app.events.recent(city, study.slug, middle, 1)
      ]);
    };
    const [none, some, many] = [await studyWith(0), await studyWith(1), await studyWith(60)];
    expect(JSON.parse(none)).toMatchObject([
      { value: { length: 3 } },
      { value: { length: 2 } },
      { value: { length: 1 } },
      { value: { length: 3 } },
      { value: { length: 1 } }
    ]);
    expect(some).toBe(none);
    expect(many).toBe(none);
  });
});
