import { describe, expect, it } from 'vitest';
import type { App } from '#server/app.ts';
import { findLead } from '#server/areas/meetings/store/leads.ts';
import { openLive } from '#server/sync/live/live.ts';
import { SharedReads } from '#server/sync/handshake/shared-reads.ts';
import { quickEngines } from '#kit/databases.ts';
import { LiveSocketClient } from '#kit/live-client.ts';
import { numbersIn } from '#kit/log-numbers.ts';
import { openStage, type Stage } from '#kit/open-room.ts';
import { makePerson, type TestPerson } from '#kit/people.ts';
import { servePort, type Endpoint } from '#kit/socket.ts';

const study = 'small-study';

/** Opens a second endpoint of the same app whose live connections count their reads of the log. */
async function countingEndpoint({
  app,
  endpoint
}: Stage): Promise<{ endpoint: Endpoint; count: { reads: number }; close: () => Promise<void> }> {
  const count = { reads: 0 };
  const live = openLive({
    ...app,
    findLead: (studyId) => findLead(app.store.db, studyId),
    events: {
      list: (...reading) => {
        count.reads++;
        return app.events.list(...reading);
      }
    }
  });
  const counted: App = { ...app, live };
  return { endpoint: { ...endpoint, port: await servePort(counted) }, count, close: () => live.close() };
}

async function actorOf(app: App, cookie: string) {
  const session = await app.sessions.read(cookie);
  if (!session) throw new Error('not signed in');
  return session.actor;
}

/** Waits until the client has received this event, which all may see. */
async function until(liveClient: LiveSocketClient, number: number): Promise<number[]> {
  for (let count = 1; ; count++) {
    const numbers = (await liveClient.events(count)).map((event) => event.number);
    if (numbers.includes(number)) return numbers;
  }
}

/** Appends an event that everyone in the study receives; resolves to its number. */
async function appendForAll(stage: Stage, { email }: TestPerson): Promise<number> {
  const { people } = stage.app;
  const given = await people.give('operator', study, { email, role: 'observer', sideId: null, cityId: null });
  if (!given.ok) throw new Error('not given');
  const withdrawn = await people.withdraw('operator', study, given.value.grantId);
  if (!withdrawn.ok) throw new Error('not withdrawn');
  return lastNumber(stage);
}

async function lastNumber({ app, study: { id } }: Stage): Promise<number> {
  return (await numbersIn(app, id)).at(-1) ?? 0;
}

describe.each(quickEngines)('live connections of many on %s', (engine) => {
  it('are told by one reading of the log where their rights are equal', async () => {
    const stage = await openStage(engine);
    const somebody = await makePerson(stage.app, {});
    const { endpoint, count, close } = await countingEndpoint(stage);
    const people = await Promise.all(
      Array.from({ length: 12 }, () => stage.addPerson({ role: 'expert', side: 'eu' }))
    );
    const liveClients = people.map(({ cookie }) => new LiveSocketClient(endpoint, `study=${study}`, cookie));
    await Promise.all(liveClients.map((liveClient) => liveClient.opened()));
    const first = await appendForAll(stage, somebody);
    await Promise.all(liveClients.map((liveClient) => until(liveClient, first)));
    count.reads = 0;
    await stage.app.documents.freeze(null, stage.documentId);
    const frozen = await lastNumber(stage);
    const received = await Promise.all(liveClients.map((liveClient) => until(liveClient, frozen)));
    expect(received.every((numbers) => numbers.join() === received[0]?.join())).toBe(true);
    expect(count.reads).toBeLessThan(liveClients.length / 2);
    await close();
  });

  it('tell each what they may see and nothing else, the person who reads next to them', async () => {
    const stage = await openStage(engine);
    const somebody = await makePerson(stage.app, {});
    const inputs = [
      { role: 'expert', side: 'eu' },
      { role: 'expert', side: 'eu' },
      { role: 'expert', side: 'cn' },
      { role: 'city', city: 'bristol' },
      { role: 'city', city: 'haidian' },
      { role: 'observer' },
      { role: 'observer' },
      { role: 'secretariat' },
      { role: 'chair', side: 'cn' }
    ] as const;
    const people = await Promise.all(inputs.map((input) => stage.addPerson(input)));
    const liveClients = people.flatMap(({ cookie }) =>
      [0, 1].map(() => ({
        cookie,
        liveClient: new LiveSocketClient(stage.endpoint, `study=${study}&after=0`, cookie)
      }))
    );
    for (let times = 3; times > 0; times--) {
      await stage.app.documents.freeze(null, stage.documentId);
      await stage.app.documents.freeze(null, stage.study.cities[0]?.responseId ?? '');
      await stage.app.documents.freeze(null, stage.study.chapterId);
      await stage.app.documents.reopen(null, stage.documentId);
      await stage.app.documents.reopen(null, stage.study.chapterId);
    }
    const last = await appendForAll(stage, somebody);
    const seen = new Set<string>();
    for (const { cookie, liveClient } of liveClients) {
      const may = await stage.app.events.list(await actorOf(stage.app, cookie), study, 0);
      if (!may.ok) throw new Error('may not read');
      const received = await until(liveClient, last);
      expect(received).toEqual(may.value.map(({ number }) => number));
      seen.add(received.join());
    }
    // Otherwise this would show nothing.
    expect(seen.size).toBeGreaterThan(1);
  });

  it('go apart when the rights of one are taken', async () => {
    const stage = await openStage(engine);
    const somebody = await makePerson(stage.app, {});
    const [stays, goes] = await Promise.all([
      stage.addPerson({ role: 'expert', side: 'eu' }),
      stage.addPerson({ role: 'expert', side: 'eu' })
    ]);
    const [kept, taken] = [stays, goes].map(
      ({ cookie }) => new LiveSocketClient(stage.endpoint, `study=${study}`, cookie)
    ) as [LiveSocketClient, LiveSocketClient];
    await Promise.all([kept.opened(), taken.opened()]);
    const changed = async (times: number): Promise<void> => {
      while (taken.received.filter(({ type }) => type === 'rights-changed').length < times)
        await taken.heard();
    };
    const { email, id: userId } = goes.person;
    const expert = await stage.app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    // Bristol's people learn nothing of the text about Haidian.
    expect(
      await stage.app.people.give('operator', study, {
        email,
        role: 'city',
        sideId: null,
        cityId: 'bristol'
      })
    ).toMatchObject({ ok: true });
    await changed(1);
    expect(await stage.app.people.withdraw('operator', study, expert.id)).toMatchObject({ ok: true });
    await changed(2);
    await stage.app.documents.freeze(null, stage.documentId);
    const last = await appendForAll(stage, somebody);
    const frozen = (liveClient: LiveSocketClient): boolean =>
      liveClient.received.some((one) => one.type === 'event' && one.kind === 'document.frozen');
    await Promise.all([until(kept, last), until(taken, last)]);
    expect([frozen(kept), frozen(taken)]).toEqual([true, false]);
  });
});

describe('reads that are shared', () => {
  /** Reads whose ends the test decides. */
  const slowReads = () => {
    const ends: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
    return { ends, read: () => new Promise<string>((resolve, reject) => ends.push({ resolve, reject })) };
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('begin after each question: the person who asks during one gets the next', async () => {
    const reads = new SharedReads();
    const { ends, read } = slowReads();
    const early = [reads.readOnce('a', read), reads.readOnce('a', read)];
    await turn();
    expect(ends).toHaveLength(1);
    const late = [reads.readOnce('a', read), reads.readOnce('a', read)];
    const other = reads.readOnce('b', read);
    await turn();
    expect(ends).toHaveLength(2);
    ends[1]?.resolve('of b');
    ends[0]?.resolve('early');
    expect(await Promise.all([...early, other])).toEqual(['early', 'early', 'of b']);
    await turn();
    expect(ends).toHaveLength(3);
    ends[2]?.resolve('late');
    expect(await Promise.all(late)).toEqual(['late', 'late']);
  });

  it('that fail fail for those who asked, and for nobody after them', async () => {
    const reads = new SharedReads();
    const { ends, read } = slowReads();
    const early = [reads.readOnce('a', read), reads.readOnce('a', read)].map((reading) =>
      expect(reading).rejects.toThrow('lost')
    );
    await turn();
    const late = reads.readOnce('a', read);
    ends[0]?.reject(new Error('lost'));
    await Promise.all(early);
    await turn();
    ends[1]?.resolve('found');
    expect(await late).toBe('found');
  });
});
