import { pictureWidths } from '#base/blocks/figure.ts';
import { allowedImageSource } from '../../allowed.ts';
import { escapeHtml } from '../../escape-html.ts';
import type { BlockHtml } from '../block-html.ts';

export const figureHtml: BlockHtml = ({ attributes, own, inner }) => {
  const source = allowedImageSource(attributes['src']);
  const alt = typeof attributes['alt'] === 'string' ? attributes['alt'].slice(0, 1_000) : '';
  const width = pictureWidths.find((one) => one === attributes['width']);
  // What is not part of the text is told in words.
  const image = source
    ? `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}"${width ? ` style="width: ${width}%"` : ''}>`
    : alt && `<p>[${escapeHtml(alt)}]</p>`;
  return `<figure${own}>${image}<figcaption>${inner()}</figcaption></figure>`;
};
