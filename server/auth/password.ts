/**
 * Validates, hashes and compares passwords: argon2id off the event loop, in PHC form. Any characters count,
 * none is trimmed; the form is NFC, since the same password typed on two systems may be composed differently.
 */
import { hash, verify, type Options } from '@node-rs/argon2';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { openTurns } from '../turns.ts';

export const shortestPassword = 8;
export const longestPassword = 256;

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
 * well, and the sign-ins that are under way: as many as are looked at in a few seconds.
 */
const atOnce = 2;
const mostSignIns = 40;
const turns = openTurns(atOnce);
let signIns = 0;

/** Runs a sign-in; `busy`, and nothing is done, where too many are under way. */
export async function withRoomForSignIn<T>(signIn: () => Promise<Result<T>>): Promise<Result<T>> {
  if (signIns >= mostSignIns) return refuse('busy');
  signIns += 1;
  try {
    return await signIn();
  } finally {
    signIns -= 1;
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

/** Lengths are counted in characters as people see them typed: code points of the NFC form. */
const lengthOf = (password: string): number => Array.from(password.normalize('NFC')).length;

export function validatePassword(password: string): Result<string> {
  // Ten times the longest in UTF-16 units cannot be short enough in any form; it is not even looked at.
  if (password.length > longestPassword * 10) return refuse('password-too-long');
  const length = lengthOf(password);
  if (length < shortestPassword) return refuse('password-too-short');
  if (length > longestPassword) return refuse('password-too-long');
  return ok(password);
}

export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize('NFC'), cost));

/**
 * Checks a password against the stored hash. `known` is null for an account that does not exist or has no
 * password yet: the work is done all the same, the answer is no.
 */
export async function passwordMatches(known: string | null, password: string): Promise<boolean> {
  const acceptable = validatePassword(password).ok;
  const matches = await inTurn(() =>
    verify(known ?? nobodysHash, acceptable ? password.normalize('NFC') : '')
  );
  return matches && acceptable && known !== null;
}

/** Offers validation, hashing and comparison to the services, independent of the algorithm. */
export const passwords = { validate: validatePassword, hash: hashPassword, matches: passwordMatches };
