import type { OtherRules } from './block.ts';

const list = { is: 'around', unit: null } as const;
const schema = { content: 'listItem+', group: 'block list' } as const;

export const bulletList = { ...list, schema, attributes: {} } as const satisfies OtherRules;
export const orderedList = {
  ...list,
  schema,
  attributes: { start: 1, type: null }
} as const satisfies OtherRules;
export const listItem = {
  ...list,
  schema: { content: 'paragraph block*', defining: true },
  attributes: {}
} as const satisfies OtherRules;
