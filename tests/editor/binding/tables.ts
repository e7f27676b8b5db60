import type { Node } from '@tiptap/pm/model';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { newId } from '#lib/editor/binding/ids.ts';

/** One block in each cell. */
export function tableOf(rows: readonly (readonly string[])[]): Node {
  const columns = (rows[0] ?? []).map(() => ({ id: newId(), width: null }));
  const cell = (words: string, at: number): Node =>
    schema.node(
      'table_cell',
      { column: columns[at]?.id },
      schema.node('block', { id: newId() }, schema.text(words))
    );
  return schema.node(
    'table',
    { id: newId(), columns },
    rows.map((row) => schema.node('table_row', { id: newId() }, row.map(cell)))
  );
}
