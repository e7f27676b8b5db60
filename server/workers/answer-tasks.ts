import { parentPort } from 'node:worker_threads';

/**
 * Posts, in a thread of `openTaskThreads`, what `make` makes of each order. Where `make` throws or rejects, the thread
 * ends.
 */
export function answerTasks(make: (order: never) => unknown): void {
  const answer = async (order: unknown): Promise<void> => parentPort?.postMessage(await make(order as never));
  parentPort?.on('message', (order) => void answer(order));
}
