/**
 * Defines the rubric: an ordered list of levels with a descriptor per characteristic, and the outcomes
 * outside that order. A level describes one characteristic of one city; levels are never summed, averaged or
 * used to order cities.
 */
import type { Bilingual } from '#base/locale.ts';

export interface Level {
  readonly id: string;
  readonly order: number;
  readonly name: Bilingual;
  readonly meaning: Bilingual;
}

export interface OutOfLevel {
  readonly id: string;
  readonly name: Bilingual;
  readonly meaning: Bilingual;
}

export interface RubricIndicator {
  readonly id: string;
  readonly text: Bilingual;
  /** Such as `yes/partly/no/no-data` or `0-6`. */
  readonly scale: string;
}

export interface RubricCharacteristic {
  readonly characteristic: string;
  /** Holds the sentences that describe each level, by level id. */
  readonly levels: Readonly<Record<string, readonly Bilingual[]>>;
  readonly indicators: readonly RubricIndicator[];
}

export interface Rubric {
  readonly id: string;
  /** Of the text, such as a proposal that the study has not adopted. */
  readonly status: Bilingual;
  readonly levels: readonly Level[];
  readonly outOfLevel: readonly OutOfLevel[];
  readonly rules: readonly { readonly id: string; readonly text: Bilingual }[];
  readonly characteristics: readonly RubricCharacteristic[];
}

export const rubricOf = (rubric: Rubric, characteristic: string): RubricCharacteristic | undefined =>
  rubric.characteristics.find((entry) => entry.characteristic === characteristic);
