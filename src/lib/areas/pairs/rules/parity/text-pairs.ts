/** Arranges a section as pairs of plain passages, in which each position leads back to its block. */
import { locales, otherLocale, type Locale } from '#base/locale.ts';
import { idsOf, pairsOf, type PairIds, type PairRecord } from '../pairs.ts';
import { readUnits } from '../units.ts';
import { idOfNode, type ContentNode, type SectionContent } from '#base/content.ts';
import { isBlockType } from '#base/blocks/blocks.ts';
import { chipSignsIn, hiddenChip } from '#base/chips/chip-signs.ts';
import { spokenText } from '#base/plain.ts';
import type { ParityChip, ParityPassage } from './check.ts';

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
  /** Names the pairs of units that are compared: one, or all of a list that is compared as a whole. */
  readonly units: readonly PairIds[];
}

/**
 * Returns the pairs of a section in which both languages say something, in the order of the English text. Outer blocks
 * of which all units have their partners in one another are compared as a whole, so that lists of different lengths
 * are found; other units one by one. `shown` names pairs that a page proposes (`pairsOf`).
 */
export function textPairsOf(
  section: SectionContent,
  records: readonly PairRecord[] = [],
  shown: readonly PairIds[] = []
): TextPair[] {
  const pairs = pairsOf(readUnits(section), records, shown).flatMap(({ en, zh }) =>
    en && zh ? [{ en, zh }] : []
  );
  const outer = { en: outerBlocks(section.en, 'en'), zh: outerBlocks(section.zh, 'zh') };
  const beside = { en: new Map<string, Set<string>>(), zh: new Map<string, Set<string>>() };
  for (const pair of pairs)
    for (const language of locales) {
      const { outer: own } = pair[language];
      const others = beside[language].get(own) ?? new Set();
      beside[language].set(own, others.add(pair[otherLocale(language)].outer));
    }
  const compared = new Map<string, PairIds[]>();
  return pairs.flatMap((units) => {
    const isWhole = locales.every((language) => beside[language].get(units[language].outer)?.size === 1);
    const ids = idsOf(units);
    const whole = isWhole ? compared.get(units.en.outer) : undefined;
    if (whole) {
      whole.push(ids);
      return [];
    }
    const all = [ids];
    if (isWhole) compared.set(units.en.outer, all);
    const nodeOf = (language: Locale): ContentNode | null => {
      const block = outer[language].get(units[language].outer) ?? null;
      return isWhole || block === null ? block : withId(block, units[language].id);
    };
    const [en, zh] = [nodeOf('en'), nodeOf('zh')];
    if (!en || !zh) return [];
    const pair = { en: passageOf(en), zh: passageOf(zh), units: all };
    return locales.every((language) => pair[language].text.trim() !== '') ? [pair] : [];
  });
}

/** Maps the names that units give to outer blocks to these, that of two blocks with one name to the first. */
const outerBlocks = (nodes: readonly ContentNode[], language: Locale): ReadonlyMap<string, ContentNode> =>
  new Map(nodes.map((node, index) => [idOfNode(node, `${language}-${index}`), node] as const).toReversed());

function withId(node: ContentNode, id: string): ContentNode | null {
  if (node.attrs?.['id'] === id) return node;
  for (const child of node.content ?? []) {
    const found = withId(child, id);
    if (found) return found;
  }
  return null;
}

/** Every block, also one that is written in one language only. */
export const passagesOf = (section: SectionContent, language: Locale): PairPassage[] =>
  section[language].map(passageOf);

/** Holds an innermost block with its words. */
export interface SpokenBlock {
  readonly id: string | null;
  readonly text: string;
  readonly isQuoted: boolean;
}

export const spokenBlocksOf = (section: SectionContent, language: Locale): SpokenBlock[] =>
  section[language].flatMap((outer) =>
    leavesOf(outer, null).map(({ node, id, isQuoted }) => ({ id, text: spokenText([node]), isQuoted }))
  );

function passageOf(node: ContentNode): PairPassage {
  const blocks: BlockText[] = [];
  const chips: ParityChip[] = [];
  const lines: string[] = [];
  let at = 0;
  for (const leaf of leavesOf(node, null)) {
    const text = spokenText([leaf.node]);
    blocks.push({ id: leaf.id, from: at, to: at + text.length });
    chips.push(...chipsOf(leaf.node, text, at));
    lines.push(text);
    at += text.length + 1;
  }
  const text = lines.join('\n');
  const isList = node.type === 'bulletList' || node.type === 'orderedList';
  return {
    text,
    blocks,
    ...(chips.length > 0 ? { chips } : {}),
    ...(isList ? { lists: [{ from: 0, to: text.length, length: node.content?.length ?? 0 }] } : {})
  };
}

/** With their places in its text, which holds a level's sign, and for a fact one without its name. */
function chipsOf(node: ContentNode, text: string, start: number): ParityChip[] {
  let after = 0;
  return chipSignsIn(node).flatMap((sign) => {
    const [own, hidden] = [sign, hiddenChip].map((one) => text.indexOf(one, after));
    const isOwn = own !== undefined && own >= 0 && (hidden === undefined || hidden < 0 || own <= hidden);
    const from = isOwn ? own : (hidden ?? -1);
    if (from < 0) return [];
    after = from + (isOwn ? sign : hiddenChip).length;
    return [{ sign, from: start + from, to: start + after }];
  });
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

export const blockAt = ({ blocks }: PairPassage, position: number): BlockText | null =>
  blocks.find(({ from, to }) => from <= position && position <= to) ?? blocks.at(-1) ?? null;
