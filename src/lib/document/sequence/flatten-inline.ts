/** Converts inline nodes of a version into the pieces of a flat block. */
import { linkMark, flagMarks } from './shapes.ts';
import type { ContentMark, ContentNode } from '#base/content.ts';
import { authorMark } from '../author-mark.ts';
import { chipOf, chipTypes, isChipType } from '#base/chips/chips.ts';
import type { Inline, TextPiece } from './flat.ts';
import { addLetters, addText } from './read-inline.ts';

const deepest = 64;
const inlineTypes: ReadonlySet<string> = new Set(['text', 'hardBreak', 'footnote', 'unknown', ...chipTypes]);
export const isInlineNode = (node: ContentNode): boolean => inlineTypes.has(node.type);

/** Returns the pieces of these nodes; of other nodes, those within them. Notes get new ids. */
export function flattenInline(nodes: readonly ContentNode[], newId: () => string, depth = 0): Inline[] {
  const pieces: Inline[] = [];
  if (depth > deepest) return pieces;
  for (const node of nodes) {
    if (node.type === 'text') addLetters(pieces, node.text ?? '', marksIn(node));
    else if (node.type === 'hardBreak') pieces.push({ kind: 'break' });
    else if (node.type === 'unknown') pieces.push({ kind: 'unknown', length: 1 });
    else if (node.type === 'footnote')
      pieces.push({ kind: 'note', id: newId(), content: noteContent(node, depth + 1) });
    else if (isChipType(node.type)) {
      const chip = chipOf(node.type, node.attrs ?? {});
      if (chip) pieces.push(chip);
    } else for (const piece of flattenInline(node.content ?? [], newId, depth + 1)) addPiece(pieces, piece);
  }
  return pieces;
}

function addPiece(pieces: Inline[], piece: Inline): void {
  if (piece.kind === 'text') addText(pieces, piece.text, piece.marks);
  else pieces.push(piece);
}

/** A note holds letters only: of marks, none but the author's remains. */
function noteContent(note: ContentNode, depth: number): TextPiece[] {
  const pieces: TextPiece[] = [];
  const add = (node: ContentNode, deep: number): void => {
    if (node.text !== undefined)
      addText(
        pieces,
        node.text,
        marksIn(node).filter(({ type }) => type === authorMark)
      );
    else if (deep <= deepest) for (const inner of node.content ?? []) add(inner, deep + 1);
  };
  add(note, depth);
  return pieces;
}

/** Returns the marks that letters can have, in the order of their names, with the author's last. */
function marksIn({ marks = [] }: ContentNode): ContentMark[] {
  const flags = flagMarks
    .filter((type) => marks.some((mark) => mark.type === type))
    .map((type) => ({ type }));
  const href = marks.find(({ type }) => type === linkMark)?.attrs?.['href'];
  const link = typeof href === 'string' ? [{ type: linkMark, attrs: { href } }] : [];
  const author = marks.filter(({ type }) => type === authorMark).slice(0, 1);
  return [...[...flags, ...link].sort((a, b) => (a.type < b.type ? -1 : 1)), ...author];
}
