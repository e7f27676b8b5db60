/**
 * Reads glossary files in a thread: whatever a file holds, it can take no more than one thread's time and memory, and the
 * server continues. The thread that read a file ends with it.
 */
import { refuse, type Result } from '#base/refusal.ts';
import { openTaskThreads, ThreadEndedError } from '#server/workers/task-threads.ts';
import type { GlossaryEntry } from './glossary-entry.ts';

export interface GlossaryFiles {
  /** Reads TBX or CSV for a person; `glossary-file` for anything else, `throttled` or `busy` where too many wait already. */
  read(bytes: Uint8Array, requester: string): Promise<Result<readonly GlossaryEntry[]>>;
  close(): Promise<void>;
}

export function openGlossaryFiles(): GlossaryFiles {
  const threads = openTaskThreads<Uint8Array, readonly GlossaryEntry[] | null>(
    'glossary-file',
    new URL('./glossary-worker.ts', import.meta.url),
    { atOnce: 1, waiting: 20, milliseconds: 10_000, heapMegabytes: 128 }
  );
  return {
    read: async (bytes, requester) => {
      try {
        const read = await threads.run(bytes, requester, { isUntrusted: true });
        if (!read.ok) return read;
        return read.value ? { ok: true, value: read.value } : refuse('glossary-file');
      } catch (error) {
        if (error instanceof ThreadEndedError) return refuse('glossary-file');
        throw error;
      }
    },
    close: threads.close
  };
}
