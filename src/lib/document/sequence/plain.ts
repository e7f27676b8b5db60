/** Reads a passage as plain text. It reads whatever the document holds, and never throws for it. */
import type * as Y from 'yjs';
import { textOfCell, textOfGoal } from '#domain/version.ts';
import type { FlatBlock, Inline } from './flat.ts';
import { readBlocks } from './read.ts';

/**
 * Returns the passage's text with one line for each block; a footnote's text follows its position in brackets,
 * a level is written as the cell that it belongs to, and a goal as its id.
 */
export const plainText = (doc: Y.Doc, passage: Y.Text): string =>
  linesOf(readBlocks(doc, passage), textOfGoal).join('\n');

/** Returns the same without the goals that passages are tagged with, which are not written text: for counting words. */
export const spokenText = (doc: Y.Doc, passage: Y.Text): string =>
  linesOf(readBlocks(doc, passage), () => '').join('\n');

/** Checks whether a passage holds no content; a passage with nothing but tags holds none. */
export function isBlank(doc: Y.Doc, passage: Y.Text): boolean {
  const blocks = readBlocks(doc, passage);
  return linesOf(blocks, () => '').every((line) => line.trim() === '') && !holdsFigure(blocks);
}

type GoalText = (goal: string) => string;

const linesOf = (blocks: readonly FlatBlock[], goalText: GoalText): string[] =>
  blocks.flatMap((block) => {
    if (block.type === 'text') return [lineOf(block.content, goalText)];
    if (block.type === 'figure') return [lineOf(block.caption, goalText)];
    return block.type === 'table' ? linesOf(cellBlocks(block), goalText) : [''];
  });

const cellBlocks = ({ rows }: Extract<FlatBlock, { type: 'table' }>): FlatBlock[] =>
  rows.flatMap(({ cells }) => cells.flatMap(({ blocks }) => blocks));

const lineOf = (content: readonly Inline[], goalText: GoalText): string =>
  content.map((piece) => textOf(piece, goalText)).join('');

function textOf(piece: Inline, goalText: GoalText): string {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'break':
      return ' ';
    case 'note':
      return ` [${lineOf(piece.content, goalText)}]`;
    case 'grade':
      return textOfCell(piece);
    case 'goal':
      return goalText(piece.goal);
    case 'unknown':
      return '';
  }
}

const holdsFigure = (blocks: readonly FlatBlock[]): boolean =>
  blocks.some(
    (block) => block.type === 'figure' || (block.type === 'table' && holdsFigure(cellBlocks(block)))
  );
