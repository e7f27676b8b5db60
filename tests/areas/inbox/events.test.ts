/** Tests the log for each reader: events that a reader may not see are absent, and no count reveals them. */
import type { KyselyPlugin } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '#lib/events/kinds.ts';
import { signedInAs } from '#kit/actors.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { numbersIn } from '#kit/log-numbers.ts';
import { makeStudy } from '#kit/people.ts';
import { appendEvent } from '#server/events/append.ts';
import { verifyLog } from '#server/areas/operations/verify-study.ts';
import { createEvents } from '#server/areas/inbox/events.ts';

async function setUp(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'collecting' },
      { id: 'haidian', side: 'cn', state: 'consultation' }
    ]
  });
  const at = app.now().toISOString();
  const append = (domainEvent: DomainEvent) =>
    app.store.db
      .transaction()
      .execute((trx) =>
        appendEvent(trx, { studyId: study.id, actorId: null, actorRole: null, at }, domainEvent)
      );
  return { app, study, append };
}

const frozen = (needs: DomainEvent['needs'], cityId: string): DomainEvent => ({
  kind: 'document.frozen',
  needs,
  cityId,
  payload: { document: 'response', generation: 1, slug: null }
});

describe.each(engines)('the log on %s', (engine) => {
  it('tells each reader only what the ability named by the event lets that reader see', async () => {
    const { app, study, append } = await setUp(engine);
    await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
    await append(frozen('response.read', 'bristol'));
    await append(frozen('findings.read', 'haidian'));
    await append({
      kind: 'document.reopened',
      needs: 'chapter.read',
      documentId: study.chapterId,
      payload: { document: 'chapter', generation: 2, slug: 'summary' }
    });
    await append({ kind: 'study.changed', needs: 'instance.studies', payload: { texts: 'title' } });
    const seen = async (input: Parameters<typeof signedInAs>[1]) => {
      const list = await app.events.list(await signedInAs(app, { ...input, study }), study.slug, 0);
      const numbers = await numbersIn(app, study.id);
      return list.ok ? list.value.map(({ number }) => numbers.indexOf(number) + 1) : list.refusal.code;
    };
    expect(await seen({ role: 'secretariat' })).toEqual([1, 2, 3, 4]);
    expect(await seen({ role: 'expert' })).toEqual([1, 2, 3, 4]);
    expect(await seen({ role: 'observer' })).toEqual([1, 3, 4]);
    expect(await seen({ role: 'city', city: 'haidian' })).toEqual([1, 3]);
    expect(await seen({ role: 'city', city: 'bristol' })).toEqual([1, 2]);
    expect(await seen({ role: 'observer', administrator: true })).toEqual([1, 3, 4, 5]);
  });

  it('fills a page past what is hidden, so that its length tells nothing', async () => {
    const { app, study, append } = await setUp(engine);
    for (let i = 0; i < 6; i++)
      await append(
        i % 3 === 2
          ? { kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } }
          : frozen('findings.read', 'bristol')
      );
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const numbers = await numbersIn(app, study.id);
    const [, , third = 0, , , sixth = 0] = numbers;
    const list = await app.events.list(city, study.slug, 0, 2);
    expect(list.ok && list.value.map(({ number }) => number)).toEqual([third, sixth]);
    const rest = await app.events.list(city, study.slug, third);
    expect(rest.ok && rest.value.map(({ number }) => number)).toEqual([sixth]);
    const recent = await app.events.recent(city, study.slug, undefined, 1);
    expect(recent.ok && recent.value.map(({ number }) => number)).toEqual([sixth]);
    const older = await app.events.recent(city, study.slug, sixth, 5);
    expect(older.ok && older.value.map(({ number }) => number)).toEqual([third]);
  });

  it('is passed once by a reader who may learn nothing of it, however often they ask', async () => {
    const { app, study, append } = await setUp(engine);
    for (let i = 0; i < 60; i++) await append(frozen('findings.read', 'bristol'));
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    let read = 0;
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: ({ result }) => {
        read += result.rows.length;
        return Promise.resolve(result);
      }
    };
    const events = createEvents({ store: { db: app.store.db.withPlugin(counting) } });
    const ask = async (): Promise<readonly unknown[]> => {
      const list = await events.list(city, study.slug, 0);
      if (!list.ok) throw new Error(list.refusal.code);
      return list.value;
    };
    expect(await ask()).toEqual([]);
    expect(read).toBeGreaterThan(60);
    read = 0;
    expect(await ask()).toEqual([]);
    expect(read).toBeLessThan(10);
    await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
    expect(await ask()).toHaveLength(1);
  });

  it('keeps what this version does not know: it is listed, verified, exported and taken in as it is', async () => {
    const { app, study, append } = await setUp(engine);
    const foreign = [
      { kind: 'city.teleported', needs: 'study.see', cityId: 'haidian', payload: { to: 'Mars' } },
      { kind: 'framework.published', needs: 'study.see', payload: { version: 7, since: null } }
    ];
    for (const event of foreign) await append(event as unknown as DomainEvent);
    const said = foreign.map(({ kind, payload }) => ({ kind, payload, isKnown: false }));
    const observer = await signedInAs(app, { role: 'observer', study });
    expect(await app.events.list(observer, study.slug, 0)).toMatchObject({ value: said });
    expect(await app.events.recent(observer, study.slug)).toMatchObject({
      value: said.toReversed().map((one) => ({ ...one, actorName: null }))
    });
    expect(await app.inbox.whileAway(observer, study.slug)).toMatchObject({ value: { changes: [{}, {}] } });
    const chunks: Uint8Array[] = [];
    await app.archives.export('operator', study.slug, (chunk) => void chunks.push(chunk));
    const elsewhere = await testApp(engine);
    expect(await elsewhere.archives.import('operator', Buffer.concat(chunks))).toMatchObject({ ok: true });
    for (const { db } of [app.store, elsewhere.store])
      expect(await verifyLog(db, study.id)).toMatchObject({ verdict: { ok: true } });
    // A damaged payload is named by the check, and hides nothing of the log.
    await app.store.db.updateTable('event').set({ payload: '{"version' }).where('seq', '=', 2).execute();
    expect(await app.events.list(observer, study.slug, 0)).toMatchObject({
      value: [said[0], { kind: 'framework.published', isKnown: false, payload: {} }]
    });
    expect(await verifyLog(app.store.db, study.id)).toMatchObject({ verdict: { seq: 2, fault: 'hash' } });
  });

  it('names whom and what it speaks of', async () => {
    const { app, study, append } = await setUp(engine);
    const expert = await signedInAs(app, { role: 'expert', study, name: 'Ada' });
    await append({
      kind: 'grant.given',
      needs: 'study.see',
      cityId: 'haidian',
      payload: { userId: expert.userId, role: 'expert', sideId: 'eu', cityId: null }
    });
    const recent = await app.events.recent(expert, study.slug);
    expect(recent).toMatchObject({
      value: [{ actorName: null, names: { person: { en: 'Ada' }, city: { zh: '城市2' } } }]
    });
  });
});

describe.each(engines)('the home of a study on %s', (engine) => {
  it('counts both sides for those who see all assessments, and for no city’s representative (R015)', async () => {
    const { app, study } = await setUp(engine);
    const chair = await app.overview.load(
      await signedInAs(app, { role: 'chair', side: 'cn', study }),
      study.slug
    );
    expect(chair).toMatchObject({
      value: {
        progress: [
          { sideId: 'eu', cities: 1 },
          { sideId: 'cn', cities: 1, states: { consultation: 1 } }
        ]
      }
    });
    const city = await app.overview.load(
      await signedInAs(app, { role: 'city', city: 'haidian', study }),
      study.slug
    );
    expect(city).toMatchObject({ value: { progress: null, tasks: [{ kind: 'read-findings' }] } });
  });
});
