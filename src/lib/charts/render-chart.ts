/**
 * Renders charts; this is the only module that imports Chart.js, and it is loaded when a chart comes into
 * sight. Bars are horizontal, so that names of cities can be read.
 */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  Tooltip,
  type ChartConfiguration
} from 'chart.js';
import { directLabels } from './direct-labels.ts';
import { linesOf } from './lines.ts';
import { colourOf, type Palette } from './palette.ts';
import { fillOf } from './patterns.ts';
import type { ChartSpec } from './spec.ts';
import type { PointIndex } from './walk.ts';

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, Tooltip);

export interface RenderedChart {
  /** Highlights one bar as the mouse would; null highlights none. */
  point(pointIndex: PointIndex | null): void;
  destroy(): void;
}

export interface ChartRenderOptions {
  readonly palette: Palette;
  /** Sets the canvas pixels per unit. */
  readonly ratio: number;
  readonly width: number;
  readonly fontSize: number;
  readonly isResponsive: boolean;
}

export function renderChart(
  canvas: HTMLCanvasElement,
  spec: ChartSpec,
  options: ChartRenderOptions
): RenderedChart {
  const chart = new Chart(canvas, configuration(canvas, spec, options));
  return {
    point(pointIndex) {
      const isRendered =
        pointIndex !== null &&
        (spec.series[pointIndex.series]?.points[pointIndex.category]?.value ?? null) !== null;
      const active =
        pointIndex && isRendered ? [{ datasetIndex: pointIndex.series, index: pointIndex.category }] : [];
      const bar = active[0] && chart.getDatasetMeta(active[0].datasetIndex).data[active[0].index];
      chart.setActiveElements(active);
      chart.tooltip?.setActiveElements(active, bar ? { x: bar.x, y: bar.y } : { x: 0, y: 0 });
      chart.update('none');
    },
    destroy: () => chart.destroy()
  };
}

function configuration(
  canvas: HTMLCanvasElement,
  spec: ChartSpec,
  { palette, ratio, width, fontSize, isResponsive }: ChartRenderOptions
): ChartConfiguration<'bar', (number | [number, number] | null)[]> {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('A canvas without a context');
  const font = { family: palette.font, size: fontSize };
  context.font = `${fontSize}px ${palette.font}`;
  const measure = (text: string): number => context.measureText(text).width;
  const isStacked = spec.bars === 'stacked';
  const forNames = Math.max(90, Math.min(width * 0.34, 300));
  return {
    type: 'bar',
    data: {
      labels: spec.categories.map((name) => linesOf(name, forNames, measure)),
      datasets: spec.series.map(({ name, look, points }) => ({
        label: name,
        data: points.map(({ value }) =>
          value === null || typeof value === 'number' ? value : [value[0], value[1]]
        ),
        backgroundColor: fillOf(context, look, palette, ratio),
        borderColor: look.pattern === 'open' ? palette['line-strong'] : colourOf(look.tone, palette),
        borderWidth: 1,
        hoverBorderColor: palette.focus,
        hoverBorderWidth: 3,
        borderSkipped: false,
        maxBarThickness: fontSize * 2,
        minBarLength: isStacked ? 0 : 2,
        grouped: spec.bars === 'grouped'
      }))
    },
    options: {
      indexAxis: 'y',
      // Large units in the page's language: million and billion, 万 and 亿.
      locale: document.documentElement.lang || 'en',
      responsive: isResponsive,
      maintainAspectRatio: false,
      devicePixelRatio: ratio,
      // No animation: growing bars carry no information.
      animation: false,
      layout: { padding: { right: isStacked ? 8 : 12 } },
      scales: {
        x: {
          stacked: isStacked,
          beginAtZero: true,
          ...(spec.max === undefined ? { grace: '18%' } : { max: spec.max }),
          title: { display: true, text: spec.axis, color: palette['ink-2'], font },
          ticks: {
            color: palette['ink-3'],
            font,
            ...(spec.isCount ? { precision: 0 } : { format: axisFormat(largestOf(spec)) }),
            maxTicksLimit: Math.max(3, Math.floor(width / 110))
          },
          grid: { color: palette.line },
          border: { color: palette['line-strong'] }
        },
        y: {
          stacked: isStacked,
          ticks: { color: palette.ink, font, autoSkip: false },
          grid: { display: false },
          border: { color: palette['line-strong'] }
        }
      },
      plugins: {
        legend: {
          display: spec.series.length > 1,
          position: 'top',
          align: 'start',
          // No series can be hidden: the rest would give a different impression.
          onClick: () => undefined,
          labels: { color: palette.ink, font, boxWidth: fontSize * 1.6, boxHeight: fontSize }
        },
        tooltip: {
          backgroundColor: palette.ink,
          titleColor: palette.paper,
          bodyColor: palette.paper,
          titleFont: { ...font, weight: 600 },
          bodyFont: font,
          displayColors: false,
          callbacks: {
            title: ([item]) => (item ? (spec.categories[item.dataIndex] ?? '') : ''),
            label: (item) =>
              linesOf(
                spec.series[item.datasetIndex]?.points[item.dataIndex]?.announcement ?? '',
                Math.min(320, width * 0.6),
                measure
              )
          }
        }
      }
    },
    plugins: [directLabels(spec, palette, fontSize - 1)]
  };
}

const largestOf = ({ series }: ChartSpec): number =>
  Math.max(0, ...series.flatMap(({ points }) => points.flatMap(({ value }) => value ?? 0)));

/** Formats the numbers of an axis like those of its bars: with large units from a million, small ones in full. */
const axisFormat = (largest: number): Intl.NumberFormatOptions => ({
  maximumSignificantDigits: 4,
  ...(document.documentElement.lang.startsWith('zh') ? { useGrouping: 'min2' } : {}),
  ...(largest >= 1_000_000 ? { notation: 'compact', compactDisplay: 'long' } : {})
});
