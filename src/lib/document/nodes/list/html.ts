import { allowedStart } from '../../allowed.ts';
import { wrapped, type BlockHtml } from '../block-html.ts';

export const bulletListHtml: BlockHtml = (element) => wrapped(element, 'ul');

export const orderedListHtml: BlockHtml = (element) => {
  const start = allowedStart(element.attributes['start']);
  return wrapped(element, 'ol', start === 1 ? '' : ` start="${start}"`);
};

export const listItemHtml: BlockHtml = (element) => wrapped(element, 'li');
