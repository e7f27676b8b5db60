/**
 * Lists the widths that a picture can have, in percent of the text's; one without a width is shown in its
 * own, at most as wide as the text.
 */
export const pictureWidths = [25, 50, 75] as const;
export type PictureWidth = (typeof pictureWidths)[number];
