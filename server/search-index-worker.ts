/** Runs in the thread of the search index, with a connection of its own to the database, which it only reads. */
import { workerData } from 'node:worker_threads';
import { answerTasks } from '#server/workers/answer-tasks.ts';
import type { DatabaseAddress } from '#server/process/config.ts';
import { findableSources } from './findable-sources.ts';
import { openStore } from '#server/store/open.ts';
import { rest, restingStatements } from '#server/process/thread-rest.ts';
import { openIndexReader } from './areas/search/index-reader.ts';
import type { IndexAnswer, IndexOrder } from './areas/search/index-thread.ts';

const { database } = workerData as { readonly database: DatabaseAddress };
const { db, engine } = openStore(database);
const reader = openIndexReader({
  db: db.withPlugin(restingStatements),
  engine,
  rest,
  sources: findableSources
});

answerTasks(async (order: IndexOrder): Promise<IndexAnswer> => {
  try {
    return order.kind === 'look'
      ? { kind: 'looked', look: await reader.look(order.aside) }
      : { kind: 'change', change: await reader.changeOf(order) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'failed', name, message };
  }
});
