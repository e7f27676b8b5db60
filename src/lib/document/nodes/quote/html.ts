import { wrapped, type BlockHtml } from '../block-html.ts';

export const quoteHtml: BlockHtml = (element) => wrapped(element, 'blockquote');
