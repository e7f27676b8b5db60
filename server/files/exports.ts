/** Writes office files off the event loop. */
import type { OfficeFormat } from '#base/office-format.ts';
import type { Result } from '#base/refusal.ts';
import { openTaskThreads } from '#server/workers/task-threads.ts';
import type { Table } from './table.ts';
import type { Order } from './worker.ts';

export interface Exports {
  /** `throttled` or `busy` where too many wait already. Rejects where a file cannot be made. */
  table(format: OfficeFormat, table: Table, requester: string): Promise<Result<Uint8Array>>;
  /** Ends the threads that are running. */
  close(): Promise<void>;
}

export function openExports(): Exports {
  const threads = openTaskThreads<Order, Uint8Array>('exports', new URL('./worker.ts', import.meta.url), {
    atOnce: 2,
    waiting: 40,
    milliseconds: 30_000,
    heapMegabytes: 256
  });
  return {
    table: (format, table, requester) => threads.run({ format, table }, requester),
    close: threads.close
  };
}
