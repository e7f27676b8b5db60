/** Shows that every kind of picture that a text holds is seen in every output, whatever programs show. */
import { Resvg } from '@resvg/resvg-js';
import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ReportContent, ReportFigure } from '#rules/report/report-content.ts';
import { pngOfWebp } from '#server/areas/report/outputs/webp.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { figure, pair, part, sample } from '#kit/report-samples.ts';
import { opaqueWebp, transparentWebp } from '#kit/webp-pictures.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function withPictures(...pictures: readonly Uint8Array[]): [ReportContent, Map<string, Uint8Array>] {
  const figures = pictures.map((bytes, index): ReportFigure => ({
    ...(figure(`f${index}`, 'en') as ReportFigure),
    drawing: { kind: 'picture', hash: hashOf(bytes), type: 'image/webp' }
  }));
  return [
    sample({ parts: [part('one', 'One', '一', { pairs: figures.map((each) => pair(each, each)) })] }),
    new Map(pictures.map((bytes) => [hashOf(bytes), bytes]))
  ];
}

/** Returns the colour of a pixel of a PNG picture, as a page shows it. */
function colourAt(png: Uint8Array, x: number, y: number): number[] {
  const data = Buffer.from(png).toString('base64');
  const { pixels, width } = new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 64 32" width="64" height="32"><image width="64" height="32" xlink:href="data:image/png;base64,${data}"/></svg>`,
    { font: { loadSystemFonts: false } }
  ).render();
  return [...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
}

/** Tells whether two colours look the same: the picture that is transparent is a lossy one. */
const near = (colour: readonly number[], wanted: readonly number[]): boolean =>
  colour.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) <= 4);

describe('a WebP picture in a Word document', () => {
  it('is a PNG picture with the same colours, on white where it is transparent', async () => {
    const [content, pictures] = withPictures(opaqueWebp, transparentWebp);
    const parts = unzipSync(await writeReport(content, 'en', 'docx', pictures));
    const images = Object.entries(parts).filter(([name]) => name.startsWith('word/media/'));
    expect(images.map(([name]) => name.replace(/.*\./, ''))).toEqual(['png', 'png']);
    for (const [, png] of images) {
      expect(near(colourAt(png, 8, 8), [204, 0, 0])).toBe(true);
      expect(near(colourAt(png, 56, 24), [0, 0, 204])).toBe(true);
      expect(near(colourAt(png, 56, 8), [255, 255, 255])).toBe(true);
    }
    expect(strFromU8(parts['[Content_Types].xml'] ?? new Uint8Array())).not.toContain('webp');
  });
  it('has the same bytes each time, and is no wider than asked', () => {
    const [first, again] = [pngOfWebp(opaqueWebp, 32), pngOfWebp(opaqueWebp, 32)];
    expect(first).toEqual(again);
    expect(Buffer.from(first ?? []).readUInt32BE(16)).toBe(32);
    expect(Buffer.from(pngOfWebp(opaqueWebp, 1_600) ?? []).readUInt32BE(16)).toBe(64);
  });
  it('that is damaged is named, and nothing is written', async () => {
    const damaged = opaqueWebp.map((byte, index) => (index > 40 ? 0xff : byte));
    const [content, pictures] = withPictures(damaged);
    await expect(writeReport(content, 'en', 'docx', pictures)).rejects.toMatchObject({
      failure: { reason: 'unreadable-figure', subject: { en: 'Cities at each level' }, part: 'one' }
    });
    await expect(writeReport(content, 'en', 'pdf', pictures)).rejects.toMatchObject({
      failure: { reason: 'unreadable-figure', subject: { en: 'Cities at each level' }, part: 'one' }
    });
  });
});
