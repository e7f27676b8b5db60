/**
 * Reads a range of the editor as a sequence of tokens: a block's beginning, a letter, an atom. The end of a block
 * is no token, because the next beginning is its end in Yjs.
 */
import type { Fragment, Mark, Node } from '@tiptap/pm/model';

export type Token =
  | { readonly kind: 'open' | 'atom'; readonly node: Node; readonly position: number; readonly at: number }
  | { readonly kind: 'chip'; readonly node: Node; readonly position: number }
  | {
      readonly kind: 'letter';
      readonly text: string;
      readonly marks: readonly Mark[];
      readonly position: number;
    };

/** Reads the tokens between two positions of a passage's content; a block atom or chip is read if the range touches it. */
export function readTokens(content: Node, isInline: boolean, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  if (isInline) {
    readInline(tokens, content.content, 0, from, to);
    return tokens;
  }
  let position = 0;
  for (let index = 0; index < content.childCount && position < Math.max(to, from + 1); index++) {
    const node = content.child(index);
    const end = position + node.nodeSize;
    if (node.type.name === 'block') {
      if (position >= from && position < to) tokens.push({ kind: 'open', node, position, at: index });
      if (end > from) readInline(tokens, node.content, position + 1, from, to);
    } else if (touches(position, end, from, to)) tokens.push({ kind: 'atom', node, position, at: index });
    position = end;
  }
  return tokens;
}

const touches = (start: number, end: number, from: number, to: number): boolean =>
  (start < to && end > from) || (from === to && start < from && from < end);

function readInline(tokens: Token[], content: Fragment, start: number, from: number, to: number): void {
  let position = start;
  for (const node of content.content) {
    const end = position + node.nodeSize;
    if (touches(position, end, from, to)) {
      if (node.isText) readLetters(tokens, node, position, from, to);
      else if (node.type.name === 'hardBreak')
        tokens.push({ kind: 'letter', text: '\n', marks: node.marks, position });
      else tokens.push({ kind: 'chip', node, position });
    }
    position = end;
  }
}

/** A letter is a code point: half of a surrogate pair is not deleted or inserted by itself. */
function readLetters(tokens: Token[], node: Node, start: number, from: number, to: number): void {
  let position = start;
  for (const text of node.text ?? '') {
    const end = position + text.length;
    if (touches(position, end, from, to)) tokens.push({ kind: 'letter', text, marks: node.marks, position });
    position = end;
  }
}

/** Returns the position behind a token, within its block. */
export function endOf(token: Token): number {
  if (token.kind === 'open') return token.position + 1;
  return token.position + (token.kind === 'letter' ? token.text.length : token.node.nodeSize);
}

export function areEqual(a: Token, b: Token): boolean {
  if (a.kind === 'letter') return b.kind === 'letter' && a.text === b.text && sameMarks(a.marks, b.marks);
  if (b.kind === 'letter' || a.kind !== b.kind) return false;
  return a.kind === 'open' ? a.node.hasMarkup(b.node.type, b.node.attrs) : a.node.eq(b.node);
}

const sameMarks = (a: readonly Mark[], b: readonly Mark[]): boolean =>
  a === b || (a.length === b.length && a.every((mark, index) => mark.eq(b[index] as Mark)));
