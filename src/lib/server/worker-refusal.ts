/** Recognizes what failed because the document workers are busy now, or because a text is above the bound. */
import { quotas } from '#domain/quota.ts';
import type { Refusal } from '#domain/refusal.ts';

/** The errors of the document workers that are about this moment, by name: `src` knows types of `server` only. */
const busyErrors: ReadonlySet<string> = new Set([
  'JobTookTooLongError',
  'WorkerDiedError',
  'WorkersClosedError',
  'WorkersFullError'
]);
const mebibyte = 2 ** 20;

/** Returns the refusal that an error of the document workers means; null for any other error. */
export function workerRefusal(error: unknown): Refusal | null {
  if (!(error instanceof Error)) return null;
  if (busyErrors.has(error.name)) return { code: 'busy' };
  if (error.name !== 'TextTooLargeError') return null;
  const bytes = 'bytes' in error ? Number(error.bytes) : 0;
  return {
    code: 'text-too-large',
    facts: {
      megabytes: (bytes / mebibyte).toFixed(1),
      limit: quotas.bytesOfText / mebibyte
    }
  };
}
