/**
 * Reads a passage as plain text, and counts it. It reads whatever the document holds, of a newer schema or
 * written without the editor, and never throws for it.
 */
import { hiddenChip } from './chips/chip-signs.ts';
import type { Locale } from './locale.ts';
import type { ContentNode } from './content.ts';
import type { ChipRules, ChipWords } from './chips/chip.ts';
import { isChipType, rulesOfChip } from './chips/chips.ts';
import { isBlockType } from './blocks/blocks.ts';

/**
 * Returns the passage's text with one line for each innermost block; a footnote's text follows its position
 * in brackets, and a chip has its text.
 */
export const plainText = (nodes: readonly ContentNode[]): string => linesOf(nodes, () => 'text').join('\n');

/** Returns the same with what chips have that people look for. */
export const wordsToFind = (nodes: readonly ContentNode[]): string =>
  linesOf(nodes, ({ found }) => found).join('\n');

/**
 * Returns the same without tags, which are not written text, and with a sign for each chip whose value is not known
 * here: for counting and checking words.
 */
export const spokenText = (nodes: readonly ContentNode[]): string =>
  linesOf(nodes, ({ spoken }) => spoken).join('\n');

type WordsOf = (rules: ChipRules) => ChipWords;

const linesOf = (nodes: readonly ContentNode[], wordsOf: WordsOf): string[] =>
  nodes.flatMap((node) => linesIn(node, wordsOf));

function linesIn(node: ContentNode, wordsOf: WordsOf): string[] {
  const content = node.content ?? [];
  if (!content.some(({ type }) => isBlockType(type)))
    return [
      isBlockType(node.type)
        ? content.map((child) => inlineText(child, wordsOf)).join('')
        : inlineText(node, wordsOf)
    ];
  return content.flatMap((child) => linesIn(child, wordsOf));
}

function inlineText(node: ContentNode, wordsOf: WordsOf): string {
  if (node.text !== undefined) return node.text;
  if (node.type === 'hardBreak') return ' ';
  if (isChipType(node.type)) return chipWords(rulesOfChip(node.type), node, wordsOf);
  const inner = (node.content ?? []).map((child) => inlineText(child, wordsOf)).join('');
  return node.type === 'footnote' ? ` [${inner}]` : inner;
}

function chipWords(rules: ChipRules, { attrs = {} }: ContentNode, wordsOf: WordsOf): string {
  const words = wordsOf(rules);
  return words === 'text' ? rules.text(attrs) : words === 'sign' ? hiddenChip : '';
}

/** A passage with nothing but tags holds none. */
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
