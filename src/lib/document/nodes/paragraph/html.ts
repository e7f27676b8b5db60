import type { BlockHtml } from '../block-html.ts';

export const paragraphHtml: BlockHtml = ({ own, inner }) => `<p${own}>${inner() || '<br>'}</p>`;
