/** Arranges a section as pairs of plain passages, in which each position leads back to its block. */
import { locales, type Locale } from '#domain/locale.ts';
import { pairedRows } from '#domain/paired-blocks.ts';
import type { ContentNode, SectionContent } from '#domain/version.ts';
import { isBlockType } from '#document/richtext.ts';
import { spokenText } from '#document/plain.ts';
import type { ParityPassage } from './check.ts';

/** Holds one innermost block of a passage, with the place of its text. */
export interface BlockText {
  /** Names the block, or the nearest one around it; null where none has an id. */
  readonly id: string | null;
  readonly from: number;
  readonly to: number;
}

export interface PairPassage extends ParityPassage {
  readonly blocks: readonly BlockText[];
}

export interface TextPair {
  readonly en: PairPassage;
  readonly zh: PairPassage;
}

/** Returns the pairs of a section in which both languages say something. */
export const textPairsOf = (section: SectionContent): TextPair[] =>
  pairedRows(section).flatMap(({ en, zh }) => {
    if (!en || !zh) return [];
    const pair = { en: passageOf(en), zh: passageOf(zh) };
    return locales.every((language) => pair[language].text.trim() !== '') ? [pair] : [];
  });

/** Returns every block of a section, also of one that is written in one language only. */
export const passagesOf = (section: SectionContent, language: Locale): PairPassage[] =>
  section[language].map(passageOf);

/** Holds an innermost block with its words. */
export interface SpokenBlock {
  readonly id: string | null;
  readonly text: string;
  /** Is true for a block within a quotation. */
  readonly isQuoted: boolean;
}

/** Returns the innermost blocks of a section in one language. */
export const spokenBlocksOf = (section: SectionContent, language: Locale): SpokenBlock[] =>
  section[language].flatMap((outer) =>
    leavesOf(outer, null).map(({ node, id, isQuoted }) => ({ id, text: spokenText([node]), isQuoted }))
  );

function passageOf(node: ContentNode): PairPassage {
  const blocks: BlockText[] = [];
  const lines: string[] = [];
  let at = 0;
  for (const leaf of leavesOf(node, null)) {
    const text = spokenText([leaf.node]);
    blocks.push({ id: leaf.id, from: at, to: at + text.length });
    lines.push(text);
    at += text.length + 1;
  }
  const text = lines.join('\n');
  const isList = node.type === 'bulletList' || node.type === 'orderedList';
  return {
    text,
    blocks,
    ...(isList ? { lists: [{ from: 0, to: text.length, length: node.content?.length ?? 0 }] } : {})
  };
}

interface Leaf {
  readonly node: ContentNode;
  readonly id: string | null;
  readonly isQuoted: boolean;
}

function leavesOf(node: ContentNode, around: string | null, isAroundQuoted = false): Leaf[] {
  const own = node.attrs?.['id'];
  const id = typeof own === 'string' ? own : around;
  const isQuoted = isAroundQuoted || node.type === 'blockquote';
  const inner = node.content ?? [];
  return inner.some(({ type }) => isBlockType(type))
    ? inner.flatMap((child) => leavesOf(child, id, isQuoted))
    : [{ node, id, isQuoted }];
}

/** Returns the block in which a position is. */
export const blockAt = ({ blocks }: PairPassage, position: number): BlockText | null =>
  blocks.find(({ from, to }) => from <= position && position <= to) ?? blocks.at(-1) ?? null;
