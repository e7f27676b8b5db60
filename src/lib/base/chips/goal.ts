/** Defines the chip of a goal: it says which goal of the framework a passage serves, by the goal's id. */
import { isPartId } from '../ids.ts';
import { inBrackets, readAttributes, type ChipRules, type UncheckedAttributes } from './chip.ts';

const attributes = { goal: { kind: 'part', allows: isPartId } } as const;

/** Null where it names no valid one. */
export const goalOf = (attrs: UncheckedAttributes = {}): string | null =>
  readAttributes(attributes, attrs).goal;

export const goal = {
  named: 'goal',
  attributes,
  text: (attrs) => inBrackets(goalOf(attrs)),
  found: 'text',
  spoken: 'none'
} as const satisfies ChipRules;
