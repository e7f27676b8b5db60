/**
 * Reads a passage of Yjs as plain text, and counts it. It reads whatever the document holds, of a newer
 * schema or written without the editor, and never throws for it.
 */
import * as Y from 'yjs';
import type { Locale } from '#domain/locale.ts';
import { textOfCell, textOfGoal } from '#domain/version.ts';
import { goalOf } from './goal.ts';
import { cellOf } from './level-chip.ts';
import { isBlockType } from './richtext.ts';

const deepest = 64;

/**
 * Returns the passage's text with one line for each innermost block; a footnote's text follows its position
 * in brackets, a level is written as the cell that it belongs to, and a goal as its id.
 */
export const plainText = (fragment: Y.XmlFragment): string => linesOf(fragment, textOfGoal).join('\n');

/**
 * Returns the same without the goals that passages are tagged with, which are not written text: for counting
 * words.
 */
export const spokenText = (fragment: Y.XmlFragment): string => linesOf(fragment, () => '').join('\n');

type GoalText = (goal: string | null) => string;

function linesOf(fragment: Y.XmlFragment, goalText: GoalText): string[] {
  const lines: string[] = [];
  collectLines(fragment, lines, 0, goalText);
  return lines;
}

function collectLines(parent: Y.XmlFragment, lines: string[], depth: number, goalText: GoalText): void {
  if (depth > deepest) return;
  let line = '';
  let isInnermost = true;
  for (const child of parent.toArray()) {
    if (child instanceof Y.XmlText) line += textOfRun(child);
    else if (child instanceof Y.XmlElement) {
      if (isBlockType(child.nodeName)) {
        isInnermost = false;
        collectLines(child, lines, depth + 1, goalText);
      } else if (child.nodeName === 'hardBreak') line += ' ';
      else if (child.nodeName === 'footnote') line += ` [${innerText(child, depth + 1)}]`;
      else if (child.nodeName === 'grade') line += textOfCell(cellOf(child.getAttributes()));
      else if (child.nodeName === 'goal') line += goalText(goalOf(child.getAttributes()));
      else line += innerText(child, depth + 1);
    }
  }
  if (line !== '' || (isInnermost && depth > 0)) lines.push(line);
}

function innerText(element: Y.XmlElement, depth: number): string {
  if (depth > deepest) return '';
  return element
    .toArray()
    .map((child) =>
      child instanceof Y.XmlText
        ? textOfRun(child)
        : child instanceof Y.XmlElement
          ? innerText(child, depth + 1)
          : ''
    )
    .join('');
}

/** Returns the text alone: `toString` would write its marks as tags. */
export function textOfRun(text: Y.XmlText): string {
  let content = '';
  for (const piece of text.toDelta() as { insert: unknown }[])
    if (typeof piece.insert === 'string') content += piece.insert;
  return content;
}

/** Checks whether a passage holds no content; a passage with nothing but tags holds none. */
export const isBlank = (fragment: Y.XmlFragment): boolean =>
  spokenText(fragment).trim() === '' && !holdsFigure(fragment, 0);

function holdsFigure(parent: Y.XmlFragment, depth: number): boolean {
  return (
    depth <= deepest &&
    parent
      .toArray()
      .some(
        (child) =>
          child instanceof Y.XmlElement && (child.nodeName === 'figure' || holdsFigure(child, depth + 1))
      )
  );
}

const han = /\p{Script=Han}/gu;
const wordLike = /[\p{L}\p{N}]+(?:[’'.,-][\p{L}\p{N}]+)*/gu;

/**
 * Counts words of English and characters of Chinese: each Han character counts one, and so does each run of
 * Latin letters or digits among them, as Chinese editors count.
 */
export function countOf(text: string, language: Locale): number {
  if (language === 'en') return text.match(wordLike)?.length ?? 0;
  const characters = text.match(han)?.length ?? 0;
  return characters + (text.replace(han, ' ').match(wordLike)?.length ?? 0);
}
