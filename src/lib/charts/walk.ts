/** Moves through a chart by keyboard: up and down from bar to bar, left and right within a bar's parts. */

export interface PointIndex {
  readonly category: number;
  readonly series: number;
}

export interface Size {
  readonly categories: number;
  readonly series: number;
}

/** Null leaves the chart, undefined is a key without a meaning here. */
export function walk(
  from: PointIndex | null,
  key: string,
  { categories, series }: Size
): PointIndex | null | undefined {
  if (key === 'Escape') return from === null ? undefined : null;
  if (categories === 0 || series === 0) return undefined;
  const within = (number: number, count: number): number => Math.min(Math.max(number, 0), count - 1);
  const steps: Readonly<Record<string, readonly [category: number, series: number]>> = {
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1]
  };
  if (key === 'Home') return { category: 0, series: 0 };
  if (key === 'End') return { category: categories - 1, series: series - 1 };
  const step = steps[key];
  if (!step) return undefined;
  if (from === null) return { category: 0, series: 0 };
  return {
    category: within(from.category + step[0], categories),
    series: within(from.series + step[1], series)
  };
}
