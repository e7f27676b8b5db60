/**
 * Turns a report into the data that the template of PDF files reads: the blocks of one language in order, or
 * for facing pages units of both languages whose tops are level.
 */
import { locales, type Locale } from '#base/locale.ts';
import type { ReportContent, ReportEdition, ReportPart } from '#rules/report/report-content.ts';
import { sha256 } from '#server/files/sha256.ts';
import { cleanText } from './clean-text.ts';
import type { Fonts } from './fonts.ts';
import { headingLevels } from './heading-levels.ts';
import { outlineOf, type OutlinePart } from './outline.ts';
import type { Pictures } from './pictures.ts';
import type { PrintedBlock, PrintedText } from './printed-blocks.ts';
import { openPrinter, type Printer } from './printer.ts';
import { itemNumbers, nestItems } from './list-items.ts';
import { withKept } from './kept-blocks.ts';
import { webAddress } from './links.ts';
import { slidesOf } from './printed-slides.ts';
import type { TablePage } from './table-widths.ts';
import { addressText, contentsText, editionText, kindText, sourcesText, untitledText } from './words.ts';
import {
  headingOf,
  draftNote,
  type Seals,
  sealOf,
  qrOf,
  sideOf,
  sourceBlocks,
  sourcesId
} from './printed-parts.ts';
import { type Unit, unitsOf, contentsUnits } from './printed-units.ts';

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
  const printed = blocks.map((block, index) => ({
    printed: printer.block(block, levels[index] ?? 0, numbers[index] ?? 1),
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

/** Adds the space below headings to the units that follow them. */
function spaced(units: readonly Unit[]): Unit[] {
  return units.map((each, index) => {
    const before = units[index - 1]?.sides.en[0];
    const more = before?.k === 'heading' ? (before.level === 1 ? 13 : 2) : 0;
    return { ...each, above: 9 + Math.max(each.above, more) };
  });
}
