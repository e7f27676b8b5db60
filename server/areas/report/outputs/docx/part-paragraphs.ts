/** Writes what stands around the blocks of a part: its title, the note of a draft, its seal, and the sources. */
import { ExternalHyperlink, HeadingLevel, Paragraph, TextRun } from 'docx';
import type { Locale } from '#base/locale.ts';
import type { ReportSource } from '#rules/report/report-content.ts';
import { webAddress } from '../links.ts';
import { titleLanguage, titlesOf, type Outline, type OutlinePart } from '../outline.ts';
import { sourceTitle } from '../printed-parts.ts';
import { approvalText, hashText, partDraftText, qrAltText, sourcesText } from '../words.ts';
import type { Blocks } from './blocks.ts';
import type { Images } from './images.ts';
import { headingOf } from './looks.ts';
import type { Texts } from './texts.ts';

export interface PartTools {
  readonly outline: Outline;
  readonly texts: Texts;
  readonly images: Images;
  readonly blocks: Blocks['blocks'];
  /** In twentieths of a point. */
  readonly textWidth: number;
}

export function partTitle(
  { texts: { run, marked } }: PartTools,
  { part, depth, number }: OutlinePart,
  locale: Locale,
  isNew: boolean
): Paragraph {
  const shown = titleLanguage(part, locale);
  return new Paragraph({
    heading: headingOf[Math.min(depth, 6) - 1] ?? HeadingLevel.HEADING_6,
    pageBreakBefore: isNew && depth === 1,
    children: [
      marked(`${locale}:id:${part.id}`, [
        ...(number[locale] === '' ? [] : run(`${number[locale]}  `, locale)),
        ...run(titlesOf(part)[locale], shown)
      ])
    ]
  });
}

export const draftNote = (
  { texts: { run } }: PartTools,
  { part }: OutlinePart,
  locale: Locale
): Paragraph[] =>
  part.isDraft ? [new Paragraph({ style: 'DraftNote', children: run(partDraftText(locale), locale) })] : [];

export function sealOf(
  { texts: { run }, images }: PartTools,
  { part }: OutlinePart,
  locale: Locale
): Paragraph[] {
  if (!part.approval) return [];
  const coded = part.approval.address ?? `sha256:${part.approval.hash}`;
  return [
    new Paragraph({
      style: 'Seal',
      keepNext: true,
      children: [images.qr(coded, 64, qrAltText(coded, locale))]
    }),
    new Paragraph({
      style: 'Seal',
      keepNext: true,
      children: run(approvalText(part.approval, locale), locale)
    }),
    new Paragraph({ style: 'Seal', children: run(`${hashText(locale)}: ${part.approval.hash}`, locale) })
  ];
}

export function sourceEntry(
  { texts: { run, marked } }: PartTools,
  source: ReportSource,
  locale: Locale
): Paragraph {
  const { title: name, language } = sourceTitle(source, locale);
  const href = webAddress(source.address);
  const stop = locale === 'zh' ? '，' : ', ';
  const end = source.address === '' ? '' : locale === 'zh' ? '。' : '. ';
  const address = run(source.address, 'en', href === null ? {} : { style: 'Hyperlink' });
  return new Paragraph({
    style: 'Source',
    children: [
      marked(`${locale}:source:${source.number}`, run(`[${source.number}]`, locale)),
      new TextRun({ children: ['\t'] }),
      ...(source.author === '' ? [] : run(source.author + stop, locale)),
      ...run(name, language),
      ...run((source.date === '' ? '' : stop + source.date) + end, locale),
      ...(source.address === ''
        ? []
        : href === null
          ? address
          : [new ExternalHyperlink({ link: href, children: address })])
    ]
  });
}

export const sourcesTitle = (
  { texts: { run, marked } }: PartTools,
  locale: Locale,
  isNew: boolean
): Paragraph =>
  new Paragraph({
    heading: HeadingLevel.HEADING_1,
    pageBreakBefore: isNew,
    children: [marked(`${locale}:sources`, run(sourcesText(locale), locale))]
  });
