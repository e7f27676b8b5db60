/** Tests the thread that commits on SQLite, which is idle while nothing is appended. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { testApp } from '#kit/app.ts';
import { makeRooms } from '#kit/many-rooms.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import type { AppendPart } from '#server/store/appender.ts';
import { openSqliteAppender } from '#server/store/sqlite-appender.ts';

async function openStage() {
  const app = await testApp('sqlite');
  const { database } = app.config;
  if (database.engine !== 'sqlite') throw new Error('This is about SQLite');
  const author = await makePerson(app);
  const [roomKey] = await makeRooms(app, await makeStudy(app), 1);
  if (!roomKey) throw new Error('A stage has a room');
  const part = (bytes: Uint8Array | null, after = 0): AppendPart => ({
    ...roomKey,
    after,
    entries: bytes ? [{ userId: author.id, at: '2013-09-01T08:00:00.000Z', bytes }] : [],
    newOwners: new Map()
  });
  return { file: database.file, roomKey, author, part };
}

it('lets a program end that has nothing more to do', async () => {
  const { file, roomKey, author } = await openStage();
  const program = fileURLToPath(new URL('../kit/appending-process.ts', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [program, file, roomKey.documentId, author.id], {
    encoding: 'utf8',
    timeout: 30_000
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'committed\n' });
});

it('takes and answers what is larger than the memory it shares', async () => {
  const { file, part } = await openStage();
  const appender = openSqliteAppender(file);
  onTestFinished(() => appender.close());
  const many = Array.from({ length: 70_000 }, () => part(null));
  expect(new Set((await appender.append(many)).map((outcome) => JSON.stringify(outcome)))).toEqual(
    new Set(['{"kind":"committed","firstSeq":1}'])
  );
  expect(await appender.append([part(new Uint8Array(1_000_000).fill(7))])).toEqual([
    { kind: 'committed', firstSeq: 1 }
  ]);
  expect(await appender.append([part(new Uint8Array([1]), 1)])).toEqual([{ kind: 'committed', firstSeq: 2 }]);
});

it('is replaced when it ends while it stands still, and ends when the log is closed', async () => {
  const { file, part } = await openStage();
  const threads: Worker[] = [];
  const listen = (thread: Worker): unknown => threads.push(thread);
  process.on('worker', listen);
  onTestFinished(() => void process.off('worker', listen));
  const appender = openSqliteAppender(file);
  await appender.append([part(new Uint8Array([1]))]);
  await threads[0]?.terminate();
  expect(await appender.append([part(new Uint8Array([2]), 1)])).toEqual([{ kind: 'committed', firstSeq: 2 }]);
  expect(threads).toHaveLength(2);
  await appender.close();
  expect(threads.map((thread) => thread.threadId)).toEqual([-1, -1]);
  await expect(appender.append([part(new Uint8Array([3]), 2)])).rejects.toThrow('closed');
});

it('goes on in turn when many ask at once, and when one asks what cannot be written down', async () => {
  const { file, part } = await openStage();
  const appender = openSqliteAppender(file);
  onTestFinished(() => appender.close());
  const wrong = part(new Uint8Array([0]));
  const commits = Array.from({ length: 600 }, (_, n) =>
    appender.append([
      n === 300 ? { ...wrong, documentId: undefined as unknown as string } : part(new Uint8Array([n % 256]))
    ])
  );
  const outcomes = await Promise.allSettled(commits);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  const seqs = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' && outcome.value[0]?.kind === 'committed'
      ? [outcome.value[0].firstSeq]
      : []
  );
  expect(seqs).toEqual(Array.from({ length: 599 }, (_, n) => n + 1));
});

it('has a long write-ahead log brought into the file, so that it begins anew', async () => {
  const { file, part } = await openStage();
  const appender = openSqliteAppender(file);
  onTestFinished(() => appender.close());
  const log = openSync(`${file}-wal`, 'r');
  onTestFinished(() => closeSync(log));
  /** Changes each time that the log begins anew. */
  const salt = (): string => {
    const header = Buffer.alloc(8);
    readSync(log, header, 0, 8, 16);
    return header.toString('hex');
  };
  let after = 0;
  const append = async (size: number): Promise<void> => {
    await appender.append([part(new Uint8Array(size).fill(7), after++)]);
  };
  await append(1);
  const before = salt();
  for (let written = 0; written < 28; written++) await append(1_000_000);
  await expect.poll(() => append(1).then(salt), { timeout: 30_000 }).not.toBe(before);
});
