/**
 * The rubric: an ordered list of levels with a descriptor per characteristic, and what stands outside that order. Levels
 * say where one characteristic of one city stands; they are never added up, averaged or made into an order of cities.
 */
import type { Bilingual } from './locale.ts';

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
  /** Sentences that describe each level, by level id. */
  readonly levels: Readonly<Record<string, readonly Bilingual[]>>;
  readonly indicators: readonly RubricIndicator[];
}

export interface Rubric {
  readonly id: string;
  /** What kind of text this is, such as a proposal that the study has not adopted. */
  readonly status: Bilingual;
  readonly levels: readonly Level[];
  readonly outOfLevel: readonly OutOfLevel[];
  readonly rules: readonly { readonly id: string; readonly text: Bilingual }[];
  readonly characteristics: readonly RubricCharacteristic[];
}

export const rubricOf = (rubric: Rubric, characteristic: string): RubricCharacteristic | undefined =>
  rubric.characteristics.find((entry) => entry.characteristic === characteristic);
