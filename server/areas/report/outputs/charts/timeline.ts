/** Draws steps or phases on an axis of years: a bar from the first month of a step to its last. */
import type { Locale } from '#base/locale.ts';
import { spanOf } from '#base/partial-date.ts';
import type { Timeline } from '#rules/report/report-charts.ts';
import {
  chartWidth,
  colours,
  linesOf,
  lineAt,
  patternsOf,
  rectAt,
  rounded,
  svgOf,
  textAt
} from './drawing.ts';

const nameWidth = 250;
const left = nameWidth + 12;

const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

export function timelineSvg(chart: Timeline, locale: Locale): string {
  const spans = chart.rows.map(({ from, to }) => {
    const [first, last] = [from ?? to, to ?? from];
    if (first === null || last === null) return null;
    return {
      start: monthOf(spanOf(first).first),
      end: Math.max(monthOf(spanOf(last).last), monthOf(spanOf(first).first)) + 1
    };
  });
  const known = spans.filter((span) => span !== null);
  const firstYear = known.length === 0 ? 0 : Math.floor(Math.min(...known.map(({ start }) => start)) / 12);
  const lastYear = known.length === 0 ? 1 : Math.ceil(Math.max(...known.map(({ end }) => end)) / 12);
  const years = Math.max(1, lastYear - firstYear);
  const width = chartWidth - left - 4;
  const xOf = (month: number): number => left + ((month - firstYear * 12) / (years * 12)) * width;
  let rows = '';
  let y = 30;
  for (const [rowIndex, { name, side }] of chart.rows.entries()) {
    const lines = linesOf(name[locale], nameWidth - 8, 3);
    const height = Math.max(20, lines.length * 16);
    lines.forEach((line, index) => (rows += textAt(0, y + 14 + index * 16, line)));
    const span = spans[rowIndex];
    rows += span
      ? rectAt(
          xOf(span.start),
          y + 3,
          Math.max(2, xOf(span.end) - xOf(span.start)),
          13,
          side === null ? colours.soft : side === 0 ? colours.sides[0] : 'url(#time-4)',
          side === null ? colours.soft : colours.sides[side]
        )
      : textAt(left + 4, y + 14, '–', { colour: colours.soft });
    y += height + 9;
  }
  // Years that would touch each other are named in steps.
  const step = Math.max(1, Math.ceil((years * 42) / width));
  let axis = '';
  for (let year = firstYear; known.length > 0 && year <= lastYear; year++) {
    const x = xOf(year * 12);
    axis += `<path d="M${rounded(x)} 22V${rounded(y)}" stroke="${colours.line}" stroke-width=".75" fill="none"/>`;
    if ((year - firstYear) % step === 0 && year < lastYear)
      axis += textAt(x + 3, 16, String(year), { size: 11, colour: colours.soft });
  }
  return svgOf(
    y + 6,
    chart.title[locale],
    patternsOf(colours.sides[1], 'time-') + axis + lineAt(left, 22, chartWidth - 4, 22, colours.soft) + rows
  );
}
