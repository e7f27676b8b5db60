/**
 * Validates, hashes and compares passwords: argon2id off the event loop, in PHC form. Any characters count,
 * none is trimmed; the form is NFC, since the same password typed on two systems may be composed differently.
 */
import { hash, verify, type Options } from '@node-rs/argon2';
import {
  checkPasswordLength,
  longestPassword,
  restsOn,
  wordsAround,
  type PasswordOwner
} from '#rules/people/password.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Config } from '#server/process/config.ts';
import { openInFlight } from '#server/process/in-flight.ts';
import { openTurns } from '#server/process/turns.ts';
import { isCommonPassword } from './common-passwords.ts';
import { demoPassword, isDemoAccount } from './demo-accounts.ts';

/** Sets OWASP's first choice for argon2id, which is this library's default kind. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Holds the hash of a discarded random value, at the same cost: an unknown account takes as long as a known
 * one.
 */
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$bdeXvuUoPYXo4uuClUdHGA$Ui6AnKpjrR/Iqa+OGBfU+4nXid5L+Fj6hboIKq8uTmI';

/**
 * Limits the hashes that are made at once, each 19 MB and a thread of the four that files and names need as
 * well, and the sign-ins that are under way, each of which counts as one: as many as are looked at in a few
 * seconds, and fewer from one address.
 */
const atOnce = 2;
const signInsAtOnce = { bytes: 40, each: { bytes: 16, count: 16 } };
const turns = openTurns(atOnce);
const signIns = openInFlight(signInsAtOnce);

/**
 * `busy`, and nothing is done, where too many are under way, of all or of one source of requests. A null
 * source, of this machine, has no limit of its own.
 */
export async function withRoomForSignIn<T>(
  source: string | null,
  signIn: () => Promise<Result<T>>
): Promise<Result<T>> {
  const held = signIns.take(source, 1);
  if (typeof held === 'string') return refuse('busy');
  try {
    return await signIn();
  } finally {
    held();
  }
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const endTurn = await turns.take();
  try {
    return await work();
  } finally {
    endTurn();
  }
}

export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize('NFC'), cost));

/**
 * Checks a password against the stored hash, whatever today's rules say of it. `known` is null for an account that
 * does not exist or has no password yet: the work is done all the same, the answer is no.
 */
export async function passwordMatches(known: string | null, password: string): Promise<boolean> {
  // No longer one was ever taken, and a megabyte must not be hashed.
  const isComparable = password.length <= longestPassword * 10;
  const matches = await inTurn(() =>
    verify(known ?? nobodysHash, isComparable ? password.normalize('NFC') : '')
  );
  return matches && isComparable && known !== null;
}

/**
 * Validates a password that is set: its length, and that it is neither common nor made of what is known of its
 * owner. The word of the demo's accounts is the one exception.
 */
export function validatePassword(password: string, owner: PasswordOwner, origin: string): Result<string> {
  if (isDemoAccount(owner.email) && password === demoPassword) return ok(password);
  const length = checkPasswordLength(password, owner);
  if (!length.ok) return length;
  if (isCommonPassword(password)) return refuse('password-common');
  return restsOn(password, wordsAround(owner, origin)) ? refuse('password-personal') : ok(password);
}

/** Validates, hashes and compares passwords; `accounts.ts` describes it for the services. */
export const openPasswords = ({ origin }: Pick<Config, 'origin'>) => ({
  validate: (password: string, owner: PasswordOwner): Result<string> =>
    validatePassword(password, owner, origin),
  hash: hashPassword,
  matches: passwordMatches
});
