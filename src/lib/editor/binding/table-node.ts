/** Makes the node of a table out of its rows and columns in the map and of its cells' passages. */
import type { Node, Schema } from '@tiptap/pm/model';
import type * as Y from 'yjs';
import { sourceOf } from '#document/sequence/read-inline.ts';
import { readTable } from '#document/sequence/read-table.ts';
import { readLines } from '#document/sequence/tables.ts';

export function tableNode(
  schema: Schema,
  { doc, attributes }: { readonly doc: Y.Doc; readonly attributes: Y.Map<unknown> },
  id: string,
  place: Record<string, unknown>,
  contentOf: (row: string, column: string) => readonly Node[]
): Node {
  const { columns, rows } = readTable(sourceOf(doc), id, readLines(attributes)(id), () => []);
  return schema.node(
    'table',
    { id, ...place, columns },
    rows.map((row) =>
      schema.node(
        'table_row',
        { id: row.id },
        row.cells.map(({ column, colspan, rowspan, align, isHeader }) =>
          schema.node(
            'table_cell',
            { column, colspan, rowspan, align, header: isHeader },
            contentOf(row.id, column)
          )
        )
      )
    )
  );
}
