import { isWidth } from '#base/blocks/table.ts';
import { allowedAlign, allowedSpan } from '../../allowed.ts';
import { wrapped, type BlockElement, type BlockHtml } from '../block-html.ts';

/** `columns` among the attributes holds the widths of the columns. */
export const tableHtml: BlockHtml = ({ attributes, own, inner }) =>
  `<div class="tableWrapper"><table${own}>${columnsHtml(attributes['columns'])}<tbody>${inner()}</tbody></table></div>`;

export const rowHtml: BlockHtml = (element) => wrapped(element, 'tr');
export const headerHtml: BlockHtml = (element) => wrapped(element, 'th', cellAttributes(element));
export const cellHtml: BlockHtml = (element) => wrapped(element, 'td', cellAttributes(element));

const columnsHtml = (widths: unknown): string =>
  Array.isArray(widths) && widths.length > 0
    ? `<colgroup>${widths.map((width) => (isWidth(width) ? `<col width="${Number(width)}">` : '<col>')).join('')}</colgroup>`
    : '';

function cellAttributes({ attributes }: BlockElement): string {
  const colspan = allowedSpan(attributes['colspan']);
  const rowspan = allowedSpan(attributes['rowspan']);
  const align = allowedAlign(attributes['align']);
  return (
    (colspan > 1 ? ` colspan="${colspan}"` : '') +
    (rowspan > 1 ? ` rowspan="${rowspan}"` : '') +
    (align ? ` style="text-align: ${align}"` : '')
  );
}
