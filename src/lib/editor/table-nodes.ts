/** Defines tables, rows and cells as the editor renders and reads them. */
import { allowedAlign, allowedId, allowedSpan } from '#document/allowed.ts';
import { isWidth } from '#base/blocks/table.ts';
import { flatNode } from './flat-nodes.ts';
import { placeFromHtml, placeToHtml } from './place-html.ts';

export interface Column {
  readonly id: string;
  readonly width: number | null;
}

/** Reads the columns that paste has numbered: `id` or `id:width`, separated by blanks. */
export const columnsFromHtml = (text: string | null): Column[] =>
  (text ?? '').split(' ').flatMap((part) => {
    const [name, width] = part.split(':');
    const id = allowedId(name);
    const pixels = Number(width);
    return id === null ? [] : [{ id, width: isWidth(pixels) ? pixels : null }];
  });

export const columnsToHtml = (columns: readonly Column[]): string =>
  columns.map(({ id, width }) => (width === null ? id : `${id}:${width}`)).join(' ');

export const Table = flatNode('table', {
  parseHTML: () => [
    {
      tag: 'table',
      getAttrs: (element: HTMLElement) => ({
        ...placeFromHtml(element),
        columns: columnsFromHtml(element.getAttribute('data-columns'))
      })
    }
  ],
  renderHTML: ({ node: { attrs } }) => {
    const columns = attrs['columns'] as readonly Column[];
    return [
      'div',
      { class: 'tableWrapper' },
      [
        'table',
        { ...placeToHtml(attrs), 'data-columns': columnsToHtml(columns) },
        ['colgroup', ...columns.map(({ width }) => ['col', width === null ? {} : { width: String(width) }])],
        ['tbody', 0]
      ] as never
    ];
  }
});

export const TableRow = flatNode('table_row', {
  parseHTML: () => [
    { tag: 'tr', getAttrs: (element: HTMLElement) => ({ id: allowedId(element.getAttribute('data-id')) }) }
  ],
  renderHTML: ({ node: { attrs } }) => {
    const id = allowedId(attrs['id']);
    return ['tr', id === null ? {} : { 'data-id': id }, 0];
  }
});

export const TableCell = flatNode('table_cell', {
  parseHTML: () =>
    ['td', 'th'].map((tag) => ({
      tag,
      getAttrs: (element: HTMLElement) => ({
        column: allowedId(element.getAttribute('data-column')),
        colspan: allowedSpan(Number(element.getAttribute('colspan'))),
        rowspan: allowedSpan(Number(element.getAttribute('rowspan'))),
        align: allowedAlign(element.style.textAlign || element.getAttribute('align')),
        header: tag === 'th'
      })
    })),
  renderHTML: ({ node: { attrs } }) => {
    const [colspan, rowspan] = [allowedSpan(attrs['colspan']), allowedSpan(attrs['rowspan'])];
    const [align, column] = [allowedAlign(attrs['align']), allowedId(attrs['column'])];
    return [
      attrs['header'] === true ? 'th' : 'td',
      {
        ...(column === null ? {} : { 'data-column': column }),
        ...(colspan === 1 ? {} : { colspan: String(colspan) }),
        ...(rowspan === 1 ? {} : { rowspan: String(rowspan) }),
        ...(align === null ? {} : { style: `text-align: ${align}` })
      },
      0
    ];
  }
});
