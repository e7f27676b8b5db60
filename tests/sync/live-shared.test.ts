import { describe, expect, it } from 'vitest';
import type { House } from '#server/house.ts';
import { openLive } from '#server/sync/live/live.ts';
import { SharedReads } from '#server/sync/door/shared-reads.ts';
import { engines } from '#kit/databases.ts';
import { Line } from '#kit/live-line.ts';
import { numbersIn } from '#kit/log-numbers.ts';
import { openStage, type Stage } from '#kit/open-room.ts';
import { makePerson, type TestPerson } from '#kit/people.ts';
import { servePort, type Door } from '#kit/socket.ts';

const study = 'small-study';

/** A door of the same house whose live lines read the log through a count. */
async function countingDoor({
  house,
  door
}: Stage): Promise<{ door: Door; count: { reads: number }; close: () => Promise<void> }> {
  const count = { reads: 0 };
  const live = openLive({
    ...house,
    events: {
      list: (...asked) => {
        count.reads++;
        return house.events.list(...asked);
      }
    }
  });
  const counted: House = { ...house, live };
  return { door: { ...door, port: await servePort(counted) }, count, close: () => live.close() };
}

async function actorOf(house: House, cookie: string) {
  const session = await house.sessions.read(cookie);
  if (!session) throw new Error('not signed in');
  return session.actor;
}

/** Until it has heard of this event, which all may see. */
async function until(line: Line, number: number): Promise<number[]> {
  for (let count = 1; ; count++) {
    const numbers = (await line.events(count)).map((event) => event.number);
    if (numbers.includes(number)) return numbers;
  }
}

/** Tells everybody in the study something; resolves to its number. */
async function tellAll(stage: Stage, { email }: TestPerson): Promise<number> {
  const { people } = stage.house;
  const given = await people.give('operator', study, { email, role: 'observer', sideId: null, cityId: null });
  if (!given.ok) throw new Error('not given');
  const withdrawn = await people.withdraw('operator', study, given.value.grantId);
  if (!withdrawn.ok) throw new Error('not withdrawn');
  return lastNumber(stage);
}

async function lastNumber({ house, study: { id } }: Stage): Promise<number> {
  return (await numbersIn(house, id)).at(-1) ?? 0;
}

describe.each(engines)('live lines of many on %s', (engine) => {
  it('are told by one reading of the log where their rights are equal', async () => {
    const stage = await openStage(engine);
    const somebody = await makePerson(stage.house, {});
    const { door, count, close } = await countingDoor(stage);
    const people = await Promise.all(
      Array.from({ length: 12 }, () => stage.enter({ role: 'expert', side: 'eu' }))
    );
    const lines = people.map(({ cookie }) => new Line(door, `study=${study}`, cookie));
    await Promise.all(lines.map((line) => line.opened()));
    const first = await tellAll(stage, somebody);
    await Promise.all(lines.map((line) => until(line, first)));
    count.reads = 0;
    await stage.house.documents.freeze(null, stage.documentId);
    const frozen = await lastNumber(stage);
    const told = await Promise.all(lines.map((line) => until(line, frozen)));
    expect(told.every((numbers) => numbers.join() === told[0]?.join())).toBe(true);
    expect(count.reads).toBeLessThan(lines.length / 2);
    await close();
  });

  it('tell each what they may see and nothing else, whoever reads beside them', async () => {
    const stage = await openStage(engine);
    const somebody = await makePerson(stage.house, {});
    const wishes = [
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
    const people = await Promise.all(wishes.map((wish) => stage.enter(wish)));
    const lines = people.flatMap(({ cookie }) =>
      [0, 1].map(() => ({ cookie, line: new Line(stage.door, `study=${study}&after=0`, cookie) }))
    );
    for (let times = 3; times > 0; times--) {
      await stage.house.documents.freeze(null, stage.documentId);
      await stage.house.documents.freeze(null, stage.study.cities[0]?.responseId ?? '');
      await stage.house.documents.freeze(null, stage.study.chapterId);
      await stage.house.documents.reopen(null, stage.documentId);
      await stage.house.documents.reopen(null, stage.study.chapterId);
    }
    const last = await tellAll(stage, somebody);
    const seen = new Set<string>();
    for (const { cookie, line } of lines) {
      const may = await stage.house.events.list(await actorOf(stage.house, cookie), study, 0);
      if (!may.ok) throw new Error('may not read');
      const told = await until(line, last);
      expect(told).toEqual(may.value.map(({ number }) => number));
      seen.add(told.join());
    }
    // Otherwise this would show nothing.
    expect(seen.size).toBeGreaterThan(1);
  });

  it('go apart when the rights of one are taken', async () => {
    const stage = await openStage(engine);
    const somebody = await makePerson(stage.house, {});
    const [stays, goes] = await Promise.all([
      stage.enter({ role: 'expert', side: 'eu' }),
      stage.enter({ role: 'expert', side: 'eu' })
    ]);
    const [kept, taken] = [stays, goes].map(
      ({ cookie }) => new Line(stage.door, `study=${study}`, cookie)
    ) as [Line, Line];
    await Promise.all([kept.opened(), taken.opened()]);
    const changed = async (times: number): Promise<void> => {
      while (taken.told.filter(({ type }) => type === 'rights-changed').length < times) await taken.heard();
    };
    const { email, id: userId } = goes.person;
    const expert = await stage.house.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    // Bristol's people learn nothing of the text about Haidian.
    expect(
      await stage.house.people.give('operator', study, {
        email,
        role: 'city',
        sideId: null,
        cityId: 'bristol'
      })
    ).toMatchObject({ ok: true });
    await changed(1);
    expect(await stage.house.people.withdraw('operator', study, expert.id)).toMatchObject({ ok: true });
    await changed(2);
    await stage.house.documents.freeze(null, stage.documentId);
    const last = await tellAll(stage, somebody);
    const frozen = (line: Line): boolean =>
      line.told.some((one) => one.type === 'event' && one.kind === 'document.frozen');
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

  it('begin after each question: whoever asks during one gets the next', async () => {
    const reads = new SharedReads();
    const { ends, read } = slowReads();
    const early = [reads.ask('a', read), reads.ask('a', read)];
    await turn();
    expect(ends).toHaveLength(1);
    const late = [reads.ask('a', read), reads.ask('a', read)];
    const other = reads.ask('b', read);
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
    const early = [reads.ask('a', read), reads.ask('a', read)].map((asked) =>
      expect(asked).rejects.toThrow('lost')
    );
    await turn();
    const late = reads.ask('a', read);
    ends[0]?.reject(new Error('lost'));
    await Promise.all(early);
    await turn();
    ends[1]?.resolve('found');
    expect(await late).toBe('found');
  });
});
