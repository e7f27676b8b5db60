/** Writes the parts of a report in one language, or in both, which stand in tables of two columns. */
import {
  ExternalHyperlink,
  HeadingLevel,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType
} from 'docx';
import type { Locale } from '#base/locale.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportEdition,
  ReportSource
} from '#rules/report/report-content.ts';
import { headingLevels } from '../heading-levels.ts';
import { titleLanguage, titlesOf, type Outline, type OutlinePart } from '../outline.ts';
import { itemNumbers } from '../list-items.ts';
import { webAddress } from '../links.ts';
import { sideOf, sourceTitle } from '../printed-parts.ts';
import { approvalText, hashText, partDraftText, qrAltText, sourcesText } from '../words.ts';
import { spacer, type Block, type Blocks } from './blocks.ts';
import type { Images } from './images.ts';
import { headingOf, noBorders } from './looks.ts';
import type { Texts } from './texts.ts';

/** Holds what the parts are written with. */
export interface PartTools {
  readonly outline: Outline;
  readonly texts: Texts;
  readonly images: Images;
  readonly blocks: Blocks['blocks'];
  /** Measures the width of the text, in twentieths of a point. */
  readonly textWidth: number;
}

export function bodyOf(
  content: ReportContent,
  edition: ReportEdition,
  { outline, texts: { run, marked }, images, blocks, textWidth }: PartTools
): Block[] {
  function title({ part, depth, number }: OutlinePart, locale: Locale, isNew: boolean): Paragraph {
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

  const draft = ({ part }: OutlinePart, locale: Locale): Paragraph[] =>
    part.isDraft ? [new Paragraph({ style: 'DraftNote', children: run(partDraftText(locale), locale) })] : [];

  function seal({ part }: OutlinePart, locale: Locale): Paragraph[] {
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

  const sourceOf = (source: ReportSource, locale: Locale): Paragraph => {
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
  };

  const sourcesTitle = (locale: Locale, isNew: boolean): Paragraph =>
    new Paragraph({
      heading: HeadingLevel.HEADING_1,
      pageBreakBefore: isNew,
      children: [marked(`${locale}:sources`, run(sourcesText(locale), locale))]
    });

  // ---- One language

  function partInOneLanguage(of: OutlinePart, locale: Locale): Block[] {
    const list = of.part.pairs.flatMap((pair) => sideOf(pair, locale));
    const levels = headingLevels(list, of.depth);
    const numbers = itemNumbers(list);
    const numbered = list.map((block, at) => ({ block, level: levels[at] ?? 0, number: numbers[at] ?? 1 }));
    return [
      title(of, locale, true),
      ...draft(of, locale),
      ...blocks(numbered, locale, Math.floor(textWidth / 15)),
      ...seal(of, locale)
    ];
  }

  // ---- Two columns

  const half = Math.floor(textWidth / 2);
  const sideBySide = (rows: readonly (readonly [Block[], Block[]])[]): Block[] =>
    rows.length === 0
      ? []
      : [
          new Table({
            width: { size: textWidth, type: WidthType.DXA },
            columnWidths: [half, half],
            layout: TableLayoutType.FIXED,
            borders: noBorders,
            rows: rows.map(
              (sides) =>
                new TableRow({
                  children: sides.map(
                    (side) =>
                      new TableCell({
                        width: { size: half, type: WidthType.DXA },
                        margins: { top: 40, bottom: 40, left: 120, right: 160 },
                        children:
                          side.length === 0 || side.at(-1) instanceof Table ? [...side, spacer()] : side
                      })
                  )
                })
            )
          }),
          spacer()
        ];

  function partInBoth(of: OutlinePart, isFirst: boolean): Block[] {
    const result: Block[] = [];
    if (of.depth === 1 && !isFirst) result.push(new Paragraph({ pageBreakBefore: true, children: [] }));
    let rows: [Block[], Block[]][] = [
      [
        [title(of, 'en', false), ...draft(of, 'en')],
        [title(of, 'zh', false), ...draft(of, 'zh')]
      ]
    ];
    const sides = {
      en: of.part.pairs.map((pair) => sideOf(pair, 'en')),
      zh: of.part.pairs.map((pair) => sideOf(pair, 'zh'))
    };
    const numbers = { en: itemNumbers(sides.en.flat()), zh: itemNumbers(sides.zh.flat()) };
    const levels = {
      en: headingLevels(sides.en.flat(), of.depth),
      zh: headingLevels(sides.zh.flat(), of.depth)
    };
    const next = { en: 0, zh: 0 };
    const take = (locale: Locale, list: readonly ReportBlock[]) =>
      list.map((block) => {
        const at = next[locale]++;
        return { block, level: levels[locale][at] ?? 0, number: numbers[locale][at] ?? 1 };
      });
    const columnWidth = Math.floor((half - 280) / 15);
    for (const [at] of of.part.pairs.entries()) {
      const [english, chinese] = [take('en', sides.en[at] ?? []), take('zh', sides.zh[at] ?? [])];
      if ([...english, ...chinese].some(({ block }) => block.kind === 'table')) {
        // A table needs the width of the page, and its heads are repeated only outside of other tables.
        result.push(
          ...sideBySide(rows),
          ...blocks(english, 'en', columnWidth),
          ...blocks(chinese, 'zh', columnWidth)
        );
        rows = [];
      } else if (english.length === chinese.length) {
        for (const [index, block] of english.entries()) {
          const other = chinese[index];
          rows.push([blocks([block], 'en', columnWidth), other ? blocks([other], 'zh', columnWidth) : []]);
        }
      } else rows.push([blocks(english, 'en', columnWidth), blocks(chinese, 'zh', columnWidth)]);
    }
    if (of.part.approval) rows.push([seal(of, 'en'), seal(of, 'zh')]);
    return [...result, ...sideBySide(rows)];
  }

  if (edition !== 'facing')
    return [
      ...outline.parts.flatMap((part) => partInOneLanguage(part, edition)),
      ...(content.sources.length === 0
        ? []
        : [sourcesTitle(edition, true), ...content.sources.map((source) => sourceOf(source, edition))])
    ];
  return [
    new Paragraph({ pageBreakBefore: true, children: [] }),
    ...outline.parts.flatMap((part, at) => partInBoth(part, at === 0)),
    ...(content.sources.length === 0
      ? []
      : [
          new Paragraph({ pageBreakBefore: true, children: [] }),
          ...sideBySide([
            [[sourcesTitle('en', false)], [sourcesTitle('zh', false)]],
            ...content.sources.map(
              (source) => [[sourceOf(source, 'en')], [sourceOf(source, 'zh')]] as [Block[], Block[]]
            )
          ])
        ])
  ];
}
