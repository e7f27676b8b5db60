/** Describes what a check finds in a pair of passages, and the key by which a user accepts it. */
import { fingerprint } from '#base/canonical.ts';

export const findingKinds = [
  'missing',
  'value',
  'unit',
  'currency',
  'comparator',
  'points',
  'year',
  'period',
  'list',
  'chip',
  'name'
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Holds a part of a passage, with its positions in the text that was given. */
export interface Excerpt {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Holds the number that was read, in the unit that is written; null for a name. */
  readonly value: number | null;
  /** Holds the symbol of a unit, the code of a currency, or null. */
  readonly unit: string | null;
}

export interface ParityFinding {
  readonly kind: FindingKind;
  /** Null on the side where it is missing. */
  readonly en: Excerpt | null;
  readonly zh: Excerpt | null;
  /** Is the same as long as both passages are, so that a finding that was accepted stays accepted. */
  readonly key: string;
}

/** A reader works through no more. */
export const mostFindings = 200;

/**
 * A key is made of the fingerprints of both passages and of what the finding says: equal ones are told apart
 * by their number.
 */
export function withKeys<Said extends Omit<ParityFinding, 'key' | 'kind'> & { readonly kind: string }>(
  said: readonly Said[],
  en: string,
  zh: string
): (Said & Pick<ParityFinding, 'key'>)[] {
  const hashes = `${fingerprint(en)} ${fingerprint(zh)}`;
  const times = new Map<string, number>();
  return said.map((finding) => {
    const what = `${finding.kind} ${finding.en?.text ?? ''} ${finding.zh?.text ?? ''}`;
    const count = times.get(what) ?? 0;
    times.set(what, count + 1);
    return { ...finding, key: fingerprint(`${hashes} ${what} ${count}`) };
  });
}
