/** Converts a nested table into a flat one: a grid of rows and columns, in which every place has a cell. */
import type { ContentNode } from '#base/content.ts';
import { allowedAlign, allowedId, allowedSpan } from '../allowed.ts';
import { isWidth } from '#base/blocks/table.ts';
import type { AtomPlace } from './shapes.ts';
import { emptyBlock, type FlatBlock, type TableBlock, type TableCell } from './flat.ts';
import { flattenPassage, type Flattening } from './flatten.ts';
import { cellId } from './nest.ts';
import { mostColumns, mostRows } from './tables.ts';

interface Placed {
  readonly at: number;
  readonly colspan: number;
  readonly rowspan: number;
  readonly node: ContentNode;
}

/**
 * More than one where it has more rows than a table can have. Places that its rows leave open get empty
 * cells; what lies beyond the last possible column is added to that column's cell.
 */
export function flattenTable(
  node: ContentNode,
  { id, attributes }: { readonly id: string; readonly attributes: AtomPlace },
  options: Flattening,
  depth: number
): TableBlock[] {
  const all = node.content ?? [];
  const tables: TableBlock[] = [];
  for (let from = 0; from < all.length; from += mostRows) {
    const rows = all.slice(from, from + mostRows);
    const own =
      from === 0 ? { id, attributes } : { id: options.newId(), attributes: { ...attributes, apart: false } };
    tables.push({ kind: 'table', ...own, ...gridOf(own.id, rows, options, depth) });
  }
  return tables.filter(({ columns }) => columns.length > 0);
}

function gridOf(
  table: string,
  nodes: readonly ContentNode[],
  options: Flattening,
  depth: number
): Pick<TableBlock, 'columns' | 'rows'> {
  const placed = placeCells(nodes);
  const rowIds = uniqueIds(
    nodes.map(({ attrs }) => allowedId(attrs?.['id'])),
    options.newId
  );
  const width = Math.max(0, ...placed.flatMap(({ cells }) => cells.map(({ at, colspan }) => at + colspan)));
  const known = options.columnsOf?.(table) ?? [];
  const columns = columnsOf(placed, rowIds, width, (at) => known[at] ?? null, options.newId);
  const cellAt = ({ at, colspan, rowspan, node }: Placed): TableCell => ({
    column: columns[at]?.id ?? '',
    colspan,
    rowspan,
    isHeader: node.type === 'tableHeader',
    align: allowedAlign(node.attrs?.['align']),
    blocks: cellBlocks(node, options, depth)
  });
  return {
    columns,
    rows: placed.map(({ cells, covered }, row) => {
      const begun = new Map(cells.map((cell) => [cell.at, cell]));
      return {
        id: rowIds[row] ?? '',
        cells: columns.flatMap(({ id }, index) => {
          const cell = begun.get(index);
          if (cell) return [cellAt(cell)];
          return covered.has(index) ? [] : [{ ...emptyCell, column: id }];
        })
      };
    })
  };
}

const emptyCell = { colspan: 1, rowspan: 1, isHeader: false, align: null, blocks: [emptyBlock] } as const;

/** Reads a cell that holds nothing as an empty passage is read: as one virtual block. */
function cellBlocks({ content = [] }: ContentNode, options: Flattening, depth: number): readonly FlatBlock[] {
  const blocks = flattenPassage(content, options, false, depth + 1);
  return blocks.length > 0 ? blocks : [emptyBlock];
}

/** Places the cells of each row in the first columns that are free, as HTML does. */
function placeCells(
  rows: readonly ContentNode[]
): { readonly cells: Placed[]; readonly covered: ReadonlySet<number> }[] {
  const grid = rows.map(() => ({ cells: [] as Placed[], covered: new Set<number>() }));
  rows.forEach(({ content = [] }, row) => {
    const own = grid[row];
    if (!own) return;
    let at = 0;
    for (const node of content) {
      while (own.covered.has(at)) at++;
      const last = own.cells.at(-1);
      if (at >= mostColumns && last) {
        const { content: inner = [] } = last.node;
        own.cells[own.cells.length - 1] = {
          ...last,
          node: { ...last.node, content: [...inner, ...(node.content ?? [])] }
        };
        continue;
      }
      const rowspan = Math.min(allowedSpan(node.attrs?.['rowspan'] ?? 1), rows.length - row);
      const wanted = Math.min(allowedSpan(node.attrs?.['colspan'] ?? 1), mostColumns - at);
      let colspan = 1;
      while (colspan < wanted && !own.covered.has(at + colspan)) colspan++;
      for (let below = 0; below < rowspan; below++)
        for (let right = 0; right < colspan; right++) grid[row + below]?.covered.add(at + right);
      own.cells.push({ at, colspan, rowspan, node });
    }
  });
  return grid;
}

/** A cell's id that `nest` gave names its column. Where none does, columns are known by their place or new. */
function columnsOf(
  placed: readonly { readonly cells: readonly Placed[] }[],
  rowIds: readonly string[],
  width: number,
  known: (at: number) => string | null,
  newId: () => string
): TableBlock['columns'] {
  const ids = Array<string | null>(width).fill(null);
  const widths = Array<number | null>(width).fill(null);
  placed.forEach(({ cells }, row) => {
    for (const { at, node } of cells) {
      const id = allowedId(node.attrs?.['id']);
      const prefix = cellId(rowIds[row] ?? '', '');
      if (id?.startsWith(prefix) && id.length > prefix.length) ids[at] ??= id.slice(prefix.length);
      const given: unknown = node.attrs?.['colwidth'];
      if (!Array.isArray(given)) continue;
      given.forEach((one: unknown, right) => {
        if (at + right < width && isWidth(one)) widths[at + right] ??= one as number;
      });
    }
  });
  const named = ids.some((id) => id !== null) ? ids : ids.map((_, index) => known(index));
  return uniqueIds(named, newId).map((id, index) => ({ id, width: widths[index] ?? null }));
}

function uniqueIds(ids: readonly (string | null)[], newId: () => string): string[] {
  const seen = new Set<string>();
  return ids.map((given) => {
    const id = given === null || seen.has(given) ? newId() : given;
    seen.add(id);
    return id;
  });
}
