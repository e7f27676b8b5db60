import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { engines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeRooms } from '#kit/many-rooms.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { RowsRefusedError, type AppendPart, type GenerationAddress } from '#server/store/appender.ts';
import { endGeneration } from '#server/areas/assessments/store/documents.ts';
import { listHistory } from '#server/events/history.ts';
import { countRows } from '#server/store/rows.ts';
import type { LoggedUpdate } from '#server/store/segment.ts';
import {
  findSnapshot,
  listLastSeqs,
  listOwners,
  listUpdates,
  listWriters,
  readText
} from '#server/store/updates.ts';
import { compiled } from '#kit/compiled.ts';

const at = '2013-09-01T08:00:00.000Z';

async function openStage(engine: Engine, rooms = 1) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const [anna, li] = [await makePerson(app), await makePerson(app)];
  const roomKeys = await makeRooms(app, study, rooms);
  const [roomKey] = roomKeys;
  if (!roomKey) throw new Error('A stage has a room');
  const { db, appender } = app.store;
  return {
    db,
    appender,
    engine,
    roomKey,
    roomKeys,
    anna: anna.id,
    li: li.id,
    append: async (part: AppendPart) => (await appender.append([part]))[0],
    history: (of: GenerationAddress) => all(listHistory(db, of.documentId, of.generation))
  };
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
}

/** Makes one update of one author for each number, each with its own bytes. */
const entries = (userId: string, ...numbers: number[]) =>
  numbers.map((n) => ({ userId, at, bytes: new Uint8Array([n % 256, n >> 8, 255, 0]) }));

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

const part = (
  roomKey: GenerationAddress,
  after: number,
  list: AppendPart['entries'],
  owners: [number, string][] = []
): AppendPart => ({
  ...roomKey,
  after,
  entries: list,
  newOwners: new Map(owners)
});

/** Makes a snapshot whose bytes show only up to which update it reaches. */
const snapshot = (throughSeq: number) => ({
  throughSeq,
  bytes: new Uint8Array([0, 0, throughSeq % 256]),
  stateVector: new Uint8Array([0]),
  structsEnd: 1,
  createdAt: at
});

const summaries = (updates: readonly LoggedUpdate[]) =>
  updates.map(({ seq, userId, at: when, bytes }) => [seq, userId, when, ...bytes]);
const expected = (userId: string, ...numbers: number[]) =>
  numbers.map((n) => [n, userId, at, n % 256, n >> 8, 255, 0]);

describe.each(engines)('appending on %s', (engine) => {
  it('numbers what each of many rooms adds from what it has, in one transaction', async () => {
    const { db, appender, roomKeys, anna, li } = await openStage(engine, 30);
    const first = await appender.append(roomKeys.map((roomKey) => part(roomKey, 0, entries(anna, 1, 2))));
    expect(first).toEqual(roomKeys.map(() => ({ kind: 'committed', firstSeq: 1 })));
    const second = await appender.append(
      [...roomKeys].reverse().map((roomKey) => part(roomKey, 2, entries(li, 3), [[7, li]]))
    );
    expect(second).toEqual(roomKeys.map(() => ({ kind: 'committed', firstSeq: 3 })));
    for (const { documentId } of roomKeys) {
      expect((await listUpdates(db, documentId, 1, 0)).map((row) => [row.seq, row.bytes[0]])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3]
      ]);
      expect(await listOwners(db, documentId, 1)).toEqual(new Map([[7, li]]));
    }
    expect(await listLastSeqs(db, engine, [...roomKeys, { documentId: 'nothing', generation: 1 }])).toEqual(
      new Map(roomKeys.map(({ documentId }) => [`${documentId}@1`, 3]))
    );
  });

  it('notes when somebody first and last wrote under a client id, and nothing where that was only reserved', async () => {
    const { db, appender, roomKeys, anna, li } = await openStage(engine, 1);
    const roomKey = roomKeys[0] as GenerationAddress;
    const owners: [number, string][] = [
      [7, anna],
      [8, anna],
      [9, li]
    ];
    const later = entries(anna, 2).map((entry) => ({ ...entry, at: '2026-11-26T15:05:00.000Z' }));
    await appender.append([{ ...part(roomKey, 0, entries(anna, 1), owners), writers: [7, 8] }]);
    await appender.append([{ ...part(roomKey, 1, later), writers: [8] }, part(roomKey, 1, entries(li, 3))]);
    expect(Object.fromEntries(await listWriters(db, roomKey.documentId, 1))).toEqual({
      7: { userId: anna, first: at, last: at },
      8: { userId: anna, first: at, last: '2026-11-26T15:05:00.000Z' },
      9: { userId: li, first: null, last: null }
    });
  });

  it('leaves out what was frozen before, what is somebody else’s and what builds on what is lost, and nothing else', async () => {
    const { db, appender, roomKeys, anna, li, append } = await openStage(engine, 6);
    const [frozen, foreign, behind, again, fine, twice] = roomKeys as [
      GenerationAddress,
      GenerationAddress,
      GenerationAddress,
      GenerationAddress,
      GenerationAddress,
      GenerationAddress
    ];
    await endGeneration(db, frozen.documentId, 1, at);
    await append(part(foreign, 0, entries(anna, 1), [[5, anna]]));
    await append(part(again, 0, entries(anna, 1), [[5, anna]]));
    const outcomes = await appender.append([
      part(frozen, 0, entries(anna, 1), [[9, anna]]),
      part(foreign, 1, entries(li, 2), [
        [6, li],
        [5, li]
      ]),
      part(behind, 3, entries(anna, 1), [[9, anna]]),
      part(again, 1, entries(anna, 2), [[5, anna]]),
      part(fine, 0, entries(li, 1)),
      part(twice, 0, entries(li, 1), [[8, li]]),
      part(twice, 0, entries(anna, 2), [[8, anna]]),
      part(twice, 0, entries(li, 2)),
      part({ documentId: 'nothing', generation: 1 }, 0, entries(li, 1))
    ]);
    expect(outcomes).toEqual([
      { kind: 'ended' },
      { kind: 'foreign', client: 5 },
      { kind: 'behind', lastSeq: 0 },
      { kind: 'committed', firstSeq: 2 },
      { kind: 'committed', firstSeq: 1 },
      { kind: 'committed', firstSeq: 1 },
      { kind: 'foreign', client: 8 },
      { kind: 'committed', firstSeq: 2 },
      { kind: 'ended' }
    ]);
    const counts = await Promise.all(
      roomKeys.map(async ({ documentId }) => (await listUpdates(db, documentId, 1, 0)).length)
    );
    expect(counts).toEqual([0, 1, 0, 2, 1, 2]);
    expect(await listOwners(db, foreign.documentId, 1)).toEqual(new Map([[5, anna]]));
    expect(await listOwners(db, behind.documentId, 1)).toEqual(new Map());
  });

  it('refuses what it can never hold as a whole, and goes on afterwards', async () => {
    const { db, appender, roomKeys, anna } = await openStage(engine, 2);
    const [one, other] = roomKeys as [GenerationAddress, GenerationAddress];
    const bad = appender.append([part(one, 0, entries(anna, 1)), part(other, 0, entries('nobody', 1))]);
    await expect(bad).rejects.toThrow(RowsRefusedError);
    expect(await countRows(db, 'documentUpdate')).toBe(0);
    expect(await appender.append([part(one, 0, entries(anna, 1))])).toEqual([
      { kind: 'committed', firstSeq: 1 }
    ]);
  });

  it('numbers on after everything has been folded away', async () => {
    const { db, appender, roomKey, anna, append, history } = await openStage(engine);
    await append(part(roomKey, 0, entries(anna, ...range(1, 5))));
    await appender.saveSnapshot(roomKey, snapshot(5));
    expect(await countRows(db, 'documentUpdate')).toBe(0);
    expect(await listLastSeqs(db, engine, [roomKey])).toEqual(new Map([[`${roomKey.documentId}@1`, 5]]));
    expect(await append(part(roomKey, 5, entries(anna, 6)))).toEqual({ kind: 'committed', firstSeq: 6 });
    expect(summaries(await history(roomKey))).toEqual(expected(anna, ...range(1, 6)));
  });

  it('may be folded while others append, and the person who reads the text reads it whole', async () => {
    const { db, appender, roomKey, anna, append, history } = await openStage(engine);
    await append(part(roomKey, 0, entries(anna, ...range(1, 2000))));
    const folding = appender.saveSnapshot(roomKey, snapshot(2000));
    let last = 2000;
    for (let n = 0; n < 20; n++) {
      expect(await append(part(roomKey, last, entries(anna, ++last)))).toEqual({
        kind: 'committed',
        firstSeq: last
      });
      const { snapshot: latest, updates } = await readText(db, roomKey.documentId, 1);
      expect((latest?.throughSeq ?? 0) + updates.length).toBe(last);
    }
    await folding;
    expect(summaries(await history(roomKey))).toEqual(expected(anna, ...range(1, last)));
  });
});

describe.each(engines)('a snapshot that is kept on %s', (engine) => {
  it('stands in the place of older ones and of the updates it holds; these stay as history, with author and time', async () => {
    const { db, appender, roomKey, anna, li, append, history } = await openStage(engine);
    await append(part(roomKey, 0, entries(anna, 1, 2)));
    await append(part(roomKey, 2, entries(li, 3, 4)));
    await appender.saveSnapshot(roomKey, snapshot(3));
    expect(await findSnapshot(db, roomKey.documentId, 1)).toMatchObject({ throughSeq: 3, structsEnd: 1 });
    expect([...((await findSnapshot(db, roomKey.documentId, 1))?.stateVector ?? [])]).toEqual([0]);
    const { updates } = await readText(db, roomKey.documentId, 1);
    expect(updates.map((row) => row.seq)).toEqual([4]);
    expect(
      await db
        .selectFrom('documentSnapshot')
        .select('throughSeq')
        .where('documentId', '=', roomKey.documentId)
        .execute()
    ).toHaveLength(1);
    expect(summaries(await history(roomKey))).toEqual([...expected(anna, 1, 2), ...expected(li, 3, 4)]);
  });

  it('may be kept again, and does not come in the place of a newer one or of what was never written', async () => {
    const { db, appender, roomKey, anna, append, history } = await openStage(engine);
    await append(part(roomKey, 0, entries(anna, 1, 2, 3)));
    await appender.saveSnapshot(roomKey, snapshot(2));
    await appender.saveSnapshot(roomKey, snapshot(2));
    await appender.saveSnapshot(roomKey, snapshot(3));
    await appender.saveSnapshot(roomKey, snapshot(1));
    expect(await findSnapshot(db, roomKey.documentId, 1)).toMatchObject({ throughSeq: 3 });
    await expect(appender.saveSnapshot(roomKey, snapshot(4))).rejects.toThrow();
    expect(await findSnapshot(db, roomKey.documentId, 1)).toMatchObject({ throughSeq: 3 });
    expect(summaries(await history(roomKey))).toEqual(expected(anna, 1, 2, 3));
  });

  it('folds a long log and large updates piece by piece', async () => {
    const { db, appender, roomKey, anna, append, history } = await openStage(engine);
    await append(part(roomKey, 0, entries(anna, ...range(1, 2500))));
    const large = { userId: anna, at, bytes: new Uint8Array(300_000).fill(7) };
    await append(part(roomKey, 2500, [large, large, ...entries(anna, 2503)]));
    await appender.saveSnapshot(roomKey, snapshot(2503));
    expect(await countRows(db, 'documentUpdate')).toBe(0);
    expect(await countRows(db, 'documentSegment')).toBeGreaterThan(4);
    const updates = await history(roomKey);
    expect(summaries(updates.slice(0, 2500))).toEqual(expected(anna, ...range(1, 2500)));
    expect(updates.slice(2500).map(({ seq, bytes }) => [seq, bytes.length, bytes[0]])).toEqual([
      [2501, 300_000, 7],
      [2502, 300_000, 7],
      [2503, 4, 2503 % 256]
    ]);
  });

  it('may come while the history is read: every update is told once', async () => {
    const { appender, db, roomKey, anna, append } = await openStage(engine);
    await append(part(roomKey, 0, entries(anna, ...range(1, 1700))));
    const reading = listHistory(db, roomKey.documentId, 1);
    const seqs: number[] = [];
    for await (const { seq } of reading) {
      seqs.push(seq);
      if (seq === 10) await appender.saveSnapshot(roomKey, snapshot(600));
      if (seq === 505) await appender.saveSnapshot(roomKey, snapshot(1650));
    }
    expect(seqs).toEqual(range(1, 1700));
  });

  it('never hides that a number is missing', async () => {
    const { db, appender, roomKey, anna, append, history } = await openStage(engine);
    await append(part(roomKey, 0, entries(anna, ...range(1, 10))));
    await appender.saveSnapshot(roomKey, snapshot(4));
    await db.deleteFrom('documentUpdate').where('seq', '=', 7).execute();
    await expect(history(roomKey)).rejects.toThrow('misses number 7');
    await expect(readText(db, roomKey.documentId, 1)).rejects.toThrow('hole');
  });
});

describe.each(engines)('a writer on %s that is killed while it appends and folds', (engine) => {
  it('leaves everything that was committed, once, in the text or in the history', async () => {
    const app = await testApp(engine);
    const author = await makePerson(app);
    const [roomKey] = await makeRooms(app, await makeStudy(app), 1);
    const { database } = app.config;
    const env = {
      ...compiled,
      DATA_DIR: app.config.dataDir,
      DATABASE_URL: database.engine === 'sqlite' ? `sqlite:${database.file}` : database.url
    };
    const program = fileURLToPath(new URL('../kit/folding-process.ts', import.meta.url));
    let committed = 0;
    for (let kill = 1; kill <= 6; kill++) {
      const child = spawn(process.execPath, [program, roomKey?.documentId ?? '', author.id], {
        env,
        stdio: ['ignore', 'pipe', 'inherit']
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      let lines = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        committed = Math.max(committed, Number(line) || 0);
        // The kill comes at some moment after the last reported commit.
        if (++lines > 3 * kill) child.kill('SIGKILL');
      }
      const { documentId } = roomKey as GenerationAddress;
      const { snapshot: latest, updates } = await readText(app.store.db, documentId, 1);
      const last = (latest?.throughSeq ?? 0) + updates.length;
      expect(last).toBeGreaterThanOrEqual(committed);
      const numbers = (await all(listHistory(app.store.db, documentId, 1))).map(
        ({ seq, at: summaries, bytes }) => [seq, summaries, ...bytes]
      );
      expect(numbers).toEqual(range(1, last).map((seq) => [seq, String(seq), seq % 256]));
    }
    expect(committed).toBeGreaterThan(0);
  });
});
