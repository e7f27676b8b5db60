import type { OtherRules } from './block.ts';

export const rule = {
  is: 'atom',
  schema: { group: 'block' },
  attributes: {},
  unit: null
} as const satisfies OtherRules;
