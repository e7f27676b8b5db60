/** A passage is below the page's title and the section's, so that its own headings begin at 2. */
export const headingLevels = [2, 3, 4, 5] as const;
export type HeadingLevel = (typeof headingLevels)[number];
