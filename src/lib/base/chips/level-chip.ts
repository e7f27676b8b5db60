/** Defines the chip of a level, `grade` in stored texts: it names a cell, and the level is looked up for each reader. */
import { isSlug } from '../ids.ts';
import {
  cityAttribute,
  inBrackets,
  readAttributes,
  type ChipRules,
  type UncheckedAttributes
} from './chip.ts';

export interface LevelChipCell {
  /** Null where the text names no valid one. */
  readonly characteristic: string | null;
  /** Null inside the texts of a city, where it is that city. */
  readonly city: string | null;
}

const attributes = { characteristic: { kind: 'slug', allows: isSlug }, city: cityAttribute } as const;

/** Returns the cell that a node names, with the parts that are valid. */
export const cellOf = (attrs: UncheckedAttributes = {}): LevelChipCell => readAttributes(attributes, attrs);

export const levelChip = {
  named: 'characteristic',
  attributes,
  text(attrs) {
    const { characteristic, city } = cellOf(attrs);
    return inBrackets(characteristic, city);
  },
  found: 'text',
  spoken: 'text'
} as const satisfies ChipRules;
