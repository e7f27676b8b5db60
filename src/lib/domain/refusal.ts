/**
 * Defines refusals, the reasons why something was not done. What a user can cause is a value; a defect
 * throws.
 */
import type { Locale } from './locale.ts';

export const refusalCodes = [
  'signed-out',
  'forbidden',
  'not-found',
  'invalid',
  'stale',
  'conflict',
  'throttled',
  'too-large',
  'wrong-credentials',
  'wrong-password',
  'suspended',
  'last-administrator',
  'chair-taken',
  'chair-of-both-sides',
  'last-secretariat',
  'chair-in-office',
  'rapporteurs-of-one-side',
  'expert-required',
  'membership-required',
  'side-required',
  'city-required',
  'email-taken',
  'slug-taken',
  'password-too-short',
  'password-too-long',
  'wrong-state',
  'no-such-account',
  'dates-contradict',
  'reason-required',
  'requirements-open',
  'deadline-required',
  'deadline-too-soon',
  'deadline-passed',
  'too-late',
  'already-signed',
  'content-changed',
  'already-submitted',
  'senior-required',
  'both-languages-required',
  'unsupported-file',
  'translation-missing',
  'thread-resolved',
  'invitation-spent',
  'link-revoked',
  'too-many',
  'level-required',
  'confidence-required',
  'citation-required',
  'scores-of-both-sides',
  'assessors-of-both-sides',
  'conflict-of-interest',
  'already-sealed',
  'older-rubric',
  'file-refused',
  'already-held',
  'title-required',
  'web-address-required',
  'still-cited',
  'answer-begun',
  'quota-reached',
  'storage-low'
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface Refusal {
  readonly code: RefusalCode;
  /** Holds the facts for its sentence, such as the field at fault or the seconds to wait. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

export type Result<T, R = Refusal> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: R };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const refuse = (code: RefusalCode, facts?: Refusal['facts']): Result<never> => ({
  ok: false,
  refusal: facts ? { code, facts } : { code }
});

/** Maps each refusal to its HTTP status; pages and the API use the same one. */
export const statusOf: Readonly<Record<RefusalCode, number>> = {
  'signed-out': 401,
  forbidden: 403,
  'not-found': 404,
  invalid: 400,
  stale: 409,
  conflict: 409,
  throttled: 429,
  'too-large': 413,
  'wrong-credentials': 401,
  'wrong-password': 403,
  suspended: 403,
  'last-administrator': 409,
  'chair-taken': 409,
  'chair-of-both-sides': 409,
  'last-secretariat': 409,
  'chair-in-office': 409,
  'rapporteurs-of-one-side': 409,
  'expert-required': 409,
  'membership-required': 409,
  'side-required': 400,
  'city-required': 400,
  'email-taken': 409,
  'slug-taken': 409,
  'password-too-short': 400,
  'password-too-long': 400,
  'wrong-state': 409,
  'no-such-account': 400,
  'dates-contradict': 400,
  'reason-required': 400,
  'requirements-open': 409,
  'deadline-required': 400,
  'deadline-too-soon': 400,
  'deadline-passed': 409,
  'too-late': 409,
  'already-signed': 409,
  'content-changed': 409,
  'already-submitted': 409,
  'senior-required': 403,
  'both-languages-required': 400,
  'unsupported-file': 415,
  'translation-missing': 409,
  'thread-resolved': 409,
  'invitation-spent': 409,
  'link-revoked': 409,
  'too-many': 409,
  'level-required': 400,
  'confidence-required': 400,
  'citation-required': 400,
  'scores-of-both-sides': 409,
  'assessors-of-both-sides': 409,
  'conflict-of-interest': 403,
  'already-sealed': 409,
  'older-rubric': 409,
  'file-refused': 415,
  'already-held': 409,
  'title-required': 400,
  'web-address-required': 400,
  'still-cited': 409,
  'answer-begun': 409,
  'quota-reached': 413,
  'storage-low': 507
};

export type RefusalSentence = (refusal: Refusal, locale: Locale) => string;
