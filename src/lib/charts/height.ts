/**
 * Computes the height of a chart before it is rendered, so that the layout does not shift when it appears.
 */
import type { ChartSpec } from './spec.ts';

/** Height and font size are in pixels. */
export function heightOf({ categories, series, bars: layout }: ChartSpec, fontSize: number): number {
  const bars = layout === 'grouped' ? Math.max(1, series.length) : 1;
  const legend = series.length > 1 ? Math.ceil(series.length / 2) * fontSize * 1.6 : 0;
  return Math.round(categories.length * (bars * fontSize * 1.35 + fontSize * 1.1) + legend + fontSize * 5.5);
}
