/** Writes a figure in a report, by the hash of its picture; a gap where it may not be printed. */
import { plainText } from '#rules/report/report-quotes.ts';
import { allowedImageSource } from '../../allowed.ts';
import type { BlockReport, PictureType } from '../block-report.ts';

export const reportFigure: BlockReport = (node, writer, { id }) => {
  const source = allowedImageSource(node.attrs?.['src']);
  const match = /^data:(image\/(?:png|jpeg|webp|gif));base64,(.*)$/.exec(source ?? '');
  const caption = writer.text(node);
  const alt = typeof node.attrs?.['alt'] === 'string' ? node.attrs['alt'] : '';
  if (!match?.[1] || match[2] === undefined) return [{ kind: 'gap', why: 'withdrawn' }];
  const words = plainText(writer.unmarked(node));
  if (words.trim() === '') writer.fault('figure-caption', id);
  if (alt.trim() === '') writer.fault('figure-alternative', words || id);
  const type = match[1] as PictureType;
  const hash = writer.picture(match[2], type);
  if (hash === null) {
    writer.fault('picture-barred', words || id);
    return [{ kind: 'gap', why: 'withdrawn' }];
  }
  if (!writer.isRegistered(hash)) writer.fault('picture-unregistered', words || id);
  return [
    {
      kind: 'figure',
      id,
      caption,
      sourceLine: [],
      alt,
      drawing: { kind: 'picture', hash, type }
    }
  ];
};
