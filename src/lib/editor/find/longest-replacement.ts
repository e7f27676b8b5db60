/** Limits what a match is replaced by, in UTF-16 code units. */
export const longestReplacement = 500;
