/** Reads for the search index off the event loop: one order after another, within limits of time and memory. */
import type { DatabaseAddress } from '#server/process/config.ts';
import type { SourceChange } from './store/search-entries.ts';
import { openTaskThreads } from '#server/workers/task-threads.ts';
import { heapMegabytes } from '#server/workers/document-workers.ts';
import type { IndexReader, Look, SourceOrder } from './index-reader.ts';

export type IndexOrder =
  | { readonly kind: 'look'; readonly aside: ReadonlySet<string> }
  | ({ readonly kind: 'change' } & SourceOrder);

export type IndexAnswer =
  | { readonly kind: 'looked'; readonly look: Look }
  | { readonly kind: 'change'; readonly change: SourceChange }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string };

export interface IndexThread extends IndexReader {
  /** Ends what is being read. */
  close(): Promise<void>;
}

/** In milliseconds: the most structs that fit into a text are loaded in half of it. */
const longestOrder = 60_000;

/** Opens the thread, which starts with the first order and connects to the database by itself. */
export function openIndexThread(database: DatabaseAddress): IndexThread {
  const threads = openTaskThreads<IndexOrder, IndexAnswer>(
    'search-index',
    new URL('../../search-index-worker.ts', import.meta.url),
    { atOnce: 1, waiting: 4, milliseconds: longestOrder, heapMegabytes },
    { database }
  );

  async function run(order: IndexOrder): Promise<IndexAnswer> {
    const outcome = await threads.run(order, 'indexer');
    if (!outcome.ok) throw new Error('The thread of the search index takes no order');
    const answer = outcome.value;
    if (answer.kind === 'failed') throw Object.assign(new Error(answer.message), { name: answer.name });
    return answer;
  }

  return {
    look: async (aside) => {
      const answer = await run({ kind: 'look', aside });
      if (answer.kind !== 'looked') throw new Error('Unexpected answer of the thread of the search index');
      return answer.look;
    },
    changeOf: async (order) => {
      const answer = await run({ kind: 'change', ...order });
      if (answer.kind !== 'change') throw new Error('Unexpected answer of the thread of the search index');
      return answer.change;
    },
    close: threads.close
  };
}
