/**
 * Renders a chart as a self-contained picture: the title above it; below it that nothing is ranked, and from
 * which texts the chart is made. Always in the light theme, for paper.
 */
import { renderChart } from './render-chart.ts';
import { heightOf } from './height.ts';
import { linesOf } from './lines.ts';
import { readPalette } from './palette.ts';
import type { ChartSpec, ChartCaption } from './spec.ts';

const width = 1200;
const margin = 48;
const ratio = 2;

export async function pictureOf(
  spec: ChartSpec,
  chartCaption: ChartCaption,
  within: HTMLElement
): Promise<Blob> {
  const palette = readPalette(within, 'light');
  const inner = width - 2 * margin;
  const chart = document.createElement('canvas');
  const height = heightOf(spec, 17);
  chart.width = inner;
  chart.height = height;
  const renderedChart = renderChart(chart, spec, {
    palette,
    ratio,
    width: inner,
    fontSize: 17,
    isResponsive: false
  });

  const sheet = document.createElement('canvas');
  const context = sheet.getContext('2d');
  if (!context) throw new Error('A canvas without a context');
  const texts = [
    { text: spec.title, font: `600 28px ${palette.font}`, step: 38, colour: palette.ink },
    { text: chartCaption.notice, font: `600 18px ${palette.font}`, step: 28, colour: palette.ink },
    ...chartCaption.sources.map((text) => ({
      text,
      font: `400 15px ${palette.font}`,
      step: 23,
      colour: palette['ink-2']
    }))
  ].map((one) => {
    context.font = one.font;
    return { ...one, lines: linesOf(one.text, inner, (text) => context.measureText(text).width) };
  });
  const [title, ...below] = texts;
  const heightOfTexts = texts.reduce((sum, { lines, step }) => sum + lines.length * step, 0);
  sheet.width = width * ratio;
  sheet.height = (heightOfTexts + height + 2 * margin + 32) * ratio;
  context.scale(ratio, ratio);
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, width, sheet.height / ratio);
  context.textBaseline = 'top';
  let y = margin;
  const write = ({ lines, font, step, colour }: (typeof texts)[number]): void => {
    context.font = font;
    context.fillStyle = colour;
    for (const line of lines) {
      context.fillText(line, margin, y);
      y += step;
    }
  };
  if (title) write(title);
  y += 12;
  context.drawImage(chart, margin, y, inner, height);
  renderedChart.destroy();
  y += height + 20;
  for (const one of below) write(one);
  return new Promise((resolve, reject) => {
    sheet.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made'))),
      'image/png'
    );
  });
}
