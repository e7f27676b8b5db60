import type { Worker } from 'node:worker_threads';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { engines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeRooms } from '#kit/many-rooms.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { chanceOf } from '#base/chance.ts';
import type { DatabaseAddress } from '#server/process/config.ts';
import { createLogger } from '#server/process/logger.ts';
import { RowsRefusedError, type Appender } from '#server/store/appender.ts';
import { openStore, type Store } from '#server/store/open.ts';
import { openSqlite } from '#server/store/sqlite-file.ts';
import { listUpdates } from '#server/store/updates.ts';
import { Committer } from '#server/sync/log/committer.ts';
import type { RoomKey } from '#server/sync/log/log.ts';

async function openStage(engine: Engine, rooms: number) {
  const app = await testApp(engine);
  const roomKeys = await makeRooms(app, await makeStudy(app), rooms);
  const author = await makePerson(app);
  const logged: string[] = [];
  const logger = createLogger({ level: 'info', now: app.now, write: (line) => logged.push(line) });
  const committer = new Committer({ appender: app.store.appender, logger });
  const part = ({ documentId, generation }: RoomKey, n = 1, after = 0, userId: string = author.id) => ({
    documentId,
    generation,
    after,
    entries: [{ userId, at: '2013-09-01T08:00:00.000Z', bytes: new Uint8Array([n]) }],
    newOwners: new Map<number, string>()
  });
  return {
    app,
    roomKeys,
    committer,
    logged,
    part,
    transactions: async () =>
      (await logger.metrics.transactionParts.get()).values.find(({ metricName }) =>
        metricName?.endsWith('_count')
      )?.value ?? 0,
    seqs: async ({ documentId }: RoomKey) =>
      (await listUpdates(app.store.db, documentId, 1, 0)).map((row) => row.seq)
  };
}

/** Settles when the committer says that appends wait, or go on. */
const reported = (committer: Committer, waiting: boolean): Promise<void> =>
  new Promise((resolve) => {
    const stop = committer.onTrouble((now) => {
      if (now !== waiting) return;
      stop();
      resolve();
    });
  });

describe.each(engines)('the committer on %s', (engine) => {
  it('commits at once when it is idle, and many rooms together when they write together', async () => {
    const { roomKeys, committer, part, transactions, seqs } = await openStage(engine, 200);
    const [first] = roomKeys;
    if (!first) throw new Error('no room');
    await committer.append(part(first));
    expect(await transactions()).toBe(1);
    await Promise.all(roomKeys.map((roomKey) => committer.append(part(roomKey, 2))));
    expect(await transactions()).toBe(2);
    // While one commit is in progress everything that comes gathers for the next.
    const waves = [0, 1, 2, 3, 4].map(async (wave) => {
      for (let turn = 0; turn < 2 * wave; turn++) await new Promise((go) => setImmediate(go));
      await Promise.all(
        roomKeys.slice(wave * 40, wave * 40 + 40).map((roomKey) => committer.append(part(roomKey, 3)))
      );
    });
    await Promise.all(waves);
    expect(await transactions()).toBeLessThan(2 + 5 + 1);
    expect(await seqs(first)).toEqual([1, 2, 3]);
    expect(await Promise.all(roomKeys.slice(1).map(seqs))).toEqual(roomKeys.slice(1).map(() => [1, 2]));
  });

  it('does not let one room’s rows that can never be stored keep the others’ out', async () => {
    const { roomKeys, committer, part, seqs } = await openStage(engine, 21);
    const bad = new Set([0, 7, 20]);
    const outcomes = await Promise.allSettled(
      roomKeys.map((roomKey, n) => committer.append(part(roomKey, 1, 0, bad.has(n) ? 'nobody' : undefined)))
    );
    expect(
      outcomes.map((one) =>
        one.status === 'rejected' ? (one.reason as unknown) instanceof RowsRefusedError : one.value
      )
    ).toEqual(roomKeys.map((_, n) => (bad.has(n) ? true : { kind: 'committed', firstSeq: 1 })));
    expect(await Promise.all(roomKeys.map(seqs))).toEqual(roomKeys.map((_, n) => (bad.has(n) ? [] : [1])));
  });

  it('has what was appended stored when it is closed, and takes nothing afterwards', async () => {
    const { roomKeys, committer, part, seqs } = await openStage(engine, 20);
    const appended = Promise.all(roomKeys.map((roomKey) => committer.append(part(roomKey))));
    await committer.close();
    expect(await appended).toHaveLength(20);
    expect(await Promise.all(roomKeys.map(seqs))).toEqual(roomKeys.map(() => [1]));
    await expect(committer.append(part(roomKeys[0] as RoomKey))).rejects.toThrow('closed');
  });

  it('waits while the database takes nothing, says so once, and goes on by itself', async () => {
    const { app, roomKeys, committer, logged, part, seqs } = await openStage(engine, 3);
    const [one, other, third] = roomKeys as [RoomKey, RoomKey, RoomKey];
    await committer.append(part(one));
    const hindrance = await hinder(app.config.database, app.store);
    const waits = reported(committer, true);
    let isStored = false;
    const waiting = [committer.append(part(one, 2)), committer.append(part(other))].map((append) =>
      append.then((outcome) => {
        isStored = true;
        return outcome;
      })
    );
    await Promise.all([waits, hindrance.break()]);
    expect(isStored).toBe(false);
    // An append that comes while others wait, waits as well.
    waiting.push(committer.append(part(third)));
    const goesOn = reported(committer, false);
    await hindrance.end();
    await goesOn;
    expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual([
      'committed',
      'committed',
      'committed'
    ]);
    expect([await seqs(other), await seqs(third)]).toEqual([[1], [1]]);
    expect((await seqs(one)).slice(0, 2)).toEqual([1, 2]);
    expect(
      logged.filter((line) => line.includes('do not take') || line.includes('does not take'))
    ).toHaveLength(1);
    expect(logged.filter((line) => line.includes('again'))).toHaveLength(1);
  }, 180_000);
});

/**
 * Holds the write lock of the database, as another program might. `break` resolves when the committer has run
 * into it.
 */
async function hinder(
  address: DatabaseAddress,
  store: Store
): Promise<{ break(): Promise<void>; end(): Promise<void> }> {
  if (address.engine === 'sqlite') {
    const otherConnection = openSqlite(address.file);
    otherConnection.exec('begin immediate');
    return {
      // The committer gives up waiting for the file by itself, after the five seconds of its busy_timeout.
      break: () => Promise.resolve(),
      end: () => Promise.resolve(otherConnection.close()).then(() => undefined)
    };
  }
  const otherConnection = new pg.Client({ connectionString: address.url });
  await otherConnection.connect();
  await otherConnection.query('begin');
  await otherConnection.query('lock table document_update in access exclusive mode');
  return {
    break: async () => {
      const blocked = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await expect
        .poll(async () => (await otherConnection.query(blocked)).rowCount, { timeout: 20_000 })
        .toBe(1);
      await otherConnection.query(`select pg_terminate_backend(pid) from (${blocked}) as waiting`);
    },
    end: async () => {
      await otherConnection.query('rollback');
      await otherConnection.end();
      await store.ping();
    }
  };
}

/** Wraps an appender as a database in trouble: it stores nothing until `heal` is called. */
function troubled(real: Appender): { appender: Appender; tries: () => number; heal: () => void } {
  let tries = 0;
  let isWell = false;
  return {
    tries: () => tries,
    heal: () => (isWell = true),
    appender: {
      ...real,
      append: (parts) => {
        tries += 1;
        return isWell
          ? real.append(parts)
          : Promise.reject(Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' }));
      }
    }
  };
}

describe('a committer over a database in trouble', () => {
  it('tries again and again, and stores everything in order once it is well', async () => {
    const { app, roomKeys, part, seqs } = await openStage('sqlite', 40);
    const { appender, tries, heal } = troubled(app.store.appender);
    const committer = new Committer({ appender });
    const appended = Promise.all(roomKeys.map((roomKey) => committer.append(part(roomKey))));
    await expect.poll(tries, { timeout: 20_000 }).toBeGreaterThan(2);
    const goesOn = reported(committer, false);
    heal();
    expect(await appended).toEqual(roomKeys.map(() => ({ kind: 'committed', firstSeq: 1 })));
    await goesOn;
    expect(await Promise.all(roomKeys.map(seqs))).toEqual(roomKeys.map(() => [1]));
  });

  it('rejects what waits when it is closed: it was acknowledged to nobody', async () => {
    const { app, roomKeys, part, seqs } = await openStage('sqlite', 3);
    const { appender } = troubled(app.store.appender);
    const committer = new Committer({ appender });
    const waits = reported(committer, true);
    const outcomes = Promise.allSettled(roomKeys.map((roomKey) => committer.append(part(roomKey))));
    await waits;
    await committer.close();
    expect((await outcomes).map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await Promise.all(roomKeys.map(seqs))).toEqual([[], [], []]);
  });
});

describe('the thread that commits on SQLite', () => {
  it('is started again when it has died, and what it was given is stored', async () => {
    const threads: Worker[] = [];
    const listen = (thread: Worker): unknown => threads.push(thread);
    process.on('worker', listen);
    onTestFinished(() => void process.off('worker', listen));
    const { roomKeys, committer, part, seqs } = await openStage('sqlite', 10);
    const [first] = roomKeys as [RoomKey];
    await committer.append(part(first));
    const appended = Promise.all(roomKeys.slice(1).map((roomKey) => committer.append(part(roomKey))));
    await threads[0]?.terminate();
    expect((await appended).map(({ kind }) => kind)).toEqual(roomKeys.slice(1).map(() => 'committed'));
    // Once more, where it had committed and died before it could say so: harmless, since Yjs takes an update but once.
    for (const list of await Promise.all(roomKeys.map(seqs))) expect([[1], [1, 2]]).toContainEqual(list);
    await committer.append(part(first, 2));
    expect(await seqs(first)).toEqual([1, 2]);
  });
});

describe('two nodes on one PostgreSQL', () => {
  it('number what they append to the same rooms without a gap and without waiting for each other', async () => {
    const { app, roomKeys, part, seqs } = await openStage('postgres', 8);
    const { database } = app.config;
    const stores = [openStore(database), openStore(database)];
    onTestFinished(async () => {
      await Promise.all(stores.map((store) => store.close()));
    });
    const troubles: string[] = [];
    const logger = createLogger({ level: 'warn', now: app.now, write: (line) => troubles.push(line) });
    const chance = chanceOf(3);
    const given = await Promise.all(
      stores.map(async (store, node) => {
        const committer = new Committer({ appender: store.appender, logger });
        const given: string[] = [];
        for (let round = 0; round < 125; round++) {
          // Each node meets the rooms in an order of its own.
          const order = [...roomKeys].sort(() => chance() - 0.5).slice(0, 4);
          const outcomes = await Promise.all(order.map((roomKey) => committer.append(part(roomKey, node))));
          outcomes.forEach((outcome, n) =>
            given.push(
              outcome.kind === 'committed'
                ? `${order[n]?.documentId ?? ''} ${outcome.firstSeq}`
                : outcome.kind
            )
          );
        }
        return given;
      })
    );
    expect(troubles).toEqual([]);
    expect(new Set(given.flat()).size).toBe(1000);
    const stored = await Promise.all(roomKeys.map(seqs));
    expect(stored).toEqual(stored.map((list) => list.map((_, n) => n + 1)));
    expect(stored.flat()).toHaveLength(1000);
  }, 180_000);

  it('let a client id belong to one person only, whichever node hears of it first', async () => {
    const { app, roomKeys, part } = await openStage('postgres', 20);
    const [anna, li] = [await makePerson(app), await makePerson(app)];
    const elsewhere = openStore(app.config.database);
    onTestFinished(() => elsewhere.close());
    const committers = [app.store, elsewhere].map((store) => new Committer({ appender: store.appender }));
    const outcomes = await Promise.all(
      committers.map((committer, node) => {
        const userId = node === 0 ? anna.id : li.id;
        return Promise.all(
          roomKeys.map((roomKey) =>
            committer.append({ ...part(roomKey, 1, 0, userId), newOwners: new Map([[77, userId]]) })
          )
        );
      })
    );
    for (const n of roomKeys.keys()) {
      expect(outcomes.map((ofNode) => ofNode[n]?.kind).sort()).toEqual(['committed', 'foreign']);
    }
  });
});
