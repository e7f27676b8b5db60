/**
 * Reads framework files in a thread: whatever a file holds, it can take no more than one thread's time and memory, and the
 * server continues. The thread that read a file ends with it.
 */
import { ok, type Result } from '#base/refusal.ts';
import { openTaskThreads, ThreadEndedError } from '#server/workers/task-threads.ts';
import type { ReadFile } from './file.ts';

export interface FrameworkFiles {
  /** `throttled` or `busy` where too many wait already. */
  read(text: string, requester: string): Promise<Result<ReadFile>>;
  close(): Promise<void>;
}

const tooMuch: ReadFile = { fault: { reason: 'too-much', line: 0, column: 0, path: '', detail: '' } };

export function openFrameworkFiles(): FrameworkFiles {
  const threads = openTaskThreads<string, ReadFile>(
    'framework-file',
    new URL('./file-worker.ts', import.meta.url),
    {
      atOnce: 1,
      waiting: 20,
      milliseconds: 10_000,
      heapMegabytes: 128
    }
  );
  return {
    read: async (text, requester) => {
      try {
        return await threads.run(text, requester, { isUntrusted: true });
      } catch (error) {
        if (error instanceof ThreadEndedError) return ok(tooMuch);
        throw error;
      }
    },
    close: threads.close
  };
}
