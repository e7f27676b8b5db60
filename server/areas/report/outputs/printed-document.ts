/**
 * Turns a report into the data that the template of PDF files reads: the blocks of one language in order, or
 * for facing pages units of both languages whose tops are level.
 */
import { locales, type Locale } from '#base/locale.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportEdition,
  ReportPair,
  ReportPart,
  ReportSource
} from '#rules/report/report-content.ts';
import { sha256 } from '#server/files/sha256.ts';
import { cleanText } from './clean-text.ts';
import type { Fonts } from './fonts.ts';
import { deepest, headingLevels } from './heading-levels.ts';
import { outlineOf, titleLanguage, titlesOf, type OutlinePart } from './outline.ts';
import type { Pictures } from './pictures.ts';
import type { PrintedBlock, PrintedInline, PrintedTable, PrintedText } from './printed-blocks.ts';
import { openPrinter, titleText, type Printer } from './printer.ts';
import { itemNumbers, nestItems } from './list-items.ts';
import { isShort, staysWithNext, withKept } from './kept-blocks.ts';
import { anchorName, sourceAnchor, webAddress } from './links.ts';
import { slidesOf } from './printed-slides.ts';
import { qrSvg } from './qr.ts';
import type { TablePage } from './table-widths.ts';
import {
  addressText,
  approvalText,
  contentsText,
  editionText,
  gapText,
  hashText,
  kindText,
  partDraftText,
  qrAltText,
  sourcesText,
  untitledText
} from './words.ts';

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

export interface PrintedDocument {
  /** Holds what `content.json` says; `spreads` of facing pages are added once the units are measured. */
  readonly data: { readonly units: readonly Unit[]; readonly [name: string]: unknown };
  /** Holds the files that the template reads by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Maps the names of files to the id of the figure that they belong to. */
  readonly figures: ReadonlyMap<string, string>;
}

/** Names how a paper is printed: with cover and contents, on few pages, or as slides. */
export type PrintedForm = 'report' | 'handout' | 'slides';

const millimetre = 72 / 25.4;

/** Describes the text on a page of the template, and its tables: 210 by 297 mm, or 338.6 by 190.5, less the margins. */
export const pages: Readonly<Record<PrintedForm, TablePage>> = {
  report: { width: (210 - 33 - 31) * millimetre, height: (297 - 32 - 30) * millimetre, size: 8.7 },
  handout: { width: (210 - 22 - 22) * millimetre, height: (297 - 24 - 22) * millimetre, size: 8.4 },
  slides: { width: (338.6 - 26 - 26) * millimetre, height: (190.5 - 26 - 22) * millimetre, size: 14 }
};

/** Lists which parts the contents and the first levels of the bookmarks name. */
const deepestInContents = 3;

export function printedDocument(
  content: ReportContent,
  edition: ReportEdition,
  pictures: Pictures,
  fonts: Fonts,
  form: PrintedForm
): PrintedDocument {
  const files = new Map<string, Uint8Array>();
  const names = new Map<string, string>();
  const figures = new Map<string, string>();
  const addFile = (bytes: Uint8Array, type: string, figure?: string): string => {
    const key = `${type} ${sha256(bytes)}`;
    const name = names.get(key) ?? `figure-${names.size + 1}.${type}`;
    names.set(key, name);
    files.set(name, bytes);
    if (figure !== undefined && !figures.has(name)) figures.set(name, figure);
    return name;
  };
  const outline = outlineOf(content);
  const languages: readonly Locale[] = edition === 'facing' ? locales : [edition];
  const printing = { languages, outline, pictures, fonts, page: pages[form], addFile };
  const printers = { en: openPrinter('en', printing), zh: openPrinter('zh', printing) };
  const lang = languages[0] ?? 'en';
  const parts = [...outline.parts, ...sourcesPart(content)];
  const seals = { addFile };
  const isFacing = edition === 'facing' && form === 'report';
  const inOrder = (locale: Locale): PrintedBlock[] =>
    parts.flatMap((part) => blocksOf(part, locale, printers[locale], content, seals));
  return {
    data: {
      edition,
      form,
      lang,
      languages,
      qr: qrOf(content, lang, addFile),
      title: documentTitle(content, languages),
      date: dateParts(content.date),
      address: webAddress(content.address),
      'is-draft': content.status === 'draft',
      words: Object.fromEntries(
        languages.map((locale) => [locale, wordsOf(content, locale, printers[locale])])
      ),
      blocks: form === 'report' && !isFacing ? inOrder(lang) : [],
      runs: form === 'handout' ? languages.map((locale) => ({ lang: locale, blocks: inOrder(locale) })) : [],
      slides:
        form === 'slides'
          ? slidesOf(
              languages.map((locale) => ({
                locale,
                parts: parts.map((part) => blocksOf(part, locale, printers[locale], content, seals))
              }))
            )
          : [],
      units: isFacing
        ? spaced([
            ...contentsUnits(parts, printers),
            ...parts.flatMap((part) => unitsOf(part, printers, content, seals))
          ])
        : [],
      spreads: null
    },
    files,
    figures
  };
}

/** Returns the title that readers of the file see; one without visible characters would be none. */
function documentTitle({ title }: ReportContent, languages: readonly Locale[]): string {
  const shown = languages.map((locale) => title[locale] || title[locale === 'en' ? 'zh' : 'en']);
  const text = cleanText([...new Set(shown)].join(' · '))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return /[\p{L}\p{N}\p{S}]/u.test(text) ? text : untitledText(languages[0] ?? 'en');
}

const dateParts = (date: string): number[] => {
  const parts = date.split('-').map(Number);
  return parts.length === 3 && parts.every((part) => Number.isInteger(part)) ? parts : [1970, 1, 1];
};

/** Sources are a part of their own at the end; its id is one that no part of the tree has. */
const sourcesId = '\u0000sources';

function sourcesPart({ sources }: ReportContent): OutlinePart[] {
  if (sources.length === 0) return [];
  const part: ReportPart = {
    id: sourcesId,
    title: { en: sourcesText('en'), zh: sourcesText('zh') },
    numbering: 'none',
    approval: null,
    isDraft: false,
    pairs: [],
    parts: []
  };
  return [{ part, depth: 1, number: { en: '', zh: '' } }];
}

const wordsOf = (content: ReportContent, locale: Locale, printer: Printer): object => {
  const other = locale === 'en' ? 'zh' : 'en';
  const shown = (text: { en: string; zh: string }): PrintedText =>
    text[locale].trim() === '' ? printer.plain(text[other], other) : printer.plain(text[locale]);
  return {
    kind: kindText(content, locale),
    title: shown(content.title),
    subtitle: content.subtitle ? shown(content.subtitle) : [],
    // A report that is named after its study does not name it twice.
    study: locales.every((one) => content.study.name[one] === content.title[one])
      ? []
      : shown(content.study.name),
    edition: printer.marked(editionText(content, locale)),
    address: content.address === null ? null : printer.plain(addressText(content.address, locale)),
    contents: contentsText(locale)
  };
};

/** Returns the contents on facing pages: a heading, and a line for each part. */
function contentsUnits(parts: readonly OutlinePart[], printers: Record<Locale, Printer>): Unit[] {
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
      .map((part, at) => unit(`contents-${at}`, { en: [row(part, 'en')], zh: [row(part, 'zh')] }))
  ];
}

/** Returns the code of the permanent address; null for a draft, which has none. */
function qrOf({ address }: ReportContent, locale: Locale, addFile: Seals['addFile']): object | null {
  const href = webAddress(address);
  return href === null
    ? null
    : { file: addFile(new TextEncoder().encode(qrSvg(href)), 'svg'), alt: qrAltText(href, locale) };
}

interface Seals {
  readonly addFile: (bytes: Uint8Array, type: 'svg') => string;
}

function headingOf({ part, depth, number }: OutlinePart, locale: Locale, printer: Printer): PrintedBlock {
  return {
    k: 'heading',
    level: Math.min(depth, deepest),
    look: Math.min(depth, deepest),
    t: titleText(printer.plain(titlesOf(part)[locale]), locale),
    anchor: anchorName(part.id, locale),
    number: number[locale],
    outlined: depth <= deepestInContents,
    lang: titleLanguage(part, locale)
  };
}

const draftNote = ({ part }: OutlinePart, locale: Locale): PrintedBlock[] =>
  part.isDraft ? [{ k: 'draft', s: partDraftText(locale) }] : [];

function sealOf({ part }: OutlinePart, locale: Locale, printer: Printer, { addFile }: Seals): PrintedBlock[] {
  if (!part.approval) return [];
  const coded = part.approval.address ?? `sha256:${part.approval.hash}`;
  return [
    {
      k: 'seal',
      line: printer.plain(approvalText(part.approval, locale)),
      label: hashText(locale),
      hash: printer.marked(part.approval.hash),
      file: addFile(new TextEncoder().encode(qrSvg(coded)), 'svg'),
      alt: qrAltText(coded, locale)
    }
  ];
}

/** Returns the blocks of a side; where only the other side has some, a gap. */
export const sideOf = (pair: ReportPair, locale: Locale): readonly ReportBlock[] =>
  pair[locale].length === 0 && pair[locale === 'en' ? 'zh' : 'en'].length > 0
    ? [{ kind: 'gap', why: 'not-translated' }]
    : pair[locale];

const sourceBlocks = (
  { part }: OutlinePart,
  { sources }: ReportContent,
  locale: Locale,
  printer: Printer
): PrintedBlock[] =>
  part.id === sourcesId
    ? sources.map((source) => ({
        k: 'source',
        n: source.number,
        anchor: sourceAnchor(source.number, locale),
        t: sourceText(source, locale, printer)
      }))
    : [];

function sourceText(source: ReportSource, locale: Locale, printer: Printer): PrintedText {
  const { title, language } = sourceTitle(source, locale);
  const stop = locale === 'zh' ? '，' : ', ';
  const before = source.author === '' ? '' : `${source.author}${stop}`;
  const after = source.date === '' ? '' : `${stop}${source.date}`;
  const address = source.address === '' ? '' : locale === 'zh' ? '。' : '. ';
  return [
    ...printer.plain(before),
    ...printer.plain(title, language === locale ? null : language),
    ...printer.plain(after + address),
    ...printer.text(
      source.address === ''
        ? []
        : [{ kind: 'text', text: source.address, marks: [], href: source.address, language: null }]
    )
  ];
}

/** Returns the title of a source in a language, or in the other one, and the language that it is in. */
export function sourceTitle({ title }: ReportSource, locale: Locale): { title: string; language: Locale } {
  const other = locale === 'en' ? 'zh' : 'en';
  return title[locale].trim() === '' && title[other].trim() !== ''
    ? { title: title[other], language: other }
    : { title: title[locale], language: locale };
}

function blocksOf(
  of: OutlinePart,
  locale: Locale,
  printer: Printer,
  content: ReportContent,
  seals: Seals
): PrintedBlock[] {
  const blocks = of.part.pairs.flatMap((pair) => sideOf(pair, locale));
  const levels = headingLevels(blocks, of.depth);
  const numbers = itemNumbers(blocks);
  const printed = blocks.map((block, at) => ({
    printed: printer.block(block, levels[at] ?? 0, numbers[at] ?? 1),
    source: block
  }));
  return withKept([
    headingOf(of, locale, printer),
    ...draftNote(of, locale),
    ...nestItems(printed),
    ...sourceBlocks(of, content, locale, printer),
    ...sealOf(of, locale, printer, seals)
  ]);
}

// ---- Facing pages

function unitsOf(
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
  for (const [at, block] of listed.en.entries()) {
    const other = listed.zh[at];
    units.push(unit(`${of.part.id}-source-${at}`, { en: [block], zh: other ? [other] : [] }));
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
  return units.map((each, at) =>
    staysWithNext(first(units[at - 1]), first(units[at + 1])) &&
    locales.every((locale) => each.sides[locale].every(isShort))
      ? { ...each, keeps: true }
      : each
  );
}

/** Adds the space below headings to the units that follow them. */
function spaced(units: readonly Unit[]): Unit[] {
  return units.map((each, at) => {
    const before = units[at - 1]?.sides.en[0];
    const more = before?.k === 'heading' ? (before.level === 1 ? 13 : 2) : 0;
    return { ...each, above: 9 + Math.max(each.above, more) };
  });
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

/** Lists the footnotes within printed blocks. */
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
  return part.pairs.flatMap((_, at): Unit[] => {
    const [english = [], chinese = []] = [sides.en[at], sides.zh[at]];
    if (english.length === chinese.length)
      return english.map((block, index) => {
        const other = chinese[index] ?? block;
        const wanted = block.kind === 'heading' ? block.level : other.kind === 'heading' ? other.level : 0;
        const shown =
          wanted > 0 ? { en: asHeading(block, 'en'), zh: asHeading(other, 'zh') } : { en: block, zh: other };
        const on = locales.filter((locale) => shown[locale].kind === 'heading');
        const level = wanted > 0 ? levelOf(wanted, on) : 0;
        return unit(`${part.id}-${at}-${index}`, {
          en: [print('en', shown.en, level).printed],
          zh: [print('zh', shown.zh, level).printed]
        });
      });
    // Headings stay just below the title where the sides differ in number.
    const all = (locale: Locale, blocks: readonly ReportBlock[]) =>
      nestItems(
        blocks.map((block) => print(locale, block, block.kind === 'heading' ? levelOf(1, [locale]) : 0))
      );
    return [unit(`${part.id}-${at}`, { en: all('en', english), zh: all('zh', chinese) })];
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
