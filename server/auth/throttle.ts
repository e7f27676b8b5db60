/**
 * Holds back guessing: so many attempts in a window for an account from one address, for an account from everywhere, and for an
 * address, then a wait. The first limit is the lowest, so that whoever guesses at an account locks out themselves before its
 * owner. An attempt is counted before its password is looked at, and for accounts that do not exist just the same. Loopback
 * addresses have no limit of their own.
 */
import { createHash } from 'node:crypto';
import { refuse, ok, type Result } from '#domain/refusal.ts';
import { isLoopback } from '../config.ts';
import { countAttempt, deleteAttemptsBefore, forgetAttempts, takeAttemptBack } from '../store/attempts.ts';
import type { Db } from '../store/open.ts';
import { addressForm } from '../store/users.ts';

export const windowMinutes = 15;
/** From one address, */
export const attemptsPerAccount = 10;
/** from all of them, */
export const attemptsPerAccountEverywhere = 50;
/** and from one address at whatever accounts. */
export const attemptsPerAddress = 50;

const minute = 60_000;

/** Keys are hashes: what somebody typed by mistake into the address field is not kept. */
const accountKey = (email: string): string => `account:${sha256(addressForm(email))}`;
const accountHereKey = (email: string, address: string): string =>
  `here:${sha256(`${sourceOf(address) ?? 'loopback'} ${addressForm(email)}`)}`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Null for this machine's own addresses. One IPv6 customer holds a /64, so that is what is counted. */
export function sourceOf(address: string): string | null {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isLoopback(plain)) return null;
  return plain.includes(':') ? networkOf(plain) : plain;
}

function addressKey(address: string): string | null {
  const source = sourceOf(address);
  return source === null ? null : `address:${source}`;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap =
    tail === undefined ? [] : new Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return (
    [...before, ...gap, ...after]
      .slice(0, 4)
      .map((group) => group.replace(/^0+(?=.)/, ''))
      .join(':') + '::/64'
  );
}

/** Counts one attempt; refused with the minutes to wait where there were too many. */
export async function admitAttempt(
  db: Db,
  attempt: { email: string; address: string; now: Date }
): Promise<Result<null>> {
  const at = attempt.now.toISOString();
  const windowOpenedAfter = new Date(attempt.now.getTime() - windowMinutes * minute).toISOString();
  await deleteAttemptsBefore(db, windowOpenedAfter);
  const limits: readonly (readonly [string | null, number])[] = [
    [addressKey(attempt.address), attemptsPerAddress],
    [accountHereKey(attempt.email, attempt.address), attemptsPerAccount],
    [accountKey(attempt.email), attemptsPerAccountEverywhere]
  ];
  for (const [key, limit] of limits) {
    if (key === null) continue;
    const { failures, windowStartedAt } = await countAttempt(db, key, at, windowOpenedAfter);
    if (failures <= limit) continue;
    // What one limit has stopped is no guess, and must not use up the next.
    const wait = Date.parse(windowStartedAt) + windowMinutes * minute - attempt.now.getTime();
    return refuse('throttled', { minutes: Math.max(1, Math.ceil(wait / minute)) });
  }
  return ok(null);
}

export async function recordSuccess(db: Db, attempt: { email: string; address: string }): Promise<void> {
  await forgetAttempts(db, accountHereKey(attempt.email, attempt.address));
  // Of these only this one attempt: neither may signing in to an account of one's own buy fresh guesses at others, nor the
  // owner's signing in fresh guesses for somebody elsewhere.
  await takeAttemptBack(db, accountKey(attempt.email));
  const key = addressKey(attempt.address);
  if (key !== null) await takeAttemptBack(db, key);
}

/** Guesses at the password of somebody who is signed in already: counted with those at the door, for the account alone. */
export const attemptsAt = (db: Db, now: () => Date) => ({
  admit: (email: string): Promise<Result<null>> =>
    admitAttempt(db, { email, address: '127.0.0.1', now: now() }),
  succeeded: (email: string): Promise<void> => recordSuccess(db, { email, address: '127.0.0.1' })
});
