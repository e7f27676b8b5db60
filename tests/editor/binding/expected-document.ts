/** Makes the editor's document out of the pure reading, which knows nothing of the binding. */
import type { Mark, Node } from 'prosemirror-model';
import type * as Y from 'yjs';
import type { FlatBlock, Inline } from '#document/sequence/flat.ts';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openText } from '#document/sequence/roots.ts';

export const expectedDocument = (doc: Y.Doc, root: string): Node =>
  schema.node('doc', null, readBlocks(doc, openText(doc, root)).map(blockNode));

function blockNode(block: FlatBlock): Node {
  const { id, attributes } = block;
  switch (block.kind) {
    case 'text':
      return schema.node('block', { id, ...attributes }, block.content.flatMap(inlineNodes));
    case 'rule':
      return schema.node('rule', { id, ...attributes });
    case 'figure':
      return schema.node(
        'figure',
        { id, ...attributes, src: block.src, alt: block.alt, width: block.width },
        block.caption.flatMap(inlineNodes)
      );
    case 'table':
      return schema.node(
        'table',
        { id, ...attributes, columns: block.columns },
        block.rows.map((row) =>
          schema.node(
            'table_row',
            { id: row.id },
            row.cells.map(({ blocks, isHeader, ...cell }) =>
              schema.node('table_cell', { ...cell, header: isHeader }, blocks.map(blockNode))
            )
          )
        )
      );
  }
}

function inlineNodes(piece: Inline): Node[] {
  switch (piece.kind) {
    case 'text': {
      let marks: readonly Mark[] = [];
      for (const name of Object.keys(schema.marks)) {
        const mark = piece.marks.find(({ type }) => type === name);
        if (mark) marks = schema.mark(name, 'attrs' in mark ? mark.attrs : null).addToSet(marks);
      }
      return [schema.text(piece.text, marks)];
    }
    case 'break':
      return [schema.node('hardBreak')];
    case 'note':
      return [
        schema.node(
          'note',
          { id: piece.id },
          piece.content.map(({ text }) => schema.text(text))
        )
      ];
    case 'chip':
      return [schema.node(piece.type, piece.attrs)];
    case 'unknown':
      return [schema.node('unknown', { length: piece.length })];
  }
}

/** Removes the marks of breaks and chips, of which the pure reading says nothing. */
export function withoutAtomMarks(node: Node): Node {
  if (node.isText) return node;
  const children = [...node.children].map(withoutAtomMarks);
  return node.type.create(node.attrs, children, node.isInline ? [] : node.marks);
}
