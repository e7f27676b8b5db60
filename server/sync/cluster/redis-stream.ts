/** Derives the name and the keys of the stream of an installation; says how long a node waits to connect again. */
import { createHmac } from 'node:crypto';

const firstWaitMilliseconds = 100;
const longestWaitMilliseconds = 5_000;

/**
 * Names the stream of one installation: several may share a Redis and do not receive one another's messages.
 */
export const streamOf = (secret: Uint8Array): string =>
  `meridian:news:${derive(secret, 'stream').toString('hex', 0, 8)}`;

export const derive = (secret: Uint8Array, purpose: string): Buffer =>
  createHmac('sha256', secret).update(`fan-out ${purpose}`).digest();

/** Computes the wait before the next attempt: full jitter, so that nodes do not reconnect all at once. */
export const waitBefore = (failures: number, random = Math.random): number =>
  random() * Math.min(longestWaitMilliseconds, firstWaitMilliseconds * 2 ** Math.min(failures, 10));
