/** Makes what a printed report has around its blocks: headings, notes on drafts, seals, codes and sources. */
import type { Locale } from '#base/locale.ts';
import type { ReportBlock, ReportContent, ReportPair, ReportSource } from '#rules/report/report-content.ts';
import { deepest } from './heading-levels.ts';
import { titleLanguage, titlesOf, type OutlinePart } from './outline.ts';
import type { PrintedBlock, PrintedText } from './printed-blocks.ts';
import { titleText, type Printer } from './printer.ts';
import { anchorName, sourceAnchor, webAddress } from './links.ts';
import { qrSvg } from './qr.ts';
import { approvalText, hashText, partDraftText, qrAltText } from './words.ts';

/** Lists which parts the contents and the first levels of the bookmarks name. */
export const deepestInContents = 3;

/** Sources are a part of their own at the end; its id is one that no part of the tree has. */
export const sourcesId = '\u0000sources';

/** Returns the code of the permanent address; null for a draft, which has none. */
export function qrOf({ address }: ReportContent, locale: Locale, addFile: Seals['addFile']): object | null {
  const href = webAddress(address);
  return href === null
    ? null
    : { file: addFile(new TextEncoder().encode(qrSvg(href)), 'svg'), alt: qrAltText(href, locale) };
}

export interface Seals {
  readonly addFile: (bytes: Uint8Array, type: 'svg') => string;
}

export function headingOf(
  { part, depth, number }: OutlinePart,
  locale: Locale,
  printer: Printer
): PrintedBlock {
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

export const draftNote = ({ part }: OutlinePart, locale: Locale): PrintedBlock[] =>
  part.isDraft ? [{ k: 'draft', s: partDraftText(locale) }] : [];

export function sealOf(
  { part }: OutlinePart,
  locale: Locale,
  printer: Printer,
  { addFile }: Seals
): PrintedBlock[] {
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

/** A gap where only the other side has some. */
export const sideOf = (pair: ReportPair, locale: Locale): readonly ReportBlock[] =>
  pair[locale].length === 0 && pair[locale === 'en' ? 'zh' : 'en'].length > 0
    ? [{ kind: 'gap', why: 'not-translated' }]
    : pair[locale];

export const sourceBlocks = (
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
