/**
 * Writes and reads REFI-QDA files in threads: whatever a file holds, it can take no more than one thread's time and
 * memory, and the server continues. The thread that read a file ends with it.
 */
import { ok, type Result } from '#base/refusal.ts';
import type { QdaFiles } from '#areas/coding';
import { openTaskThreads, ThreadEndedError } from '#server/workers/task-threads.ts';
import type { QdaMade, QdaOrder } from './worker.ts';

interface QdaFileThreads extends QdaFiles {
  close(): Promise<void>;
}

export function openQdaFiles(): QdaFileThreads {
  const threads = openTaskThreads<QdaOrder, QdaMade>('refi-qda', new URL('./worker.ts', import.meta.url), {
    atOnce: 1,
    waiting: 20,
    milliseconds: 30_000,
    heapMegabytes: 512
  });
  const write = async (order: QdaOrder, requester: string): Promise<Result<Uint8Array>> => {
    const made = await threads.run(order, requester);
    if (!made.ok) return made;
    if (!('bytes' in made.value)) throw new Error('A file was requested and none was written');
    return ok(made.value.bytes);
  };
  return {
    writeCodeBook: (book, requester) => write({ kind: 'write-code-book', book }, requester),
    writeProject: (project, requester) => write({ kind: 'write-project', project }, requester),
    read: async (bytes, requester) => {
      try {
        const made = await threads.run({ kind: 'read', bytes }, requester, { isUntrusted: true });
        if (!made.ok) return made;
        if ('bytes' in made.value) throw new Error('A file was to be read and one was written');
        return ok(made.value);
      } catch (error) {
        if (error instanceof ThreadEndedError) return ok({ unread: { fault: 'too-much', detail: '' } });
        throw error;
      }
    },
    close: threads.close
  };
}
