/** Writes passages of the flat schema as lines, for tests of commands: `- a` is an item, `> b` a quote. */
import type { Node, Schema } from '@tiptap/pm/model';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import { editorSchema } from '#document/sequence/editor-schema.ts';
import type { BlockAttributes } from '#document/sequence/shapes.ts';
import type { Command } from '#lib/editor/binding/block-commands.ts';

export const schema = editorSchema as Schema;

/** Makes a block of a line: two blanks before the sign for each further level; `+` continues an item. */
export function block(line: string): Node {
  const [, blanks = '', sign = '', words = ''] = /^( *)(?:(-|\d+\.|>|#+|\+) )?(.*)$/.exec(line) ?? [];
  const depth = blanks.length / 2;
  const attrs =
    sign === '-'
      ? { list: 'bullet', indent: depth + 1 }
      : /^\d/.test(sign)
        ? { list: 'ordered', indent: depth + 1 }
        : sign === '+'
          ? { indent: depth + 1 }
          : sign === '>'
            ? { quote: 1 }
            : sign.startsWith('#')
              ? { kind: `h${sign.length + 1}` }
              : {};
  return schema.node('block', { ...attrs, id: `id-${words}` }, words ? schema.text(words) : []);
}

export const passageOf = (...lines: string[]): Node => schema.node('doc', null, lines.map(block));

export const linesOf = (doc: Node): string[] =>
  doc.children.map((node) => {
    if (node.type.name !== 'block') return `[${node.type.name}]`;
    const { kind, list, indent, quote } = node.attrs as BlockAttributes;
    const sign = list === 'bullet' ? '- ' : list === 'ordered' ? '1. ' : indent ? '+ ' : '';
    const heading = kind === 'paragraph' ? '' : `${'#'.repeat(Number(kind.slice(1)) - 1)} `;
    return `${'  '.repeat(Math.max(0, indent - 1))}${sign}${'> '.repeat(quote)}${heading}${node.textContent}`;
  });

export function placeOf(doc: Node, words: string): number {
  let found = -1;
  doc.descendants((node, at) => {
    if (node.isText && node.text === words) found = at;
    if (words === '' && node.type.name === 'block' && node.content.size === 0) found = at + 1;
  });
  if (found < 0) throw new Error(`Nothing says ${words}.`);
  return found;
}

/** Holds a state with the caret in these words, `offset` letters from their start. */
export function stateAt(doc: Node, words: string, offset = 0, length = 0): EditorState {
  const at = placeOf(doc, words) + offset;
  return EditorState.create({ doc, selection: TextSelection.create(doc, at, at + length) });
}

/** Null where the command does nothing. */
export function after(state: EditorState, command: Command): EditorState | null {
  let next = state;
  const acts = command(state, (transaction) => (next = state.apply(transaction)));
  return acts ? next : null;
}

export const linesAfter = (state: EditorState, command: Command): string[] | null => {
  const next = after(state, command);
  return next && linesOf(next.doc);
};
