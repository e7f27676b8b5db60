/**
 * Writes what all charts are made of: text with its width estimated, patterns that can be told apart in black, and
 * numbers that are the same on every machine. The same SVG stands in HTML, PDF and, as a picture, in Word files.
 */
import { xmlText } from '#server/files/xml.ts';

export const colours = {
  ink: '#17191e',
  soft: '#5f646f',
  line: '#dcd8cf',
  paper: '#ffffff',
  /** Identify the sides, and nothing else. */
  sides: ['#1d4f9e', '#b8371b']
} as const;

/** Sets the width of a chart, which is that of a page's text; all lengths are in these units. */
export const chartWidth = 720;
export const textSize = 13;

export const rounded = (length: number): string => String(Math.round(length * 100) / 100);

/** Estimates how wide a text is: Han and full-width characters take an em, all others a good half. */
export function textWidth(text: string, size: number = textSize): number {
  let ems = 0;
  for (const character of text)
    ems += /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(character)
      ? 1
      : /[A-Z0-9MWmw]/.test(character)
        ? 0.62
        : 0.5;
  return ems * size;
}

/** Breaks a text into lines of a width, between words or Han characters; what is too much ends with an ellipsis. */
export function linesOf(text: string, width: number, most: number, size: number = textSize): string[] {
  const pieces =
    text
      .trim()
      .match(
        /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]|[^\s\p{Script=Han}\u3000-\u303f\uff00-\uffef]+\s*|\s+/gu
      ) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && textWidth((line + piece).trimEnd(), size) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines[most - 1] ?? ''}…`];
}

interface TextLook {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly colour?: string;
  readonly isBold?: boolean;
}

export const textAt = (
  x: number,
  y: number,
  text: string,
  { anchor = 'start', size = textSize, colour = colours.ink, isBold = false }: TextLook = {}
): string =>
  `<text x="${rounded(x)}" y="${rounded(y)}" font-size="${size}" fill="${colour}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${isBold ? ' font-weight="600"' : ''}>${xmlText(text)}</text>`;

/** Draws a rectangle; `dashed` is an outline that no other rectangle has. */
export const rectAt = (
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  stroke?: string
): string =>
  `<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(Math.max(0, width))}" height="${rounded(Math.max(0, height))}" fill="${fill}"${stroke === undefined ? '' : stroke === 'dashed' ? ` stroke="${colours.soft}" stroke-width=".75" stroke-dasharray="3 2"` : ` stroke="${stroke}" stroke-width=".75"`}/>`;

export const lineAt = (
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  colour: string = colours.line
): string =>
  `<path d="M${rounded(x1)} ${rounded(y1)}L${rounded(x2)} ${rounded(y2)}" stroke="${colour}" stroke-width=".75" fill="none"/>`;

/** Draws each pattern in a tile of 8 by 8, from light to dark. */
const tiles = [
  '',
  '<circle cx="2" cy="2" r="1"/><circle cx="6" cy="6" r="1"/>',
  '<path d="M-2 2L2-2M-2 10L10-2M6 10L10 6" stroke-width="1.4"/>',
  '<path d="M0 2H8M0 6H8" stroke-width="1.8"/>',
  '<path d="M-2 2L2-2M-2 10L10-2M6 10L10 6M-2-2L10 10M-2 6L2 10M6-2L10 2" stroke-width="1.5"/>',
  '<path d="M0 0H8V8H0Z" stroke="none"/>'
] as const;

/** `fillOf` names them by their step from light to dark. */
export const patternsOf = (colour: string, prefix: string): string =>
  `<defs>${tiles
    .map(
      (tile, step) =>
        `<pattern id="${prefix}${step}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 0H8V8H0Z" fill="${colours.paper}"/><g fill="${step === 2 || step === 3 || step === 4 ? 'none' : colour}" stroke="${colour}"${step === 1 ? ' stroke-width="0"' : ''}>${tile}</g></pattern>`
    )
    .join('')}</defs>`;

/** Returns the fill of one of `count` steps from light to dark. */
export const fillOf = (prefix: string, step: number, count: number): string =>
  `url(#${prefix}${count <= 1 ? tiles.length - 1 : Math.round((step * (tiles.length - 1)) / (count - 1))})`;

export const svgOf = (height: number, title: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${chartWidth}" height="${rounded(height)}" viewBox="0 0 ${chartWidth} ${rounded(height)}"><title>${xmlText(title)}</title>${body}</svg>`;
