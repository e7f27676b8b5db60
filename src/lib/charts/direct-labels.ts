/** Writes its label on each bar, so that no colour has to be looked up; a gap gets a label too. */
import type { BarElement, Chart, Plugin } from 'chart.js';
import type { Palette } from './palette.ts';
import type { ChartSpec } from './spec.ts';

export const directLabels = (spec: ChartSpec, palette: Palette, fontSize: number): Plugin<'bar'> => ({
  id: 'direct-labels',
  afterDatasetsDraw(chart: Chart<'bar'>) {
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.font = `600 ${fontSize}px ${palette.font}`;
    ctx.textBaseline = 'middle';
    for (const [index, series] of spec.series.entries()) {
      const bars = chart.getDatasetMeta(index).data as unknown as readonly BarElement[];
      for (const [index, point] of series.points.entries()) {
        const bar = bars[index];
        if (!bar || point.label === '') continue;
        const { x: end, y, base } = bar.getProps(['x', 'y', 'base'], true);
        // A gap has a position, but no end.
        if (y === null) continue;
        const x = end ?? chartArea.left;
        const width = ctx.measureText(point.label).width;
        if (point.value === null) {
          if (spec.bars !== 'stacked') write(point.label, chartArea.left + 5, y, width, false);
        } else if (spec.bars === 'stacked') {
          if (Math.abs(x - base) > width + 2) write(point.label, (x + base) / 2 - width / 2, y, width, true);
        } else {
          const outside = x + 6 + width <= chartArea.right;
          write(point.label, outside ? x + 6 : Math.max(base + 4, x - width - 6), y, width, !outside);
        }
      }
    }
    ctx.restore();

    function write(text: string, left: number, y: number, width: number, onBar: boolean): void {
      // Text on a pattern needs a background of its own.
      if (onBar) {
        ctx.fillStyle = palette.paper;
        ctx.fillRect(left - 3, y - fontSize * 0.68, width + 6, fontSize * 1.3);
      }
      ctx.fillStyle = palette.ink;
      ctx.fillText(text, left, y);
    }
  }
});
