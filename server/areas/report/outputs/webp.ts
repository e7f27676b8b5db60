/**
 * Turns WebP pictures into PNG, for programs that show no WebP. The compiler of PDF files decodes them: a page that
 * holds one picture alone has its plain pixels in the file, from which the PNG is written.
 */
import { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { Size } from './pictures.ts';
import { pngOf } from './raster.ts';

interface Pixels extends Size {
  /** Counts the samples of a pixel: one for grey, three for colours. */
  readonly channels: 1 | 3;
  readonly samples: Uint8Array;
  /** Holds how opaque each pixel is; null where all are. */
  readonly alpha: Uint8Array | null;
}

/** Returns a picture as PNG, at most as wide as given; undefined for bytes that no picture has. */
export function pngOfWebp(webp: Uint8Array, mostWidth: number): Uint8Array | undefined {
  const pixels = pixelsOf(webp);
  if (!pixels) return undefined;
  const { width, height } = pixels;
  const data = Buffer.from(plainPng(pixels)).toString('base64');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><image width="${width}" height="${height}" xlink:href="data:image/png;base64,${data}"/></svg>`;
  return pngOf(svg, Math.min(width, mostWidth)).bytes;
}

const workspace = fileURLToPath(new URL('./template', import.meta.url));
let compiler: NodeCompiler | undefined;

function pixelsOf(webp: Uint8Array): Pixels | undefined {
  const typst = (compiler ??= NodeCompiler.create({ workspace, fontArgs: [] }));
  try {
    typst.mapShadow(join(workspace, 'picture.webp'), Buffer.from(webp));
    const made = typst.compile({
      mainFileContent:
        '#set page(width: 10pt, height: 10pt, margin: 0pt)\n#image("picture.webp", width: 10pt, height: 10pt, fit: "stretch")'
    });
    return made.result
      ? pictureIn(Buffer.from(typst.pdf(made.result, { pdfStandard: PdfStandard.V_1_4 })))
      : undefined;
  } finally {
    typst.resetShadow();
    typst.evictCache(0);
  }
}

/** Finds the one picture of a PDF 1.4 file, whose objects are not packed, and the mask that it names. */
function pictureIn(pdf: Buffer): Pixels | undefined {
  const objects = new Map<string, { readonly head: string; readonly bytes: () => Buffer }>();
  for (const found of pdf
    .toString('latin1')
    .matchAll(/(\d+) 0 obj\s*<<((?:(?!endobj)[^])*?)>>\s*stream\r?\n/g)) {
    const [all, id = '', head = ''] = found;
    const start = found.index + all.length;
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    objects.set(id, { head, bytes: () => inflateSync(pdf.subarray(start, start + length)) });
  }
  const masks = new Set(
    [...objects.values()].flatMap(({ head }) => /\/SMask (\d+) 0 R/.exec(head)?.[1] ?? [])
  );
  for (const [id, { head, bytes }] of objects) {
    if (masks.has(id) || !head.includes('/Subtype /Image')) continue;
    const [width, height] = ['Width', 'Height'].map((name) =>
      Number(new RegExp(`/${name} (\\d+)`).exec(head)?.[1] ?? 0)
    );
    if (!width || !height) return undefined;
    const samples = bytes();
    const channels = samples.length / (width * height);
    if (channels !== 1 && channels !== 3) return undefined;
    const mask = objects.get(/\/SMask (\d+) 0 R/.exec(head)?.[1] ?? '');
    return { width, height, channels, samples, alpha: mask ? mask.bytes() : null };
  }
  return undefined;
}

/** Writes pixels as PNG without filters, for a program that reads it at once. */
function plainPng({ width, height, channels, samples, alpha }: Pixels): Uint8Array {
  const wide = channels + (alpha ? 1 : 0);
  const rows = Buffer.alloc(height * (width * wide + 1));
  for (let y = 0, to = 0, from = 0; y < height; y++) {
    rows[to++] = 0;
    if (!alpha) {
      rows.set(samples.subarray(from, from + width * channels), to);
      to += width * channels;
      from += width * channels;
      continue;
    }
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) rows[to++] = samples[from++] ?? 0;
      rows[to++] = alpha[y * width + x] ?? 255;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = { 1: 0, 2: 4, 3: 2, 4: 6 }[wide as 1 | 2 | 3 | 4];
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0))
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
