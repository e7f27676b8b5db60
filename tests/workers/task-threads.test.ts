/** Tests which tasks share a thread, and that a failing or endless one takes no other with it. */
import { expect, it, onTestFinished } from 'vitest';
import { openTaskThreads, ThreadEndedError } from '#server/workers/task-threads.ts';

type Order = 'count' | 'fail' | 'hang';

function openCounting(milliseconds = 60_000): ReturnType<typeof openTaskThreads<Order, number>> {
  const threads = openTaskThreads<Order, number>(
    'counting',
    new URL('./counting-worker.ts', import.meta.url),
    {
      atOnce: 2,
      waiting: 8,
      milliseconds,
      heapMegabytes: 64
    }
  );
  onTestFinished(() => threads.close());
  return threads;
}
const made = (value: number): unknown => ({ ok: true, value });

it('a thread does one task after another', async () => {
  const threads = openCounting();
  expect(await threads.run('count', 'one')).toEqual(made(1));
  expect(await threads.run('count', 'other')).toEqual(made(2));
});

it('a thread that read a file of a stranger does nothing else', async () => {
  const threads = openCounting();
  expect(await threads.run('count', 'one', { isUntrusted: true })).toEqual(made(1));
  expect(await threads.run('count', 'one')).toEqual(made(1));
  expect(await threads.run('count', 'one', { isUntrusted: true })).toEqual(made(2));
  expect(await threads.run('count', 'one')).toEqual(made(1));
});

it('tasks at once have a thread each', async () => {
  const threads = openCounting();
  expect(await Promise.all([threads.run('count', 'one'), threads.run('count', 'other')])).toEqual([
    made(1),
    made(1)
  ]);
});

it('a task that fails or never ends takes its thread with it, and the next has a new one', async () => {
  const threads = openCounting(3_000);
  expect(await threads.run('count', 'one')).toEqual(made(1));
  await expect(threads.run('fail', 'one')).rejects.toThrow('failed');
  expect(await threads.run('count', 'one')).toEqual(made(1));
  await expect(threads.run('hang', 'one')).rejects.toThrow(ThreadEndedError);
  expect(await threads.run('count', 'one')).toEqual(made(1));
});

it('a task does not wait for the tasks of somebody else', async () => {
  const threads = openCounting();
  const ended = [threads.run('hang', 'one'), threads.run('count', 'one')].map((run) => run.catch(() => null));
  expect(await threads.run('count', 'other')).toEqual(made(1));
  await threads.close();
  await Promise.all(ended);
});
