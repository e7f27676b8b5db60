/** Limits the cells of a response, for the scan of writes, for imports of files and for pages. */

export const answerLimits = {
  /** Limits the cells that hold a value, of all questions. */
  cells: 20_000,
  /** A framework may name a smaller number. */
  records: 500,
  /** Limits the value of one cell, in bytes. */
  cellBytes: 64 * 1024
} as const;
