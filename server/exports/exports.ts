/** Writes office files off the event loop. */
import type { Result } from '#domain/refusal.ts';
import { openOneOffThreads } from '../one-off-threads.ts';
import type { Format, Table } from './table.ts';
import type { Order } from './worker.ts';

export interface Exports {
  /** Writes a table. `throttled` where too many wait already. Rejects where a file cannot be made. */
  table(format: Format, table: Table): Promise<Result<Uint8Array>>;
  /** Ends the threads that are running. */
  close(): Promise<void>;
}

export function openExports(): Exports {
  const threads = openOneOffThreads<Order, Uint8Array>('exports', new URL('./worker.ts', import.meta.url), {
    atOnce: 2,
    waiting: 20,
    milliseconds: 30_000,
    heapMegabytes: 256
  });
  return { table: (format, table) => threads.run({ format, table }), close: threads.close };
}
