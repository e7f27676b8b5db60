/** Makes office files away from the event loop: a thread for each, so few at once that the house's other work goes on. */
import { Worker } from 'node:worker_threads';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Format, Table } from './table.ts';
import type { Order } from './worker.ts';

export interface Exports {
  /** `throttled` where too many wait already. Rejects where a file cannot be made. */
  table(format: Format, table: Table): Promise<Result<Uint8Array>>;
  /** Ends what is being made. */
  close(): Promise<void>;
}

const limits = { atOnce: 2, waiting: 20, milliseconds: 30_000, heapMegabytes: 256 } as const;

export function openExports(): Exports {
  const working = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let isClosed = false;
  const hasEnded = (): boolean => isClosed;

  const make = (order: Order): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        name: 'exports', workerData: order, resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes }
      });
      working.add(worker);
      const timer = setTimeout(() => void worker.terminate(), limits.milliseconds);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        clearTimeout(timer);
        working.delete(worker);
        waiting.shift()?.();
        // Settles nothing where the file has come.
        reject(new Error('The file was not made'));
      });
    });

  return {
    table: async (format, table) => {
      if (hasEnded() || waiting.length >= limits.waiting) return refuse('throttled', { minutes: 1 });
      if (working.size >= limits.atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      return hasEnded() ? refuse('throttled', { minutes: 1 }) : ok(await make({ format, table }));
    },
    close: async () => {
      isClosed = true;
      for (const go of waiting.splice(0)) go();
      await Promise.all([...working].map((worker) => worker.terminate()));
    }
  };
}
