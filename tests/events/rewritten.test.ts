/**
 * Tests a log that was changed directly in the database: every kind of change is detected and named, on the
 * page and by the operator's tool.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signedInAs } from '#kit/actors.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';
import { auditVerify } from '#server/cli/audit.ts';
import { appendEvent, hashOf } from '#server/events/append.ts';
import type { App } from '#server/app.ts';
import { selectRows } from '#server/store/rows.ts';

async function written(engine: Engine) {
  const clock = testClock('2013-11-01T08:00:00.000Z');
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app);
  const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
  await app.store.db.transaction().execute(async (trx) => {
    for (let n = 1; n <= 620; n += 1) {
      await appendEvent(
        trx,
        { studyId: study.id, actorId: null, actorRole: null, at: clock.now().toISOString() },
        { kind: 'study.changed', needs: 'study.see', payload: { texts: String(n) } }
      );
    }
  });
  clock.advance(24 * 3600_000);
  await app.scheduler.run();
  const [sent] = await app.store.db.selectFrom('sentHead').selectAll().execute();
  if (!sent) throw new Error('No head was sent');
  const verdict = async () => {
    const view = await app.audit.verify(chair, study.slug);
    return view.ok ? view.value.verdict : view.refusal;
  };
  const tool = async (head?: string) => {
    const lines: string[] = [];
    const code = await auditVerify(
      app,
      { print: (line) => lines.push(line), complain: (line) => lines.push(line) },
      head
    );
    return { code, lines };
  };
  return { app, study, chair, sent, verdict, tool };
}

/** Rewrites every event from this number on, so that the hash chain is valid again. */
async function rewriteFrom(app: App, studyId: string, seq: number): Promise<void> {
  const { db } = app.store;
  let previousHash = '';
  for (const event of (await selectRows(db, 'event')).sort((a, b) => a.seq - b.seq)) {
    const { hash: written, ...unhashed } =
      event.seq < seq
        ? event
        : { ...event, previousHash, ...(event.seq === seq ? { payload: '{"n":0}' } : {}) };
    const hash = event.seq < seq ? written : hashOf(unhashed);
    if (event.seq >= seq)
      await db
        .updateTable('event')
        .set({ ...unhashed, hash })
        .where('studyId', '=', studyId)
        .where('seq', '=', event.seq)
        .execute();
    previousHash = hash;
  }
  await db.updateTable('study').set({ eventHash: previousHash }).where('id', '=', studyId).execute();
}

describe.each(engines)('a log in the hands of the person who runs the server, on %s', (engine) => {
  it('is whole as it was written, over more events than are read at once', async () => {
    const { verdict, tool, sent } = await written(engine);
    expect(await verdict()).toEqual({ ok: true, events: 621 });
    expect(await tool(`${sent.seq}:${sent.hash}`)).toEqual({
      code: 0,
      lines: [
        'small-study: 621 events, whole; as 1 head that was sent says',
        'small-study: event 620 has this hash'
      ]
    });
  });

  it('names a row that was edited, one that was deleted, two that were swapped, and an end that was cut off', async () => {
    const { app, study, verdict, tool } = await written(engine);
    const { db } = app.store;
    const row = (seq: number) =>
      db.selectFrom('event').selectAll().where('seq', '=', seq).executeTakeFirstOrThrow();
    const of = (seq: number) =>
      db.updateTable('event').where('studyId', '=', study.id).where('seq', '=', seq);
    await of(610).set({ payload: '{"n":0}' }).execute();
    expect(await verdict()).toEqual({ ok: false, seq: 610, fault: 'hash' });
    expect(await tool()).toEqual({ code: 1, lines: ['small-study: event 610 is not what was written'] });
    await of(610).set({ payload: '{"texts":"610"}' }).execute();

    const [a, b] = [await row(7), await row(8)];
    await of(7).set({ seq: 100_000, at: '2012-01-01T00:00:00.000Z' }).execute();
    await of(8)
      .set({ ...b, seq: 7 })
      .execute();
    await of(100_000)
      .set({ ...a, seq: 8 })
      .execute();
    expect(await verdict()).toEqual({ ok: false, seq: 7, fault: 'link' });
    await of(7).set({ seq: 100_000, at: '2012-01-01T00:00:00.000Z' }).execute();
    await of(8).set(a).execute();
    await of(100_000).set(b).execute();
    expect(await verdict()).toEqual({ ok: true, events: 621 });

    await db.deleteFrom('event').where('seq', '=', 300).execute();
    expect(await verdict()).toEqual({ ok: false, seq: 300, fault: 'number' });
    await db.deleteFrom('event').where('seq', '>=', 300).execute();
    expect(await verdict()).toEqual({ ok: false, seq: 299, fault: 'head' });
    expect((await tool()).lines).toEqual([
      'small-study: the log ends at event 299, the study’s head says otherwise'
    ]);
    await db
      .updateTable('study')
      .set({ eventSeq: 299, eventHash: (await row(299)).hash })
      .execute();
    expect(await verdict()).toMatchObject({ ok: false, fault: 'sent-head', seq: 620, day: '2013-11-02' });
  });

  it('that was rewritten whole is detected by the head that was sent, and by the e-mail where that row was changed too', async () => {
    const { app, study, sent, verdict, tool } = await written(engine);
    await rewriteFrom(app, study.id, 600);
    expect(await verdict()).toEqual({ ok: false, fault: 'sent-head', seq: 620, day: '2013-11-02' });
    expect((await tool()).lines).toEqual([
      'small-study: event 620 is not the one whose head was sent on 2013-11-02: the log has been rewritten'
    ]);
    const forged = await app.store.db
      .selectFrom('event')
      .select('hash')
      .where('seq', '=', 620)
      .executeTakeFirstOrThrow();
    await app.store.db.updateTable('sentHead').set(forged).execute();
    expect(await verdict()).toEqual({ ok: true, events: 621 });
    const mail = await tool(`620:${sent.hash}`);
    expect(mail.code).toBe(1);
    expect(mail.lines.at(-1)).toContain('has been rewritten since the mail was sent');
  });

  it('an event that was slipped in behind the head is found', async () => {
    const { app, study, verdict } = await written(engine);
    const last = await app.store.db
      .selectFrom('event')
      .selectAll()
      .where('seq', '=', 621)
      .executeTakeFirstOrThrow();
    const unhashed = {
      ...last,
      seq: 622,
      number: last.number + 1,
      at: '2014-01-01T00:00:00.000Z',
      previousHash: last.hash
    };
    await app.store.db
      .insertInto('event')
      .values({ ...unhashed, hash: createHash('sha256').update('x').digest('hex'), studyId: study.id })
      .execute();
    expect(await verdict()).toEqual({ ok: false, seq: 621, fault: 'head' });
  });
});

describe('the audit', () => {
  it('is for chairs and the secretariat', async () => {
    const { app, study } = await written('sqlite');
    for (const input of [
      { role: 'expert' },
      { role: 'observer' },
      { role: 'city', city: 'haidian' }
    ] as const) {
      expect(await app.audit.verify(await signedInAs(app, { ...input, study }), study.slug)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
    }
    expect(await app.audit.verify(await signedInAs(app, {}), study.slug)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });
});
