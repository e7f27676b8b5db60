/** Draws shares as bars between nothing and all, each with its numbers. What is not known is a gap, never zero. */
import type { Locale } from '#base/locale.ts';
import type { Shares } from '#rules/report/report-charts.ts';
import { chartWidth, colours, linesOf, lineAt, patternsOf, rectAt, svgOf, textAt } from './drawing.ts';

const nameWidth = 230;
const left = nameWidth + 12;
const right = 96;

export function sharesSvg(chart: Shares, locale: Locale): string {
  const width = chartWidth - left - right;
  let y = 6;
  // The second side has a pattern of its own, so that the sides differ without colour.
  let body = patternsOf(colours.sides[1], 'share-');
  for (const { name, side, count, of } of chart.rows) {
    const lines = linesOf(name[locale], nameWidth - 8, 3);
    const height = Math.max(20, lines.length * 16);
    lines.forEach((line, index) => (body += textAt(0, y + 14 + index * 16, line)));
    if (count === null || of <= 0) {
      body += textAt(left + 6, y + 14, chart.unknown[locale], { colour: colours.soft, size: 12 });
    } else {
      const share = Math.min(1, Math.max(0, count / of));
      const fill = side === null ? colours.ink : side === 0 ? colours.sides[0] : 'url(#share-4)';
      body += rectAt(left, y + 2, width, 15, colours.paper, colours.line);
      body += rectAt(left, y + 2, width * share, 15, fill, side === null ? colours.ink : colours.sides[side]);
      const label = chart.isPercent ? `${count}%` : `${Math.round(share * 100)}% (${count}/${of})`;
      body += textAt(chartWidth, y + 14, label, { anchor: 'end', size: 12 });
    }
    y += height + 10;
  }
  const ticks = [0, 25, 50, 75, 100];
  body += lineAt(left, y, left + width, y, colours.soft);
  for (const tick of ticks) {
    const x = left + (width * tick) / 100;
    body += lineAt(x, y, x, y + 4, colours.soft);
    body += textAt(x, y + 17, `${tick}%`, { anchor: 'middle', size: 11, colour: colours.soft });
  }
  return svgOf(y + 24, chart.title[locale], body);
}
