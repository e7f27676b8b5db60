/**
 * Reads a passage of Yjs as plain text, and counts it. Reads whatever stands there, of a newer schema or written around the
 * editor, and never throws for it.
 */
import * as Y from 'yjs';
import type { Locale } from '#domain/locale.ts';
import { wordsOfCell, wordsOfGoal } from '#domain/version.ts';
import { goalOf } from './goal.ts';
import { cellOf } from './grade.ts';
import { isBlockType } from './richtext.ts';

const deepest = 64;

/** One line for each innermost block; a footnote's words follow their place in brackets, a level is told by the cell that it is of, and a goal by its id. */
export const plainText = (fragment: Y.XmlFragment): string => linesOf(fragment, wordsOfGoal).join('\n');

/** The same without the goals that passages are tagged with, which nobody has written: for what counts words. */
export const spokenText = (fragment: Y.XmlFragment): string => linesOf(fragment, () => '').join('\n');

type SayGoal = (goal: string | null) => string;

function linesOf(fragment: Y.XmlFragment, sayGoal: SayGoal): string[] {
  const lines: string[] = [];
  collectLines(fragment, lines, 0, sayGoal);
  return lines;
}

function collectLines(parent: Y.XmlFragment, lines: string[], depth: number, sayGoal: SayGoal): void {
  if (depth > deepest) return;
  let line = '';
  let isLeaf = true;
  for (const child of parent.toArray()) {
    if (child instanceof Y.XmlText) line += wordsOf(child);
    else if (child instanceof Y.XmlElement) {
      if (isBlockType(child.nodeName)) {
        isLeaf = false;
        collectLines(child, lines, depth + 1, sayGoal);
      } else if (child.nodeName === 'hardBreak') line += ' ';
      else if (child.nodeName === 'footnote') line += ` [${innerWords(child, depth + 1)}]`;
      else if (child.nodeName === 'grade') line += wordsOfCell(cellOf(child.getAttributes()));
      else if (child.nodeName === 'goal') line += sayGoal(goalOf(child.getAttributes()));
      else line += innerWords(child, depth + 1);
    }
  }
  if (line !== '' || (isLeaf && depth > 0)) lines.push(line);
}

function innerWords(element: Y.XmlElement, depth: number): string {
  if (depth > deepest) return '';
  return element
    .toArray()
    .map((child) =>
      child instanceof Y.XmlText
        ? wordsOf(child)
        : child instanceof Y.XmlElement
          ? innerWords(child, depth + 1)
          : ''
    )
    .join('');
}

/** The text alone: `toString` would write its marks as tags. */
export function wordsOf(text: Y.XmlText): string {
  let words = '';
  for (const piece of text.toDelta() as { insert: unknown }[])
    if (typeof piece.insert === 'string') words += piece.insert;
  return words;
}

/** Whether nothing is said there; a passage that is nothing but tagged says nothing. */
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
 * Words of English, characters of Chinese: each Han character counts one, and so does each run of Latin letters or digits
 * among them, as Chinese editors count.
 */
export function countOf(text: string, language: Locale): number {
  if (language === 'en') return text.match(wordLike)?.length ?? 0;
  const characters = text.match(han)?.length ?? 0;
  return characters + (text.replace(han, ' ').match(wordLike)?.length ?? 0);
}
