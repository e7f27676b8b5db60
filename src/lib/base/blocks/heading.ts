import type { TextRules } from './block.ts';

/** A passage is below the page's title and the section's, so that its own headings begin at 2. */
export const headingLevels = [2, 3, 4, 5] as const;
export type HeadingLevel = (typeof headingLevels)[number];

/** The level is part of the kind, so that the two cannot contradict. */
export const heading = {
  is: 'text',
  schema: { content: 'inline*', group: 'block', defining: true },
  attributes: { level: 2 },
  unit: 'heading',
  kinds: {
    h2: { attributes: { level: 2 }, tag: 'h2' },
    h3: { attributes: { level: 3 }, tag: 'h3' },
    h4: { attributes: { level: 4 }, tag: 'h4' },
    h5: { attributes: { level: 5 }, tag: 'h5' }
  }
} as const satisfies TextRules;
