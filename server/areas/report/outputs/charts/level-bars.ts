/**
 * Draws how many cities of each side stand at each level of each characteristic: two bars for a characteristic, one
 * for each side, in steps from the first level to the last. Nothing is added up to a value and nothing is ranked.
 */
import type { Locale } from '#base/locale.ts';
import type { LevelBars } from '#rules/report/report-charts.ts';
import {
  chartWidth,
  colours,
  fillOf,
  linesOf,
  patternsOf,
  rectAt,
  svgOf,
  textAt,
  textWidth
} from './drawing.ts';

const nameWidth = 190;
const bar = { height: 17, gap: 5 } as const;
const rowGap = 16;

export function levelBarsSvg(chart: LevelBars, locale: Locale): string {
  const sideWidth = Math.min(120, Math.max(...chart.sides.map((side) => textWidth(side[locale], 12))) + 20);
  const left = nameWidth + sideWidth + 14;
  const most = Math.max(1, ...chart.characteristics.flatMap(({ counts }) => counts.map(sumOf)));
  const unit = (chartWidth - left - 34) / most;
  const steps = chart.levels.length;
  let y = 8;
  let body = patternsOf(colours.ink, 'level-');
  for (const { name, counts } of chart.characteristics) {
    const lines = linesOf(name[locale], nameWidth - 12, 3);
    const height = Math.max(2 * bar.height + bar.gap, lines.length * 16);
    lines.forEach((line, index) => (body += textAt(0, y + 13 + index * 16, line)));
    for (const side of [0, 1] as const) {
      const top = y + side * (bar.height + bar.gap);
      body += rectAt(nameWidth, top + 4, 8, 9, colours.sides[side]);
      body += textAt(
        nameWidth + 14,
        top + 13,
        linesOf(chart.sides[side][locale], sideWidth, 1, 12)[0] ?? '',
        {
          size: 12,
          colour: colours.soft
        }
      );
      body += bars(counts[side], left, top);
    }
    y += height + rowGap;
  }
  body += key(y + 6);
  return svgOf(y + 6 + keyHeight(), chart.title[locale], body);

  function bars(counts: readonly number[], x: number, top: number): string {
    let at = x;
    let rendered = '';
    counts.forEach((count, level) => {
      if (count <= 0) return;
      const width = count * unit;
      const isWithout = level >= steps;
      rendered += rectAt(
        at,
        top,
        width,
        bar.height,
        isWithout ? 'none' : fillOf('level-', level, steps),
        isWithout ? 'dashed' : colours.ink
      );
      // The number stands on a ground of its own, so that it can be read on every pattern.
      const label = String(count);
      const ground = textWidth(label, 11) + 5;
      if (width >= ground + 2) {
        rendered += rectAt(at + width / 2 - ground / 2, top + 2.5, ground, bar.height - 5, colours.paper);
        rendered += textAt(at + width / 2, top + 12.5, label, { anchor: 'middle', size: 11 });
      }
      at += width;
    });
    return rendered + textAt(at + 6, top + 13, String(sumOf(counts)), { size: 12, colour: colours.soft });
  }

  function entries(): { name: string; fill: string; stroke: string }[] {
    return [
      ...chart.levels.map((level, index) => ({
        name: level[locale],
        fill: fillOf('level-', index, steps),
        stroke: colours.ink as string
      })),
      { name: chart.without[locale], fill: 'none', stroke: 'dashed' }
    ];
  }

  function placed(): { x: number; line: number; name: string; fill: string; stroke: string }[] {
    let [x, line] = [0, 0];
    return entries().map((entry) => {
      const width = 26 + textWidth(entry.name, 12) + 20;
      if (x > 0 && x + width > chartWidth) [x, line] = [0, line + 1];
      const at = { ...entry, x, line };
      x += width;
      return at;
    });
  }

  function keyHeight(): number {
    return ((placed().at(-1)?.line ?? 0) + 1) * 22 + 4;
  }

  function key(top: number): string {
    return placed()
      .map(
        ({ x, line, name, fill, stroke }) =>
          rectAt(x, top + line * 22 + 2, 18, 12, fill, stroke) +
          textAt(x + 26, top + line * 22 + 12, name, { size: 12 })
      )
      .join('');
  }
}

const sumOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + Math.max(0, each), 0);
