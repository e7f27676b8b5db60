/** Draws steps in columns of time, which are counted from the day on which a city enters; no column is a year. */
import type { Locale } from '#base/locale.ts';
import type { Horizons } from '#rules/report/report-charts.ts';
import { chartWidth, colours, linesOf, lineAt, rectAt, svgOf, textAt } from './drawing.ts';

const nameWidth = 300;
const left = nameWidth + 12;
const headHeight = 26;

export function horizonsSvg(chart: Horizons, locale: Locale): string {
  const width = (chartWidth - left) / Math.max(1, chart.spans.length);
  let y = headHeight + 6;
  let rows = '';
  for (const { name, span } of chart.rows) {
    const lines = linesOf(name[locale], nameWidth - 8, 3);
    const height = Math.max(20, lines.length * 16);
    lines.forEach((line, index) => (rows += textAt(0, y + 14 + index * 16, line)));
    rows +=
      span === null
        ? textAt(left + 6, y + 14, '–', { colour: colours.soft })
        : rectAt(left + span * width + 6, y + 3, width - 12, 13, colours.ink);
    y += height + 9;
  }
  const heads = chart.spans
    .map((span, index) =>
      textAt(left + index * width + 6, 16, linesOf(span[locale], width - 10, 1, 12)[0] ?? '', {
        size: 12,
        colour: colours.soft
      })
    )
    .join('');
  const columns = chart.spans
    .map((_, index) => lineAt(left + index * width, headHeight, left + index * width, y))
    .join('');
  return svgOf(
    y + 4,
    chart.title[locale],
    heads + lineAt(left, headHeight, chartWidth, headHeight, colours.soft) + columns + rows
  );
}
