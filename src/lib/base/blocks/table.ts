const widestColumn = 10_000;

/** Checks the width of a column, in pixels. */
export const isWidth = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= widestColumn;
