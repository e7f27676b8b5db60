/** Defines the error for a wrong use of a command or a refusal: one sentence, no stack. */
import type { Refusal, RefusalCode, Result } from '#base/refusal.ts';

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const sentences: Partial<Record<RefusalCode, (facts: NonNullable<Refusal['facts']>) => string>> = {
  'not-found': () => 'There is no such thing here',
  invalid: ({ field }) => `Not valid: ${field ?? 'what was given'}`,
  conflict: () => 'Something else stands in the way',
  'too-large': () => 'The file is too large',
  'slug-taken': ({ slug }) => `The study ${slug ?? 'of this name'} is here already`,
  'email-taken': () => 'An account with this address exists already',
  'password-too-short': () => 'The password is too short: it takes 8 characters or more',
  'password-too-long': () => 'The password is too long: it takes 256 characters at most',
  'wrong-state': () => 'This is not possible in the present state',
  forbidden: () => 'This is not allowed here'
};

/** Throws a UsageError for a refusal, with the given message or a general one. */
export function accepted<T>(result: Result<T>, messages: Partial<Record<RefusalCode, string>> = {}): T {
  if (result.ok) return result.value;
  const { code, facts = {} } = result.refusal;
  throw new UsageError(messages[code] ?? sentences[code]?.(facts) ?? `Refused: ${code}`);
}
