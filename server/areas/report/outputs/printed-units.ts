/** Makes the units of facing pages, which hold both languages and whose tops are level. */
import { locales, type Locale } from '#base/locale.ts';
import type { ReportBlock, ReportContent } from '#rules/report/report-content.ts';
import { deepest } from './heading-levels.ts';
import { titleLanguage, titlesOf, type OutlinePart } from './outline.ts';
import type { PrintedBlock, PrintedInline, PrintedTable } from './printed-blocks.ts';
import { titleText, type Printer } from './printer.ts';
import { itemNumbers, nestItems } from './list-items.ts';
import { isShort, staysWithNext } from './kept-blocks.ts';
import { anchorName } from './links.ts';
import { contentsText, gapText } from './words.ts';
import {
  deepestInContents,
  headingOf,
  draftNote,
  type Seals,
  sealOf,
  sideOf,
  sourceBlocks
} from './printed-parts.ts';

type PrintedNote = Extract<PrintedInline, { k: 'note' }>;

/** Holds what stands side by side on facing pages. */
export interface Unit {
  readonly k: 'chapter' | 'unit' | 'table';
  readonly id: string;
  readonly sides: Readonly<Record<Locale, readonly PrintedBlock[]>>;
  readonly table: Readonly<Record<Locale, PrintedTable | null>> | null;
  readonly notes: Readonly<Record<Locale, readonly PrintedNote[]>>;
  /** Keeps the unit on the page of the next one. */
  readonly keeps: boolean;
  /** Sets the points above the unit, where it does not begin a page. */
  readonly above: number;
}

/** Returns the contents on facing pages: a heading, and a line for each part. */
export function contentsUnits(parts: readonly OutlinePart[], printers: Record<Locale, Printer>): Unit[] {
  const heading = (locale: Locale): PrintedBlock => ({
    k: 'heading',
    level: 1,
    look: 1,
    t: printers[locale].plain(contentsText(locale)),
    anchor: null,
    number: '',
    outlined: false,
    lang: locale
  });
  const row = ({ part, depth, number }: OutlinePart, locale: Locale): PrintedBlock => ({
    k: 'contents',
    depth,
    number: number[locale],
    t: titleText(printers[locale].plain(titlesOf(part)[locale]), locale),
    anchor: anchorName(part.id, locale),
    lang: titleLanguage(part, locale)
  });
  return [
    { ...unit('contents', { en: [heading('en')], zh: [heading('zh')] }), k: 'chapter' },
    ...parts
      .filter(({ depth }) => depth <= deepestInContents)
      .map((part, index) => unit(`contents-${index}`, { en: [row(part, 'en')], zh: [row(part, 'zh')] }))
  ];
}

export function unitsOf(
  of: OutlinePart,
  printers: Record<Locale, Printer>,
  content: ReportContent,
  seals: Seals
): Unit[] {
  const both = (print: (locale: Locale, printer: Printer) => PrintedBlock[]) => ({
    en: print('en', printers.en),
    zh: print('zh', printers.zh)
  });
  const title = unit(
    of.part.id,
    both((locale, printer) => [headingOf(of, locale, printer)])
  );
  const units: Unit[] = [of.depth === 1 ? { ...title, k: 'chapter' } : title];
  if (of.part.isDraft)
    units.push({
      ...unit(
        `${of.part.id}-draft`,
        both((locale) => draftNote(of, locale))
      ),
      keeps: true
    });
  units.push(...pairUnits(of, printers));
  const listed = both((locale, printer) => sourceBlocks(of, content, locale, printer));
  for (const [index, block] of listed.en.entries()) {
    const other = listed.zh[index];
    units.push(unit(`${of.part.id}-source-${index}`, { en: [block], zh: other ? [other] : [] }));
  }
  if (of.part.approval)
    units.push(
      unit(
        `${of.part.id}-seal`,
        both((locale, printer) => sealOf(of, locale, printer, seals))
      )
    );
  return keptUnits(units);
}

/** Keeps units on the page of the next one as blocks of one language are. */
function keptUnits(units: readonly Unit[]): Unit[] {
  const first = (one: Unit | undefined): PrintedBlock | undefined => one?.sides.en[0] ?? one?.sides.zh[0];
  return units.map((each, index) =>
    staysWithNext(first(units[index - 1]), first(units[index + 1])) &&
    locales.every((locale) => each.sides[locale].every(isShort))
      ? { ...each, keeps: true }
      : each
  );
}

function unit(id: string, printed: Readonly<Record<Locale, readonly PrintedBlock[]>>): Unit {
  const first = printed.en[0] ?? printed.zh[0];
  const tables = {
    en: printed.en[0]?.k === 'table' && printed.en.length === 1 ? printed.en[0] : null,
    zh: printed.zh[0]?.k === 'table' && printed.zh.length === 1 ? printed.zh[0] : null
  };
  const isTable =
    (tables.en !== null || tables.zh !== null) && printed.en.length <= 1 && printed.zh.length <= 1;
  return {
    k: isTable ? 'table' : 'unit',
    id,
    sides: printed,
    table: isTable ? tables : null,
    notes: { en: notesOf(printed.en), zh: notesOf(printed.zh) },
    keeps: locales.some((locale) => namesNext(printed[locale].at(-1))),
    above:
      first?.k === 'heading'
        ? Math.max(4, 16 - 3 * first.level)
        : first?.k === 'table' || first?.k === 'figure'
          ? 7
          : 0
  };
}

/** Checks whether a block names what follows it: a heading, or a label. */
const namesNext = (block: PrintedBlock | undefined): boolean =>
  block?.k === 'heading' || (block !== undefined && 'keeps' in block && block.keeps);

function notesOf(value: unknown): PrintedNote[] {
  if (Array.isArray(value)) return value.flatMap(notesOf);
  if (value === null || typeof value !== 'object') return [];
  const below = Object.values(value).flatMap(notesOf);
  return 'k' in value && value.k === 'note' ? [value as PrintedNote, ...below] : below;
}

/** Sets blocks level one by one where both sides have as many, else all of a pair. */
function pairUnits({ part, depth }: OutlinePart, printers: Record<Locale, Printer>): Unit[] {
  const sides = {
    en: part.pairs.map((pair) => sideOf(pair, 'en')),
    zh: part.pairs.map((pair) => sideOf(pair, 'zh'))
  };
  const numbers = { en: itemNumbers(sides.en.flat()), zh: itemNumbers(sides.zh.flat()) };
  const next = { en: 0, zh: 0 };
  const print = (locale: Locale, block: ReportBlock, level: number) => ({
    printed: printers[locale].block(block, level, numbers[locale][next[locale]++] ?? 1),
    source: block
  });
  const last = { en: Math.min(depth, deepest), zh: Math.min(depth, deepest) };
  /** Returns the level of a heading on the sides given, which skips none on any of them. */
  const levelOf = (wanted: number, on: readonly Locale[]): number => {
    const level = Math.min(depth + wanted, ...on.map((locale) => last[locale] + 1), deepest);
    for (const locale of on) last[locale] = level;
    return level;
  };
  return part.pairs.flatMap((_, pairIndex): Unit[] => {
    const [english = [], chinese = []] = [sides.en[pairIndex], sides.zh[pairIndex]];
    if (english.length === chinese.length)
      return english.map((block, index) => {
        const other = chinese[index] ?? block;
        const wanted = block.kind === 'heading' ? block.level : other.kind === 'heading' ? other.level : 0;
        const shown =
          wanted > 0 ? { en: asHeading(block, 'en'), zh: asHeading(other, 'zh') } : { en: block, zh: other };
        const on = locales.filter((locale) => shown[locale].kind === 'heading');
        const level = wanted > 0 ? levelOf(wanted, on) : 0;
        return unit(`${part.id}-${pairIndex}-${index}`, {
          en: [print('en', shown.en, level).printed],
          zh: [print('zh', shown.zh, level).printed]
        });
      });
    // Headings stay just below the title where the sides differ in number.
    const all = (locale: Locale, blocks: readonly ReportBlock[]) =>
      nestItems(
        blocks.map((block) => print(locale, block, block.kind === 'heading' ? levelOf(1, [locale]) : 0))
      );
    return [unit(`${part.id}-${pairIndex}`, { en: all('en', english), zh: all('zh', chinese) })];
  });
}

/** Returns a gap next to a heading as a heading, so that both sides have the same levels. */
const asHeading = (block: ReportBlock, locale: Locale): ReportBlock =>
  block.kind === 'gap'
    ? {
        kind: 'heading',
        id: '',
        level: 1,
        text: [{ kind: 'text', text: gapText(block.why, locale), marks: [], href: null, language: null }]
      }
    : block;
