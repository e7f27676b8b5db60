/**
 * Reads a passage as plain text, and counts it. It reads whatever the document holds, of a newer schema or
 * written without the editor, and never throws for it.
 */
import { hiddenChip } from '#domain/chip-signs.ts';
import type { FactRef } from '#domain/fact.ts';
import type { Locale } from '#domain/locale.ts';
import { textOfCell, textOfFact, textOfGoal, textOfSource, type ContentNode } from '#domain/version.ts';
import { factOf } from './fact.ts';
import { goalOf } from './goal.ts';
import { cellOf } from './level-chip.ts';
import { isBlockType } from './richtext.ts';
import { sourceOf } from './source.ts';

/**
 * Returns the passage's text with one line for each innermost block; a footnote's text follows its position
 * in brackets, a level is written as the cell that it belongs to, a goal as its id, a fact as its field, and a source
 * as its question.
 */
export const plainText = (nodes: readonly ContentNode[]): string =>
  linesOf(nodes, { goal: textOfGoal, fact: textOfFact, source: textOfSource }).join('\n');

/** Returns the same without sources, of which nothing is a word that people look for, and with a sign for each fact. */
export const wordsToFind = (nodes: readonly ContentNode[]): string =>
  linesOf(nodes, { goal: textOfGoal, fact: () => hiddenChip, source: () => '' }).join('\n');

/**
 * Returns the same without goals and sources, which are not written text, and with a sign for each fact, whose
 * value is not known here: for counting and checking words.
 */
export const spokenText = (nodes: readonly ContentNode[]): string =>
  linesOf(nodes, { goal: () => '', fact: () => hiddenChip, source: () => '' }).join('\n');

interface ChipTexts {
  readonly goal: (goal: string | null) => string;
  readonly fact: (ref: FactRef) => string;
  readonly source: (question: string | null) => string;
}

const linesOf = (nodes: readonly ContentNode[], texts: ChipTexts): string[] =>
  nodes.flatMap((node) => linesIn(node, texts));

function linesIn(node: ContentNode, texts: ChipTexts): string[] {
  const content = node.content ?? [];
  if (!content.some(({ type }) => isBlockType(type)))
    return [
      isBlockType(node.type)
        ? content.map((child) => inlineText(child, texts)).join('')
        : inlineText(node, texts)
    ];
  return content.flatMap((child) => linesIn(child, texts));
}

function inlineText(node: ContentNode, texts: ChipTexts): string {
  if (node.text !== undefined) return node.text;
  if (node.type === 'hardBreak') return ' ';
  if (node.type === 'grade') return textOfCell(cellOf(node.attrs ?? {}));
  if (node.type === 'goal') return texts.goal(goalOf(node.attrs ?? {}));
  if (node.type === 'fact') return texts.fact(factOf(node.attrs ?? {}));
  if (node.type === 'source') return texts.source(sourceOf(node.attrs ?? {}).source);
  const inner = (node.content ?? []).map((child) => inlineText(child, texts)).join('');
  return node.type === 'footnote' ? ` [${inner}]` : inner;
}

/** Checks whether a passage holds no content; a passage with nothing but tags holds none. */
export const isBlank = (nodes: readonly ContentNode[]): boolean =>
  spokenText(nodes).trim() === '' && !nodes.some(holdsFigure);

const holdsFigure = (node: ContentNode): boolean =>
  node.type === 'figure' || (node.content ?? []).some(holdsFigure);

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
