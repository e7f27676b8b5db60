import type { OtherRules } from './block.ts';

/**
 * Lists the widths that a picture can have, in percent of the text's; one without a width is shown in its
 * own, at most as wide as the text.
 */
export const pictureWidths = [25, 50, 75] as const;
export type PictureWidth = (typeof pictureWidths)[number];

/** Its content is the caption, so that two people can write the caption at once. */
export const figure = {
  is: 'atom',
  schema: { content: 'inline*', group: 'block', isolating: true, draggable: true },
  attributes: { src: '', alt: '', width: null },
  unit: 'figure'
} as const satisfies OtherRules;
