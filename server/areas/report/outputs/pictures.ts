/**
 * Reads what a figure shows: pictures by their size, and drawings parsed and written again without scripts,
 * addresses, and typefaces other than ours.
 */
import { SaxesParser } from 'saxes';
import type { ReportFigure } from '#rules/report/report-content.ts';
import { xmlText } from '#server/files/xml.ts';
import { ReportFailureError } from './failure.ts';
import { hanFamily, latinFamily, namesInFiles, type Fonts } from './fonts.ts';
import { markedText } from './printed-text.ts';

/** Maps the SHA-256 of pictures to their bytes. */
export type Pictures = ReadonlyMap<string, Uint8Array>;

export type PictureType = 'png' | 'jpg' | 'gif' | 'webp';

export interface Rendered {
  readonly type: 'svg' | PictureType;
  readonly bytes: Uint8Array;
  /** Measures the figure in its own units; only their ratio counts. */
  readonly width: number;
  readonly height: number;
}

/** Limits a drawing: far above what a chart needs, far below what stops a build. */
const limits = {
  svgCharacters: 1_500_000,
  svgElements: 20_000,
  pictureBytes: 25_000_000,
  pixels: 60_000_000
};

/** Throws a `ReportFailureError` for what cannot be read. */
export function renderedFigure(figure: ReportFigure, pictures: Pictures, fonts: Fonts): Rendered {
  if (figure.drawing.kind === 'svg') {
    const { svg, ...size } = renderedSvg(figure.drawing.svg, figure.id, printedSvg(fonts));
    return { type: 'svg', bytes: new TextEncoder().encode(svg), ...size };
  }
  return checkedPicture(figure, pictures);
}

/** Returns a picture whose bytes are what they should be. Throws a `ReportFailureError` otherwise. */
export function checkedPicture(figure: ReportFigure, pictures: Pictures): Rendered {
  const bytes = figure.drawing.kind === 'picture' ? pictures.get(figure.drawing.hash) : undefined;
  if (figure.drawing.kind !== 'picture' || !bytes)
    throw new ReportFailureError('unreadable-figure', figure.id);
  if (bytes.length > limits.pictureBytes) throw new ReportFailureError('large-figure', figure.id);
  const { type, sizeIn } = pictureTypes[figure.drawing.type];
  const size = sizeIn(bytes);
  if (!size || size.width < 1 || size.height < 1)
    throw new ReportFailureError('unreadable-figure', figure.id);
  if (size.width * size.height > limits.pixels) throw new ReportFailureError('large-figure', figure.id);
  return { type, bytes, ...size };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

function pngSize(bytes: Uint8Array): Size | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 24 || view.readUInt32BE(0) !== 0x89504e47 || view.toString('latin1', 12, 16) !== 'IHDR')
    return undefined;
  return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) };
}

function jpegSize(bytes: Uint8Array): Size | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 4 || view.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < view.length) {
    if (view[at] !== 0xff) return undefined;
    const marker = view[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.readUInt16BE(at + 7), height: view.readUInt16BE(at + 5) };
    at += marker === 0xff ? 1 : 2 + view.readUInt16BE(at + 2);
  }
  return undefined;
}

function gifSize(bytes: Uint8Array): Size | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 10 || !/^GIF8[79]a$/.test(view.toString('latin1', 0, 6))) return undefined;
  return { width: view.readUInt16LE(6), height: view.readUInt16LE(8) };
}

/** Reads the size from the first chunk: lossy, lossless, or extended; see the WebP Container Specification. */
function webpSize(bytes: Uint8Array): Size | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (
    view.length < 30 ||
    view.toString('latin1', 0, 4) !== 'RIFF' ||
    view.toString('latin1', 8, 12) !== 'WEBP'
  )
    return undefined;
  switch (view.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: view.readUInt16LE(26) & 0x3fff, height: view.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = view.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: view.readUIntLE(24, 3) + 1, height: view.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}

const pictureTypes = {
  'image/png': { type: 'png', sizeIn: pngSize },
  'image/jpeg': { type: 'jpg', sizeIn: jpegSize },
  'image/gif': { type: 'gif', sizeIn: gifSize },
  'image/webp': { type: 'webp', sizeIn: webpSize }
} as const satisfies Record<
  string,
  { readonly type: PictureType; readonly sizeIn: (bytes: Uint8Array) => Size | undefined }
>;

/** All others go, with what they hold. */
const drawingElements = new Set(
  [
    'svg g defs symbol use title desc image text tspan textPath',
    'path rect circle ellipse line polyline polygon',
    'pattern clipPath mask marker linearGradient radialGradient stop'
  ]
    .join(' ')
    .split(' ')
);
const textElements = new Set(['text', 'tspan', 'textPath', 'title', 'desc']);

export interface SvgWays {
  readonly family: string;
  readonly textOf: (text: string) => string;
  /** Begins every id, so that the drawings of one page have no ids in common. */
  readonly idPrefix: string;
}

/** Writes a drawing for a program that sees our typefaces alone, under their own names. */
export const rasterSvg = (fonts: Fonts): SvgWays => ({ ...printedSvg(fonts), family: namesInFiles });

const printedSvg = (fonts: Fonts): SvgWays => ({
  family: `'${latinFamily}', '${hanFamily}'`,
  textOf: (text) => markedText(text, fonts),
  idPrefix: ''
});

/** Writes a drawing again with what is safe in every output; `id` is the figure's. */
export function renderedSvg(svg: string, id: string, ways: SvgWays): Size & { readonly svg: string } {
  if (svg.length > limits.svgCharacters) throw new ReportFailureError('large-figure', id);
  let written = '';
  let size: Size | undefined;
  let elements = 0;
  /** Counts how deep the parser is within an element that is left out with all that it holds. */
  let leftOut = 0;
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (elements > limits.svgElements || open.length > 200) throw new ReportFailureError('large-figure', id);
    if (elements === 1) {
      if (name !== 'svg') throw new ReportFailureError('unreadable-figure', id);
      size = svgSize(attributes);
    }
    open.push(name);
    // The words of a link stay; only the element around them goes.
    if (leftOut > 0 || (!drawingElements.has(name) && name !== 'a')) leftOut += 1;
    else if (name !== 'a') written += `<${name}${attributesText(name, attributes, elements === 1, ways)}>`;
  });
  parser.on('closetag', ({ name }) => {
    open.pop();
    if (leftOut > 0) leftOut -= 1;
    else if (name !== 'a') written += `</${name}>`;
  });
  const see = (text: string): void => {
    if (leftOut > 0) return;
    written += xmlText(open.some((name) => textElements.has(name)) ? ways.textOf(text) : text.trim());
  };
  parser.on('text', see);
  parser.on('cdata', see);
  parser.on('error', (error) => {
    throw new ReportFailureError('unreadable-figure', id, { cause: error });
  });
  parser.write(svg).close();
  if (!size) throw new ReportFailureError('unreadable-figure', id);
  return { svg: written, ...size };
}

function svgSize(attributes: Readonly<Record<string, string>>): Size | undefined {
  const [, , boxWidth, boxHeight] = (attributes['viewBox'] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const length = (text: string | undefined): number | undefined =>
    text !== undefined && /^\s*[\d.]+\s*(px|pt|mm|cm)?\s*$/.test(text) ? Number.parseFloat(text) : undefined;
  const width = boxWidth ?? length(attributes['width']);
  const height = boxHeight ?? length(attributes['height']);
  return width !== undefined && height !== undefined && width > 0 && height > 0
    ? { width, height }
    : undefined;
}

/** Lets through attributes that draw; addresses only within the drawing, or of a picture that it holds itself. */
function attributesText(
  name: string,
  attributes: Readonly<Record<string, string>>,
  isRoot: boolean,
  { family, idPrefix }: SvgWays
): string {
  const { style = '', ...plain } = attributes;
  const all = { ...plain, ...declarationsOf(style) };
  const kept = new Map<string, string>();
  for (const [attribute, value] of Object.entries(all)) {
    const key = attribute.toLowerCase();
    if (key.startsWith('on') || key === 'font-family' || key === 'font' || key === 'class') continue;
    if (isRoot && key.startsWith('xmlns')) continue;
    if (key === 'href' || key === 'xlink:href') {
      if (value.startsWith('#')) kept.set(attribute, `#${idPrefix}${value.slice(1)}`);
      else if (name === 'image' && /^data:image\/(png|jpeg);base64,/.test(value)) kept.set(attribute, value);
      continue;
    }
    if (/url\(\s*(?!['"]?#)/i.test(value)) continue;
    kept.set(
      attribute,
      key === 'id' ? idPrefix + value : value.replaceAll(/url\(\s*(['"]?)#/gi, (start) => start + idPrefix)
    );
  }
  if (isRoot) {
    kept.set('xmlns', 'http://www.w3.org/2000/svg');
    kept.set('xmlns:xlink', 'http://www.w3.org/1999/xlink');
    kept.set('font-family', family);
  }
  return [...kept].map(([key, value]) => ` ${key}="${xmlText(value)}"`).join('');
}

/** Returns the declarations of a style as the attributes that say the same. */
const declarationsOf = (style: string): Record<string, string> =>
  Object.fromEntries(
    style.split(';').flatMap((declaration) => {
      const [, property = '', value = ''] = /^\s*([a-z-]+)\s*:\s*(.+?)\s*$/i.exec(declaration) ?? [];
      return property === '' ? [] : [[property, value] as const];
    })
  );
