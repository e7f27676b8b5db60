/** Defines what kinds with choices have in common. */
import type { FieldValue } from '../record.ts';
import { isBilingual } from '../record.ts';
import { part } from './file-part.ts';
import type { KindRules } from './kind.ts';

/** Checks whether a value is the id of an option, or an option that the city adds itself. */
export const isChoice = (value: FieldValue): boolean =>
  (typeof value === 'string' && value !== '') || isBilingual(value);

/** Holds the rules of several choices from a list, to which the city may add. */
export const severalChoices = {
  held: 'value',
  fits: (value) => Array.isArray(value) && value.every(isChoice),
  takesOwn: true,
  fileParts: ({ options }) => [
    part('choices', 'choices', 'Choices, one on each line', '选项（每行一项）', { options, isWhole: true })
  ]
} as const satisfies KindRules;
