/**
 * Limits password guessing: a number of attempts in a window for an account from one address, for an account
 * from everywhere, and for an address, then a wait. The first limit is the lowest, so that an attacker locks
 * out their own address before the owner of the account. A browser that has signed in to the account before
 * has a limit of its own instead, so that nobody else's guesses lock it out. An attempt is counted before its
 * password is compared, and for accounts that do not exist just the same. Loopback addresses have no limit of
 * their own.
 */
import { refuse, ok, type Result } from '#base/refusal.ts';
import { sha256 } from '#server/files/sha256.ts';
import { isLoopback } from '#server/process/config.ts';
import { countAttempt, deleteAttemptsBefore, forgetAttempts, takeAttemptBack } from './attempts.ts';
import type { Db } from '#server/store/open.ts';
import { addressForm } from './users.ts';

export const windowMinutes = 15;
/** Limits the attempts for one account from one address. */
export const attemptsPerAccount = 10;
export const attemptsPerAccountEverywhere = 50;
/** Limits the attempts from one address, whatever the accounts. */
export const attemptsPerAddress = 50;
/** Limits the attempts for one account from a browser that has signed in to it before. */
export const attemptsPerDevice = 10;
/** Limits the wrong passwords in one session, of a person who signs or changes the password. */
export const attemptsPerSession = 10;

const minute = 60_000;

/** Keys are hashes: what a user typed by mistake into the address field is not stored. */
const accountKey = (email: string): string => `account:${sha256(addressForm(email))}`;
const accountHereKey = (email: string, address: string): string =>
  `here:${sha256(`${sourceOf(address) ?? 'loopback'} ${addressForm(email)}`)}`;

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

const deviceKey = (device: string): string => `device:${sha256(device)}`;
const sessionKey = (sessionId: string): string => `session:${sha256(sessionId)}`;

interface Attempt {
  readonly email: string;
  readonly address: string;
  /** Identifies a browser that has signed in to this account before. */
  readonly device?: string | null;
}

/** Refused with the minutes to wait where there were too many. */
export function admitAttempt(db: Db, attempt: Attempt & { readonly now: Date }): Promise<Result<null>> {
  const { email, address, device = null, now } = attempt;
  if (device !== null) return admitWithin(db, now, [[deviceKey(device), attemptsPerDevice]]);
  return admitWithin(db, now, [
    [addressKey(address), attemptsPerAddress],
    [accountHereKey(email, address), attemptsPerAccount],
    [accountKey(email), attemptsPerAccountEverywhere]
  ]);
}

async function admitWithin(
  db: Db,
  now: Date,
  limits: readonly (readonly [string | null, number])[]
): Promise<Result<null>> {
  const at = now.toISOString();
  const windowOpenedAfter = new Date(now.getTime() - windowMinutes * minute).toISOString();
  await deleteAttemptsBefore(db, windowOpenedAfter);
  for (const [key, limit] of limits) {
    if (key === null) continue;
    const { failures, windowStartedAt } = await countAttempt(db, key, at, windowOpenedAfter);
    if (failures <= limit) continue;
    // What one limit has stopped is no guess, and must not use up the next.
    const wait = Date.parse(windowStartedAt) + windowMinutes * minute - now.getTime();
    return refuse('throttled', { minutes: Math.max(1, Math.ceil(wait / minute)) });
  }
  return ok(null);
}

export async function recordSuccess(db: Db, attempt: Attempt): Promise<void> {
  if (attempt.device) return forgetAttempts(db, deviceKey(attempt.device));
  await forgetAttempts(db, accountHereKey(attempt.email, attempt.address));
  // Only this one attempt is taken back here: signing in to one's own account must not buy fresh guesses at
  // other accounts, and the owner's sign-in must not give fresh guesses to an attacker elsewhere.
  await takeAttemptBack(db, accountKey(attempt.email));
  const key = addressKey(attempt.address);
  if (key !== null) await takeAttemptBack(db, key);
}

/** Forgets what is counted for an account from everywhere; what is counted by address ends with its window. */
export const forgetAttemptsOf = (db: Db, email: string): Promise<void> =>
  forgetAttempts(db, accountKey(email));

/**
 * Counts password attempts of a user who is signed in already, by the session: guesses at the sign-in page
 * keep nobody from signing an approval.
 */
export const attemptsAt = (db: Db, now: () => Date) => ({
  admit: (sessionId: string): Promise<Result<null>> =>
    admitWithin(db, now(), [[sessionKey(sessionId), attemptsPerSession]]),
  succeeded: (sessionId: string): Promise<void> => forgetAttempts(db, sessionKey(sessionId))
});
