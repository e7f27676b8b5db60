import { parentPort } from 'node:worker_threads';

/** Posts, in a thread of `openTaskThreads`, what `make` makes of each order. Where `make` throws, the thread ends. */
export function answerTasks(make: (order: never) => unknown): void {
  parentPort?.on('message', (order) => parentPort?.postMessage(make(order as never)));
}
