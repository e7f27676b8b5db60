/** Defines the chip of a fact: it names a field of a city, and the value is looked up for each reader. */
import { isFactKey } from '../ids.ts';
import {
  cityAttribute,
  inBrackets,
  readAttributes,
  type ChipRules,
  type UncheckedAttributes
} from './chip.ts';

export interface FactRef {
  /** Holds the key of the answer's cell; null where the text names no valid one. */
  readonly fact: string | null;
  /** Null inside the texts of a city, where it is that city. */
  readonly city: string | null;
}

const attributes = { fact: { kind: 'string', allows: isFactKey }, city: cityAttribute } as const;

/** Returns the field that a node names, with the parts that are valid. */
export const factOf = (attrs: UncheckedAttributes = {}): FactRef => readAttributes(attributes, attrs);

export const fact = {
  named: 'fact',
  attributes,
  text(attrs) {
    const ref = factOf(attrs);
    return inBrackets(ref.fact, ref.city);
  },
  found: 'sign',
  spoken: 'sign'
} as const satisfies ChipRules;
