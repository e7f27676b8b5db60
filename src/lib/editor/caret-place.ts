/**
 * Says next to which words the caret is, and sets it there in an editor that is opened on another document of the same
 * text: the live text, or a fork of it on which its reader makes suggestions.
 */
import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import type * as Y from 'yjs';
import { isKnown } from '#document/suggestions/letters.ts';
import { caretAt, positionOfCaret } from './binding/carets.ts';
import type { PassageTree } from './binding/passage-tree.ts';
import { readCaret } from './caret-first.ts';
import { bindingOf } from './own-undo.ts';

/** Counts the letters of each client that a document held. */
type Known = ReadonlyMap<number, number>;

export interface CaretPlace {
  /** Names the nearest letter before the caret that the live text holds. */
  readonly behind: Y.RelativePosition;
  /** Holds what the reader suggests between that letter and the caret. */
  readonly words: string;
  /** Says which letters are older than the editor: what was suggested in it is none of them once it is accepted. */
  readonly known: Known;
  /** Name the place where that letter is gone: by the outer block, and the distance from its start. */
  readonly row: number;
  readonly offset: number;
}

/** Shows a passage: the tree of its records and the document that an editor made of it. */
export interface ShownPassage {
  readonly tree: PassageTree;
  readonly document: Node;
}

/** Null where the editor does not have it, or has it between two blocks. */
export function caretPlace(editor: Editor, live: Y.Doc, known: Known): CaretPlace | null {
  const binding = bindingOf(editor);
  if (!binding || !editor.isFocused) return null;
  readCaret(editor.view);
  const { doc, selection } = editor.state;
  return placeAt({ tree: binding.tree, document: doc }, selection.head, live, known);
}

/** Sets the caret, and the focus, next to the same words. */
export function setCaretAt(editor: Editor, place: CaretPlace): void {
  const binding = bindingOf(editor);
  if (!binding) return;
  const { doc, tr } = editor.state;
  const position = positionOfPlace({ tree: binding.tree, document: doc }, place);
  if (position !== null) editor.view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(position))));
  editor.view.focus();
}

export function placeAt(
  { tree, document }: ShownPassage,
  head: number,
  live: Y.Doc,
  known: Known
): CaretPlace | null {
  const $head = document.resolve(head);
  if ($head.depth === 0) return null;
  let position = head;
  let behind = caretAt(tree, document, position);
  while (position > $head.start() && behind.item && !isKnown(live, behind.item)) {
    position -= 1;
    behind = caretAt(tree, document, position);
  }
  return {
    behind,
    words: document.textBetween(position, head, '', '\n'),
    known,
    row: $head.index(0),
    offset: head - $head.start(1)
  };
}

/** Null where the text has become shorter than it was. */
export function positionOfPlace({ tree, document }: ShownPassage, place: CaretPlace): number | null {
  const { behind, words, known, row, offset } = place;
  const position = positionOfCaret(tree, document, behind);
  if (position === null) return positionInRow(document, row, offset);
  // The words that the reader suggested may be there: all of them, those that were accepted, or those still suggested.
  const end = Math.min(document.resolve(position).end(), position + words.length);
  let to = position;
  while (to < end && isYounger(caretAt(tree, document, to + 1).item, known)) to += 1;
  const there = document.textBetween(position, to, '', '\n');
  let from = 0;
  while (!there.startsWith(words.slice(from))) from += 1;
  return position + words.length - from;
}

const isYounger = (id: Y.ID | null, known: Known): boolean =>
  id !== null && id.clock >= (known.get(id.client) ?? 0);

function positionInRow(document: Node, row: number, offset: number): number | null {
  const block = document.maybeChild(row);
  if (!block) return null;
  let position = 1 + Math.min(offset, block.content.size);
  for (let index = 0; index < row; index++) position += document.child(index).nodeSize;
  return position;
}
