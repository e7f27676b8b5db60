import type { TextRules } from './block.ts';

export const paragraph = {
  is: 'text',
  schema: { content: 'inline*', group: 'block' },
  attributes: {},
  unit: 'paragraph',
  kinds: { paragraph: { attributes: {}, tag: 'p' } }
} as const satisfies TextRules;
