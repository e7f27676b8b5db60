/** Defines how much one city and one person may store, so that no one fills the disk of all. */
import { refuse, type Result, ok } from '#base/refusal.ts';

const gibibyte = 2 ** 30;
const mebibyte = 2 ** 20;

/** Limits what one study stores for a text, a city or a person; sizes in bytes. */
export const quotas = {
  /**
   * Limits the bytes of one text: about 2.5 million Chinese signs, or eleven pictures of the largest size that the
   * editor makes. The most structs that fit into it can still be held by a document worker.
   */
  bytesOfText: 8 * mebibyte,
  /** Limits the evidence files of one city, all revisions together. */
  evidenceOfCity: 2 * gibibyte,
  /** Limits the evidence files that one person has added in one study. */
  evidenceOfPerson: 2 * gibibyte,
  /** Limits the named versions of one text, and those of it that one person has saved. */
  versionsOfText: 500,
  versionsOfPerson: 200,
  /** Limits the scans of sealed pages for one version of a text. */
  scansOfVersion: 20
} as const;

export interface StoredEvidence {
  /** Holds the bytes that the city stores. */
  readonly ofCity: number;
  /** Holds the bytes that the person has added in the study. */
  readonly ofPerson: number;
}

/** Allows a further file of this size, or refuses it with the quota that it would exceed, in megabytes. */
export function fitsEvidenceQuota(
  stored: StoredEvidence,
  size: number,
  { evidenceOfCity, evidenceOfPerson }: Pick<typeof quotas, 'evidenceOfCity' | 'evidenceOfPerson'> = quotas
): Result<null> {
  const exceeds = (used: number, quota: number): boolean => used + size > quota;
  if (exceeds(stored.ofCity, evidenceOfCity))
    return refuse('quota-reached', { field: 'file', megabytes: evidenceOfCity / mebibyte });
  if (exceeds(stored.ofPerson, evidenceOfPerson))
    return refuse('quota-reached', { field: 'file', megabytes: evidenceOfPerson / mebibyte });
  return ok(null);
}

export interface SavedVersions {
  readonly ofText: number;
  readonly ofPerson: number;
}

export const fitsVersionQuota = ({ ofText, ofPerson }: SavedVersions): Result<null> =>
  ofText >= quotas.versionsOfText || ofPerson >= quotas.versionsOfPerson ? refuse('too-many') : ok(null);

/** The secretariat raises all of them by the study's factor. */
export const personalQuotas = {
  /** Limits the threads that one person opens on one text. */
  threadsOfText: 300,
  /** Limits the characters of one person's comments in the study, with their earlier texts: some 500 printed pages. */
  lettersOfComments: 1_000_000,
  /**
   * Limits the bytes that one person adds to the log of a text before its next generation, with all that is deleted again: twenty
   * times the largest text. A key that is typed is some 30 bytes, so that this is five million keys, more than anybody types in
   * one text; a person who pastes and deletes again reaches it after some twenty full texts, and not a full disk.
   */
  logOfText: 20 * quotas.bytesOfText
} as const;
export type PersonalQuota = keyof typeof personalQuotas;

/** Lists the factors by which the secretariat can raise the personal quotas of a study. */
export const quotaFactors = [1, 2, 4, 8] as const;
export type QuotaFactor = (typeof quotaFactors)[number];

/** Limits the earlier texts of one comment. */
export const mostEdits = 20;

export interface QuotaUsage {
  readonly quota: PersonalQuota;
  readonly used: number;
  readonly limit: number;
}

/** Sets the share of a quota from which on the person is told. */
const noticeShare = 0.8;

export const isNearQuota = ({ used, limit }: QuotaUsage): boolean => used >= noticeShare * limit;

/** Allows so much more within a personal quota, or refuses it with the quota. */
export const fitsPersonalQuota = ({ quota, used, limit }: QuotaUsage, more: number): Result<null> =>
  used + more > limit ? refuse('quota-reached', { quota, limit }) : ok(null);
