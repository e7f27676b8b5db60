/** Numbers of a run and what is said of several: medians of runs, percentiles within one. */

/** Maps a name with its unit, such as `p50 ms`, to the measured value. */
export type Figures = Readonly<Record<string, number>>;

export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('No values, no percentile');
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

export const medians = (runs: readonly Figures[]): Figures =>
  Object.fromEntries(
    Object.keys(runs[0] ?? {}).map((name) => [name, median(runs.map((run) => run[name] ?? NaN))])
  );
