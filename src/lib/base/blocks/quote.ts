import type { OtherRules } from './block.ts';

export const quote = {
  is: 'around',
  schema: { content: 'block+', group: 'block', defining: true },
  attributes: {},
  unit: null
} as const satisfies OtherRules;
