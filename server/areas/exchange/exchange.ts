/**
 * Writes and reads files of responses in threads: whatever a file holds, it can take no more than one thread's time
 * and memory, and the server continues. The thread that read a file ends with it.
 */
import { ok } from '#base/refusal.ts';
import type { FileExchange } from '#areas/answers';
import { openTaskThreads, ThreadEndedError } from '#server/workers/task-threads.ts';
import type { Made, Order } from './worker.ts';

interface FileThreads extends FileExchange {
  close(): Promise<void>;
}

export function openFileExchange(): FileThreads {
  const threads = openTaskThreads<Order, Made>('exchange', new URL('./worker.ts', import.meta.url), {
    atOnce: 2,
    waiting: 40,
    milliseconds: 30_000,
    heapMegabytes: 512
  });
  return {
    write: async (format, book, requester) => {
      const made = await threads.run({ kind: 'write', format, book }, requester);
      if (!made.ok) return made;
      if (!('bytes' in made.value)) throw new Error('A file was requested and none was written');
      return ok(made.value.bytes);
    },
    read: async (bytes, importing, requester) => {
      try {
        const made = await threads.run({ kind: 'read', bytes, importing }, requester, {
          isUntrusted: true
        });
        if (!made.ok) return made;
        if ('bytes' in made.value) throw new Error('A file was to be read and one was written');
        return ok(made.value);
      } catch (error) {
        if (error instanceof ThreadEndedError) return ok({ fault: 'too-much', detail: '' });
        throw error;
      }
    },
    close: threads.close
  };
}
