/** Limits files that are uploaded, in bytes; those of evidence, scans and answers are with their subjects. */

export const largestGlossary = 4_000_000;

/** Holds a million characters of three bytes each. */
export const largestFrameworkFile = 3_000_000;
