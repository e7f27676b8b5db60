/**
 * Defines the rules for a password, which hold when it is set and never when it is compared: its length, and the
 * words that say who its owner is. The list of common passwords is on the server alone.
 */
import { refuse, ok, type Result } from '#base/refusal.ts';
import { hasDuty } from '#base/role-duties.ts';

/** Names why a person has to set another password (`made-up`), or is asked to (`weak`). */
export const passwordChanges = ['made-up', 'weak'] as const;
export type PasswordChange = (typeof passwordChanges)[number];

export const shortestPassword = 8;
/** Sets the shortest password of those who decide for others: chairs, the secretariat and administrators. */
export const shortestOfOffice = 12;
export const longestPassword = 256;

export interface PasswordOwner {
  readonly email: string;
  readonly name: { readonly en: string; readonly zh: string };
  /** Says whether the person is a chair, of a secretariat, or an administrator. */
  readonly holdsOffice: boolean;
}

/** Checks whether the person decides for others, so that a longer password is required. */
export const holdsOffice = (person: {
  readonly isAdministrator: boolean;
  readonly grants: readonly { readonly role: string }[];
}): boolean => person.isAdministrator || person.grants.some((grant) => hasDuty('decide-for-others', grant));

/** Returns how long a password of this person has to be. */
export const leastOf = (person: Parameters<typeof holdsOffice>[0]): number =>
  holdsOffice(person) ? shortestOfOffice : shortestPassword;

/** Counts characters as people see them typed: code points of the NFC form. */
const lengthOf = (password: string): number => Array.from(password.normalize('NFC')).length;

export function checkPasswordLength(
  password: string,
  { holdsOffice }: Pick<PasswordOwner, 'holdsOffice'>
): Result<string> {
  // Ten times the longest in UTF-16 units cannot be short enough in any form; it is not even looked at.
  if (password.length > longestPassword * 10) return refuse('password-too-long');
  const length = lengthOf(password);
  const least = holdsOffice ? shortestOfOffice : shortestPassword;
  if (length < least) return refuse('password-too-short', { least });
  return length > longestPassword ? refuse('password-too-long') : ok(password);
}

/** Lists the words that anybody would try first for this person on this installation. */
export function wordsAround({ email, name }: PasswordOwner, origin: string): string[] {
  const hosts = [email.split('@')[1] ?? '', new URL(origin).hostname].flatMap((host) =>
    host.split('.').slice(0, -1)
  );
  return [email, name.en, name.zh, 'meridian', '子午', ...hosts]
    .flatMap((text) =>
      text
        .normalize('NFKC')
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
    )
    .filter((word) => Array.from(word).length >= (/\p{Script=Han}/u.test(word) ? 2 : 3));
}

/** Checks whether too little of the password is left without these words. */
export function restsOn(password: string, words: readonly string[]): boolean {
  const bare = password.normalize('NFKC').toLowerCase();
  const left = words
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, ''), bare);
  return left !== bare && lengthOf(left.replaceAll(/[^\p{L}\p{N}]/gu, '')) < shortestPassword;
}
