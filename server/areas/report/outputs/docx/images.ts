/** Places pictures in a Word document: drawings as PNG, pictures as they are, and WebP, which older programs do not show, as PNG. */
import { ImageRun } from 'docx';
import type { ReportBlock, ReportContent, ReportFigure, ReportPart } from '#rules/report/report-content.ts';
import { cleanText } from '../clean-text.ts';
import { ReportFailureError } from '../failure.ts';
import { loadFonts } from '../fonts.ts';
import { checkedPicture, rasterSvg, renderedSvg, type Pictures } from '../pictures.ts';
import { qrSvg } from '../qr.ts';
import { figurePixels, pngOf } from '../raster.ts';
import { pngOfWebp } from '../webp.ts';

interface Image {
  readonly bytes: Uint8Array;
  readonly type: 'png' | 'jpg' | 'gif';
  /** As a share of the width. */
  readonly ratio: number;
}

export interface Images {
  /** Returns a figure as wide as given, in pixels of Word, or as high as fits on a page. */
  readonly figure: (figure: ReportFigure, width: number) => ImageRun;
  readonly qr: (coded: string, width: number, alt: string) => ImageRun;
}

const qrPixels = 246;
/** In pixels of Word. */
const highest = 560;

/** Each picture is stored once, however often it is shown. */
export function openImages(content: ReportContent, pictures: Pictures): Images {
  const fonts = loadFonts();
  const images = new Map<string, Image>();
  const webpWidth = widthOfWebp(content.parts);

  function kept(key: string, make: () => Image): Image {
    const image = images.get(key) ?? make();
    images.set(key, image);
    return image;
  }

  function imageOf(figure: ReportFigure): Image {
    const { drawing } = figure;
    if (drawing.kind === 'svg')
      return kept(drawing.svg, () => {
        const { svg, width, height } = renderedSvg(drawing.svg, figure.id, rasterSvg(fonts));
        return { bytes: pngOf(svg, figurePixels).bytes, type: 'png', ratio: height / width };
      });
    return kept(drawing.hash, () => {
      const { bytes, width, height, type } = checkedPicture(figure, pictures);
      const ratio = height / width;
      if (type !== 'webp' && type !== 'svg') return { bytes, type, ratio };
      const png = pngOfWebp(bytes, webpWidth);
      if (!png) throw new ReportFailureError('unreadable-figure', figure.id);
      return { bytes: png, type: 'png', ratio };
    });
  }

  function placed({ type, bytes, ratio }: Image, width: number, alt: string): ImageRun {
    const scale = Math.min(1, highest / (width * ratio));
    return new ImageRun({
      type,
      data: Buffer.from(bytes),
      transformation: {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(width * ratio * scale))
      },
      altText: { name: 'figure', title: '', description: cleanText(alt) }
    });
  }

  return {
    figure: (figure, width) => placed(imageOf(figure), width, figure.alt),
    qr: (coded, width, alt) =>
      placed(
        kept(`qr ${coded}`, () => ({ bytes: pngOf(qrSvg(coded), qrPixels).bytes, type: 'png', ratio: 1 })),
        width,
        alt
      )
  };
}

/** Shares so many pixels among the WebP pictures of a document: as PNG, a photograph has two bytes for each. */
const pixelsOfWebp = 24_000_000;

/** The more WebP pictures there are, the smaller, so that the file stays a size to send. */
function widthOfWebp(parts: readonly ReportPart[]): number {
  const hashes = new Set<string>();
  const see = (block: ReportBlock): void => {
    if (block.kind === 'figure' && block.drawing.kind === 'picture' && block.drawing.type === 'image/webp')
      hashes.add(block.drawing.hash);
  };
  const walk = ({ pairs, parts: below }: ReportPart): void => {
    for (const { en, zh } of pairs) for (const block of [...en, ...zh]) see(block);
    below.forEach(walk);
  };
  parts.forEach(walk);
  const shared = Math.sqrt(((pixelsOfWebp / Math.max(1, hashes.size)) * 4) / 3);
  return Math.round(Math.min(figurePixels, Math.max(600, shared)));
}
