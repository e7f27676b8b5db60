/** Turns drawings into PNG pictures with our typefaces alone, for programs that show no SVG. */
import { Resvg } from '@resvg/resvg-js';
import { fontPaths } from './fonts.ts';
import type { Size } from './pictures.ts';

/** Draws a figure as wide as 1,600 pixels, twice what a page of an office program shows. */
export const figurePixels = 1600;

export function pngOf(svg: string, width: number): Size & { readonly bytes: Uint8Array } {
  const rendered = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    background: '#ffffff',
    font: {
      loadSystemFonts: false,
      fontFiles: fontPaths(/\p{Script=Han}/u.test(svg)),
      defaultFontFamily: 'Source Serif 4'
    }
  }).render();
  return { bytes: rendered.asPng(), width: rendered.width, height: rendered.height };
}
