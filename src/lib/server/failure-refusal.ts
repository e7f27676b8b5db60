/**
 * Recognizes what failed because the database is away or the document workers are busy now, or because a text is above the
 * bound.
 */
import { quotas } from '#rules/study/quota.ts';
import type { Refusal } from '#base/refusal.ts';

/** The errors of the document workers that are about this moment, by name: `src` knows types of `server` only. */
const busyErrors: ReadonlySet<string> = new Set([
  'JobTookTooLongError',
  'WorkerDiedError',
  'WorkersClosedError',
  'WorkersFullError'
]);
const mebibyte = 2 ** 20;

/** Matches the codes of a connection that is lost, and of a PostgreSQL that starts, ends or has no connection left. */
const awayCode = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08\w{3}|57P0[123]|53300)$/;
/** Lists the calls of the system that make a connection, over a network or through a file. */
const connectingCalls: readonly unknown[] = ['connect', 'getaddrinfo'];
/** Matches what pg says without a code. */
const awayMessage =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

function isDatabaseAway(error: Error): boolean {
  if ('code' in error && awayCode.test(String(error.code))) return true;
  if ('syscall' in error && connectingCalls.includes(error.syscall)) return true;
  return awayMessage.test(error.message) || (error.cause instanceof Error && isDatabaseAway(error.cause));
}

/** Null for an error of another kind. */
export function failureRefusal(error: unknown): Refusal | null {
  if (!(error instanceof Error)) return null;
  if (busyErrors.has(error.name)) return { code: 'busy' };
  if (isDatabaseAway(error)) return { code: 'database-away' };
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
