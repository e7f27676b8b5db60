/** Reads the units of a text: what is translated as one. */
import { isTextBlock, rulesOfBlock } from '#base/blocks/blocks.ts';
import { isSpokenChip, isTag } from '#base/chips/chips.ts';
import { chipSignsIn } from '#base/chips/chip-signs.ts';
import { lengthOf } from './length-odds.ts';
import { oncePerNode } from '#base/once-per-node.ts';
import type { Locale } from '#base/locale.ts';
import { idOfNode, textOfNode, type ContentNode, type SectionContent } from '#base/content.ts';
import { fingerprint } from '#base/canonical.ts';

export const unitKinds = ['paragraph', 'heading', 'item', 'table', 'figure'] as const;
export type UnitKind = (typeof unitKinds)[number];

/**
 * Describes what is translated as one: a paragraph, a heading, an item of a list, a line of a quote, a whole
 * table with its cells, or a figure with its caption. Notes belong to the unit in which their sign stands.
 * Dividing lines and what holds no words are no units.
 */
export interface Unit {
  /**
   * The id of the block. A block without an id, and the second of two blocks with one id, have a name that no
   * block can have (`.en.0`): such a unit cannot be linked.
   */
  readonly id: string;
  readonly kind: UnitKind;
  /** The id of the block of the other language that this block names; its own where it was parted, null for none. */
  readonly counterpart: string | null;
  /** The words, for showing what changed later. Cells are divided by ` | `, rows by a line end, and chips are signs. */
  readonly text: string;
  /** The signs of the level and fact chips in the words, in their order. */
  readonly chips: readonly string[];
  /** The signs of the words without spaces, as `lengthOf` counts them. */
  readonly length: number;
  /** Holds what stands in a translation alike: figures, words in Latin letters and chips. */
  readonly anchors: readonly string[];
  /** Is equal for equal content: words, links, chips, pictures and the marks that change a meaning. */
  readonly fingerprint: string;
  /** The outer block in which the unit stands, by the name that `fingerprintsOf` gives it. */
  readonly outer: string;
}

export interface SectionUnits {
  readonly section: string;
  readonly en: readonly Unit[];
  readonly zh: readonly Unit[];
}

/** Checks whether a name is of a block that can be linked; others stand for blocks without an id. */
export const isLinkable = ({ id }: Pick<Unit, 'id'>): boolean => !id.startsWith('.');

/** Checks whether a name can be that of a side of a pair; an empty one stands for a missing side. */
export const isUnitId = (id: string): boolean => /^(?:[A-Za-z0-9_~-]{0,80}|\.(?:en|zh)\.\d{1,6})$/.test(id);

/** Of both languages, in the order of their texts. */
export const readUnits = (section: SectionContent): SectionUnits => ({
  section: section.id,
  en: unitsOf(section.en, 'en'),
  zh: unitsOf(section.zh, 'zh')
});

export function unitsOf(nodes: readonly ContentNode[], language: Locale): Unit[] {
  const units: Unit[] = [];
  const known = new Set<string>();
  let unnamed = 0;
  const add = (node: ContentNode, kind: UnitKind, outer: string, inherited: string | null): void => {
    const found = saidIn(node);
    if (found === null) return;
    const { lengths, ...said } = found;
    const own = attribute(node, 'id');
    const isFirst = own !== null && !known.has(own);
    if (own !== null) known.add(own);
    units.push({
      id: isFirst ? own : `.${language}.${unnamed++}`,
      kind,
      counterpart: isFirst ? (attribute(node, 'counterpart') ?? inherited) : null,
      ...said,
      length: lengths[language],
      outer
    });
  };
  const addAll = (
    inner: readonly ContentNode[],
    kind: UnitKind,
    outer: string,
    handed: string | null
  ): void => {
    inner.forEach((node, index) => {
      // In texts of the older, nested form a list or quote can name a counterpart for the first block in it.
      const inherited = index === 0 ? handed : null;
      const rules = rulesOfBlock(node.type);
      if (rules?.unit) add(node, rules.unit === 'paragraph' ? kind : rules.unit, outer, inherited);
      else if (rules?.is === 'around')
        addAll(
          node.content ?? [],
          node.type === 'listItem' ? 'item' : kind,
          outer,
          attribute(node, 'counterpart') ?? inherited
        );
    });
  };
  nodes.forEach((node, index) => addAll([node], 'paragraph', idOfNode(node, `${language}-${index}`), null));
  return units;
}

/** Null where there is nothing to translate. */
const saidIn = oncePerNode((node) => {
  if (node.type !== 'figure' && !holdsWords(node)) return null;
  const [text, chips] = [wordsOf(node), chipSignsIn(node)];
  return {
    text,
    chips,
    lengths: { en: lengthOf(text, 'en'), zh: lengthOf(text, 'zh') },
    anchors: [...anchorsIn(text), ...chips],
    fingerprint: fingerprint(printOf(node))
  };
});

/** Figures and names in Latin letters stand in both languages alike. */
const anchor = /\d[\d.,]*\d|\d|[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]/g;
const mostAnchors = 50;

const anchorsIn = (text: string): string[] =>
  [...new Set(text.match(anchor))].slice(0, mostAnchors).map((one) => one.replaceAll(',', '').toLowerCase());

function attribute(node: ContentNode, name: 'id' | 'counterpart'): string | null {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : null;
}

/** Marks that change what the words say; emphasis does not, and the other language may have none. */
const meaningfulMarks: ReadonlySet<string> = new Set(['strike', 'subscript', 'superscript']);

/**
 * Blanks count once, emphasis and the kind of the block do not count, and a goal's tag and the sign of a
 * source are no part of what is said.
 */
function printOf(unit: ContentNode): string {
  let printed = '';
  let marks = '';
  const mark = (next: string): void => {
    if (next !== marks) printed += `\u0001${next}\u0002`;
    marks = next;
  };
  const add = (node: ContentNode): void => {
    if (node.text !== undefined) {
      mark(meaningOf(node));
      printed += node.text;
      return;
    }
    if (isTag(node.type)) return;
    mark('');
    if (node.type === 'hardBreak') printed += '\n';
    else if (isSpokenChip(node.type)) printed += `\u0003${textOfNode(node)}\u0004`;
    else if (node.type === 'unknown') printed += '\u0005';
    else {
      const [open, close] = isTextBlock(node.type) ? ['', '\n'] : (enclosures[node.type] ?? ['', '']);
      printed += open;
      for (const child of node.content ?? []) add(child);
      mark('');
      printed += close;
    }
  };
  for (const child of unit.content ?? []) add(child);
  mark('');
  if (unit.type === 'figure') {
    const { src, alt } = unit.attrs ?? {};
    printed = `\u0006${wordIn(src)}\u0007${wordIn(alt)}\u0008${printed}`;
  }
  return printed.normalize('NFC').replace(/\s+/g, ' ').trim();
}

const wordIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Checks whether there is anything to translate: a goal's tag alone is not. */
function holdsWords(node: ContentNode): boolean {
  if (node.text !== undefined) return node.text.trim() !== '';
  if (isSpokenChip(node.type) || node.type === 'unknown' || node.type === 'figure') return true;
  return (node.content ?? []).some(holdsWords);
}

/** Divides cells, rows and notes from the words around them. */
const enclosures: Readonly<Record<string, readonly [string, string]>> = {
  footnote: ['\u000e', '\u000f'],
  tableRow: ['\u0010', '\u0011'],
  tableCell: ['\u0012', '\u0013'],
  tableHeader: ['\u0012', '\u0013'],
  listItem: ['\u0014', '']
};

const meaningOf = ({ marks = [] }: ContentNode): string =>
  marks
    .flatMap(({ type, attrs }) =>
      type === 'link' ? [`link ${wordIn(attrs?.['href'])}`] : meaningfulMarks.has(type) ? [type] : []
    )
    .sort()
    .join(' ');

/** Returns the words of a unit on one line, or one line for each row of a table; of a figure its caption. */
function wordsOf(node: ContentNode): string {
  const line = (text: string): string => text.replace(/\s+/g, ' ').trim();
  if (node.type !== 'table') return line((node.content ?? []).map(spoken).join(''));
  return (node.content ?? [])
    .map((row) => (row.content ?? []).map((cell) => line(spoken(cell))).join(' | '))
    .join('\n');
}

function spoken(node: ContentNode): string {
  if (isTag(node.type)) return '';
  if (node.type === 'footnote') return ` (${textOfNode(node)})`;
  if (node.content === undefined) return textOfNode(node);
  const inner = node.content.map(spoken).join('');
  return isTextBlock(node.type) ? `${inner} ` : inner;
}

export const areEqualUnits = (one: Unit | null, other: Unit | null): boolean =>
  one === other ||
  (one !== null &&
    other !== null &&
    one.id === other.id &&
    one.kind === other.kind &&
    one.counterpart === other.counterpart &&
    one.text === other.text &&
    one.fingerprint === other.fingerprint &&
    one.outer === other.outer);
