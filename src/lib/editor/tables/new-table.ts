/** Makes the node of a new table, with ids for its rows and columns. */
import type { Node, Schema } from '@tiptap/pm/model';
import { newId } from '../binding/ids.ts';

/** The first row is a header. */
export function newTable(
  schema: Schema,
  place: Readonly<Record<string, unknown>>,
  { rows, columns }: { readonly rows: number; readonly columns: number }
): Node {
  const ids = Array.from({ length: columns }, newId);
  const cell = (column: string, header: boolean): Node =>
    schema.node('table_cell', { column, header }, [schema.node('block', { id: newId() })]);
  return schema.node(
    'table',
    { ...place, id: newId(), columns: ids.map((id) => ({ id, width: null })) },
    Array.from({ length: rows }, (_, row) =>
      schema.node(
        'table_row',
        { id: newId() },
        ids.map((id) => cell(id, row === 0))
      )
    )
  );
}
