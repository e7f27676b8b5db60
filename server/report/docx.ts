/**
 * Writes a report as a Word document: styles and headings of Word itself, footnotes, repeated heads of tables,
 * captions, text alternatives, and every passage in its language. Both languages stand in tables of two columns.
 * Equal reports give equal bytes.
 */
import {
  AlignmentType,
  Bookmark,
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  FootnoteReferenceRun,
  Header,
  HeadingLevel,
  ImageRun,
  InternalHyperlink,
  LevelFormat,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  SectionType,
  Table,
  TableCell,
  TableLayoutType,
  TableOfContents,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
  type IFontAttributesProperties,
  type IParagraphOptions,
  type IRunOptions,
  type ITableBordersOptions,
  type ParagraphChild
} from 'docx';
import { locales, type Locale } from '#domain/locale.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportEdition,
  ReportFigure,
  ReportSource,
  ReportTable,
  ReportText
} from '#domain/report-content.ts';
import { languageCode } from '../exports/xml.ts';
import { cleanText } from './clean-text.ts';
import { describedStyle, packedAgain } from './docx-packing.ts';
import { loadFonts } from './fonts.ts';
import { headingLevels } from './heading-levels.ts';
import { outlineOf, titleLanguage, titlesOf, type Outline, type OutlinePart } from './outline.ts';
import { renderedFigure, renderedSvg, rasterSvg, type Pictures } from './pictures.ts';
import { evenRows, indentOf, itemNumbers, webAddress, widthsOf, type PlacedCell } from './printed-blocks.ts';
import { sideOf, sourceTitle } from './printed-document.ts';
import { qrSvg } from './qr.ts';
import { figurePixels, pngOf } from './raster.ts';
import {
  addressText,
  approvalText,
  contentsText,
  editionText,
  gapText,
  hashText,
  kindText,
  labelText,
  partDraftText,
  qrAltText,
  sourcesText
} from './words.ts';

type Block = Paragraph | Table;

const qrPixels = 246;
const latinFont = 'Cambria';
const hanFont = 'SimSun';
const ink = '17191E';
const soft = '5F646F';
const hair = 'BDB8AC';

/** Counts the text's width in twentieths of a point: A4 upright, or on its side for both languages. */
const pages = {
  upright: { width: 11_906, height: 16_838, margin: 1_700 },
  landscape: { width: 11_906, height: 16_838, margin: 1_100 }
} as const;

const headingOf = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6
] as const;

export async function docxOf(
  content: ReportContent,
  edition: ReportEdition,
  pictures: Pictures
): Promise<Uint8Array> {
  const writer = openWriter(content, edition, pictures);
  const languages: readonly Locale[] = edition === 'facing' ? locales : [edition];
  const first = languages[0] ?? 'en';
  const isFacing = edition === 'facing';
  const body = writer.body();
  const page = isFacing ? pages.landscape : pages.upright;
  const document = new Document({
    title: cleanText(
      languages
        .map((locale) => content.title[locale])
        .filter(Boolean)
        .join(' · ')
    ),
    creator: cleanText(content.study.name[first] || content.study.name[first === 'en' ? 'zh' : 'en']),
    lastModifiedBy: 'Meridian',
    description: languages.map((locale) => editionText(content, locale)).join(' · '),
    styles: stylesOf(first),
    numbering: { config: [writer.ordered, writer.bullets] },
    footnotes: writer.footnotes,
    sections: [
      {
        properties: {
          type: SectionType.NEXT_PAGE,
          titlePage: true,
          page: {
            size: {
              width: page.width,
              height: page.height,
              orientation: isFacing ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT
            },
            margin: { top: page.margin, right: page.margin, bottom: page.margin, left: page.margin }
          }
        },
        headers: { default: writer.header(), first: new Header({ children: [new Paragraph('')] }) },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ children: [PageNumber.CURRENT], color: soft, size: 18 })]
              })
            ]
          }),
          first: new Footer({ children: [new Paragraph('')] })
        },
        children: [...writer.cover(), ...writer.contents(), ...body]
      }
    ]
  });
  const packed = await Packer.toBuffer(document);
  return packedAgain(packed, content.date, writer.descriptions);
}

const fontFor = (locale: Locale): IFontAttributesProperties => ({
  ascii: latinFont,
  hAnsi: latinFont,
  cs: latinFont,
  eastAsia: hanFont,
  // Punctuation that both scripts have is taken from the Chinese typeface.
  ...(locale === 'zh' ? { hint: 'eastAsia' } : {})
});

const inLanguage = (locale: Locale) => ({
  font: fontFor(locale),
  language: { value: languageCode[locale], eastAsia: 'zh-CN' }
});

function openWriter(content: ReportContent, edition: ReportEdition, pictures: Pictures) {
  const outline: Outline = outlineOf(content);
  const fonts = loadFonts();
  const isFacing = edition === 'facing';
  const languages: readonly Locale[] = isFacing ? locales : [edition];
  const footnotes: Record<string, { children: Paragraph[] }> = {};
  const images = new Map<string, { bytes: Uint8Array; type: 'png' | 'jpg' | 'gif'; ratio: number }>();
  const page = isFacing ? pages.landscape : pages.upright;
  const textWidth = (isFacing ? page.height : page.width) - 2 * page.margin;
  /** Names bookmarks by numbers: Word allows no other signs and 40 characters. */
  const bookmarks = new Map<string, string>();
  let lists = 0;
  /** Holds the text alternatives of tables, which are written when the file is packed. */
  const descriptions: string[] = [];

  const bookmarkOf = (anchor: string): string => {
    const name = bookmarks.get(anchor) ?? `r${bookmarks.size + 1}`;
    bookmarks.set(anchor, name);
    return name;
  };

  const run = (text: string, locale: Locale, more: IRunOptions = {}): TextRun[] =>
    cleanText(text)
      .split(/\r\n?|[\n\u0085\u2028\u2029]/u)
      .map(
        (line, at) =>
          new TextRun({ text: line, ...(at > 0 ? { break: 1 } : {}), ...inLanguage(locale), ...more })
      );

  function texts(text: ReportText, locale: Locale, more: IRunOptions = {}): ParagraphChild[] {
    return text.flatMap((inline): ParagraphChild[] => {
      switch (inline.kind) {
        case 'text': {
          const marks = new Set(inline.marks);
          const href = webAddress(inline.href);
          const runs = run(inline.text, inline.language ?? locale, {
            ...more,
            ...(marks.has('bold') ? { bold: true } : {}),
            ...(marks.has('italic') ? { italics: true } : {}),
            ...(marks.has('underline') ? { underline: {} } : {}),
            ...(marks.has('strike') ? { strike: true } : {}),
            ...(marks.has('code') ? { shading: { fill: 'F1EEE7', type: 'clear', color: 'auto' } } : {}),
            ...(marks.has('sub') ? { subScript: true } : marks.has('super') ? { superScript: true } : {}),
            ...(href === null ? {} : { style: 'Hyperlink' })
          });
          return href === null ? runs : [new ExternalHyperlink({ link: href, children: runs })];
        }
        case 'break':
          return [new TextRun({ break: 1 })];
        case 'note': {
          const number = Object.keys(footnotes).length + 1;
          // The number is taken before the notes within the note take theirs.
          const children: Paragraph[] = [];
          footnotes[number] = { children };
          children.push(
            new Paragraph({ style: 'FootnoteText', children: texts(withoutNotes(inline.text), locale) })
          );
          return [new FootnoteReferenceRun(number)];
        }
        case 'cite':
          return [
            ...run('[', locale, more),
            ...inline.sources.flatMap((source, at) => [
              ...(at > 0 ? run(', ', locale, more) : []),
              new InternalHyperlink({
                anchor: bookmarkOf(`${locale}:source:${source}`),
                children: run(String(source), locale, more)
              })
            ]),
            ...run(']', locale, more)
          ];
        case 'reference': {
          const shown = run(outline.referenceText(inline.target, locale), locale, more);
          const anchor = targetOf(inline.target, locale);
          return anchor === null ? shown : [new InternalHyperlink({ anchor, children: shown })];
        }
      }
    });
  }

  function targetOf(target: string, locale: Locale): string | null {
    for (const language of [locale, ...languages]) {
      const id = languages.includes(language) ? outline.anchorOf(target, language) : null;
      if (id !== null) return bookmarkOf(`${language}:id:${id}`);
    }
    return null;
  }

  const marked = (anchor: string, children: ParagraphChild[]): ParagraphChild =>
    new Bookmark({ id: bookmarkOf(anchor), children });

  const frameSvg = (width: number, height: number): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#f3f1ec" stroke="#8a8a8a"/></svg>`;

  function picture(
    key: string,
    make: () => { bytes: Uint8Array; type: 'png' | 'jpg' | 'gif'; ratio: number }
  ) {
    const image = images.get(key) ?? make();
    images.set(key, image);
    return image;
  }

  function imageOf(figure: ReportFigure) {
    const { drawing } = figure;
    if (drawing.kind === 'picture')
      return picture(drawing.hash, () => {
        const { bytes, width, height, type } = renderedFigure(figure, pictures, fonts);
        const ratio = height / width;
        if (type === 'png' || type === 'jpg' || type === 'gif') return { bytes, type, ratio };
        // Word before 2021 shows no WebP: an empty frame stands there, with the caption and the alternative.
        return { bytes: pngOf(frameSvg(width, height), figurePixels).bytes, type: 'png', ratio };
      });
    return picture(drawing.svg, () => {
      const { svg, width, height } = renderedSvg(drawing.svg, figure.id, rasterSvg(fonts));
      return { bytes: pngOf(svg, figurePixels).bytes, type: 'png', ratio: height / width };
    });
  }

  function imageRun(
    image: { bytes: Uint8Array; type: 'png' | 'jpg' | 'gif'; ratio: number },
    width: number,
    alt: string
  ): ImageRun {
    const most = 560;
    const scale = Math.min(1, most / (width * image.ratio));
    return new ImageRun({
      type: image.type,
      data: Buffer.from(image.bytes),
      transformation: {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(width * image.ratio * scale))
      },
      altText: { name: 'figure', title: '', description: cleanText(alt) }
    });
  }

  function caption(block: ReportTable | ReportFigure, locale: Locale, more: IParagraphOptions): Paragraph {
    const number = labelText(block.kind, String(outline.numberOf(block)), locale);
    return new Paragraph({
      style: 'Caption',
      ...more,
      children: [
        marked(`${locale}:id:${block.id}`, run(number, locale, { bold: true })),
        ...(block.caption.length > 0 ? [...run('  ', locale), ...texts(block.caption, locale)] : [])
      ]
    });
  }

  const sourceLine = (block: ReportTable | ReportFigure, locale: Locale): Paragraph[] =>
    block.sourceLine.length === 0
      ? []
      : [new Paragraph({ style: 'SourceLine', children: texts(block.sourceLine, locale) })];

  function tableOf(block: ReportTable, locale: Locale): Block[] {
    const head = Math.min(block.headRows, block.rows.length);
    const rows = evenRows(block);
    const shares = widthsOf(block);
    const all = shares.reduce((sum, share) => sum + share, 0);
    const widths = shares.map((share) => Math.floor((textWidth * share) / all));
    const widthOf = (cell: PlacedCell): number =>
      widths.slice(cell.column, cell.column + cell.columns).reduce((sum, each) => sum + each, 0);
    const written = rows.map(
      (row, at) =>
        new TableRow({
          cantSplit: true,
          tableHeader: at < head,
          children: row.map(
            (cell) =>
              new TableCell({
                columnSpan: cell.columns,
                rowSpan: cell.rows,
                width: { size: widthOf(cell), type: WidthType.DXA },
                margins: { top: 50, bottom: 50, left: 80, right: 80 },
                borders: rowBorders(at, head, rows.length),
                children: [
                  new Paragraph({
                    style: 'TableText',
                    alignment: alignments[block.columns[cell.column]?.align ?? 'start'],
                    keepNext: at < head,
                    children: texts(cell.text, locale, cell.isHead || at < head ? { bold: true } : {})
                  })
                ]
              })
          )
        })
    );
    const shown =
      written.length === 0 || block.columns.length === 0
        ? []
        : [
            new Table({
              rows: written,
              width: { size: textWidth, type: WidthType.DXA },
              columnWidths: widths,
              layout: TableLayoutType.FIXED,
              borders: noBorders,
              style: describedStyle(descriptions.push(block.alt) - 1)
            })
          ];
    return [caption(block, locale, { keepNext: true }), ...shown, ...sourceLine(block, locale), spacer()];
  }

  function blocks(
    list: readonly { block: ReportBlock; level: number; number: number }[],
    locale: Locale,
    width: number
  ): Block[] {
    return list.flatMap(({ block, level, number }): Block[] => {
      switch (block.kind) {
        case 'heading':
          return [
            new Paragraph({
              heading: headingOf[level - 1] ?? HeadingLevel.HEADING_6,
              children: texts(block.text, locale)
            })
          ];
        case 'paragraph':
          return [new Paragraph({ style: bodyStyle(locale), children: texts(block.text, locale) })];
        case 'quote':
          return [new Paragraph({ style: 'Quotation', children: texts(block.text, locale) })];
        case 'item': {
          if (number === 1 && indentOf(block) === 0) lists += 1;
          return [
            new Paragraph({
              style: 'ListText',
              numbering: block.isOrdered
                ? { reference: 'ordered', level: indentOf(block), instance: lists }
                : { reference: 'bullets', level: indentOf(block) },
              children: texts(block.text, locale)
            })
          ];
        }
        case 'table':
          return tableOf(block, locale);
        case 'figure':
          return [
            new Paragraph({
              style: 'Figure',
              keepNext: true,
              children: [imageRun(imageOf(block), width, block.alt)]
            }),
            caption(block, locale, { keepNext: block.sourceLine.length > 0 }),
            ...sourceLine(block, locale)
          ];
        case 'rule':
          return [
            new Paragraph({
              style: 'Rule',
              border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: hair, space: 1 } }
            })
          ];
        case 'gap':
          return [new Paragraph({ style: 'Gap', children: run(gapText(block.why, locale), locale) })];
      }
    });
  }

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
    const qr = picture(`qr ${coded}`, () => ({
      bytes: pngOf(qrSvg(coded), qrPixels).bytes,
      type: 'png',
      ratio: 1
    }));
    return [
      new Paragraph({
        style: 'Seal',
        keepNext: true,
        children: [imageRun(qr, 64, qrAltText(coded, locale))]
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

  return {
    footnotes,
    descriptions,
    ordered: { reference: 'ordered', levels: listLevels(true) },
    bullets: { reference: 'bullets', levels: listLevels(false) },
    body: (): Block[] => {
      if (!isFacing) {
        const locale = edition;
        return [
          ...outline.parts.flatMap((part) => partInOneLanguage(part, locale)),
          ...(content.sources.length === 0
            ? []
            : [sourcesTitle(locale, true), ...content.sources.map((source) => sourceOf(source, locale))])
        ];
      }
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
    },
    cover: (): Block[] => [
      ...languages.flatMap((locale, at) => {
        const other = locale === 'en' ? 'zh' : 'en';
        const shown = (text: { en: string; zh: string }): TextRun[] =>
          text[locale].trim() === '' ? run(text[other], other) : run(text[locale], locale);
        return [
          new Paragraph({
            style: 'Kind',
            ...(at === 0 ? { spacing: { before: isFacing ? 1_200 : 3_000 } } : {}),
            children: run(kindText(content, locale), locale)
          }),
          new Paragraph({ style: 'Title', children: shown(content.title) }),
          ...(content.subtitle
            ? [new Paragraph({ style: 'Subtitle', children: shown(content.subtitle) })]
            : []),
          new Paragraph({ style: 'CoverLine', children: shown(content.study.name) }),
          new Paragraph({
            style: 'CoverLine',
            children: run(
              editionText(content, locale),
              locale,
              content.status === 'draft' ? { bold: true } : {}
            )
          }),
          ...(content.address === null
            ? []
            : [
                new Paragraph({
                  style: 'CoverLine',
                  children: run(addressText(content.address, locale), locale)
                })
              ])
        ];
      })
    ],
    contents: (): Block[] => {
      const entries = outline.parts.filter(({ depth }) => depth <= 3);
      const entry = ({ part, depth, number }: OutlinePart, locale: Locale) => ({
        title: cleanText([number[locale], titlesOf(part)[locale]].filter(Boolean).join('  ')),
        level: depth,
        href: bookmarkOf(`${locale}:id:${part.id}`)
      });
      return [
        new Paragraph({
          style: 'ContentsTitle',
          pageBreakBefore: true,
          children: languages.flatMap((locale, at) => [
            ...(at > 0 ? run(' · ', locale) : []),
            ...run(contentsText(locale), locale)
          ])
        }),
        new TableOfContents('', {
          hyperlink: true,
          headingStyleRange: '1-3',
          cachedEntries: [
            ...entries.flatMap((part) => languages.map((locale) => entry(part, locale))),
            ...(content.sources.length === 0
              ? []
              : languages.map((locale) => ({
                  title: sourcesText(locale),
                  level: 1,
                  href: bookmarkOf(`${locale}:sources`)
                })))
          ],
          beginDirty: false
        }) as unknown as Paragraph
      ];
    },
    header: (): Header => {
      const title = languages
        .map((locale) => content.title[locale].trim() || content.title[locale === 'en' ? 'zh' : 'en'])
        .join(' · ');
      return new Header({
        children: [
          new Paragraph({
            style: 'RunningHead',
            tabStops: [{ type: TabStopType.RIGHT, position: textWidth }],
            children: [
              ...run(title, languages[0] ?? 'en'),
              new TextRun({ children: ['\t'] }),
              ...(content.status === 'draft'
                ? languages.flatMap((locale, at) => [
                    ...(at > 0 ? run(' / ', locale) : []),
                    ...run(editionText(content, locale), locale, { bold: true, color: ink })
                  ])
                : [])
            ]
          })
        ]
      });
    }
  };
}

/** A note within a note is set in brackets, since Word has no such notes. */
const withoutNotes = (text: ReportText): ReportText =>
  text.flatMap((inline): ReportText =>
    inline.kind === 'note' ? [plainInline(' ('), ...withoutNotes(inline.text), plainInline(')')] : [inline]
  );
const plainInline = (text: string): ReportText[number] => ({
  kind: 'text',
  text,
  marks: [],
  href: null,
  language: null
});

const bodyStyle = (locale: Locale): string => (locale === 'zh' ? 'BodyTextChinese' : 'BodyTextEnglish');
const spacer = (): Paragraph => new Paragraph({ style: 'Spacer', children: [] });

const alignments = {
  start: AlignmentType.START,
  center: AlignmentType.CENTER,
  end: AlignmentType.END
} as const;

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const noBorders: ITableBordersOptions = {
  top: none,
  bottom: none,
  left: none,
  right: none,
  insideHorizontal: none,
  insideVertical: none
};

function rowBorders(at: number, head: number, count: number) {
  const line = (size: number, color: string) => ({ style: BorderStyle.SINGLE, size, color });
  return {
    top: at === 0 ? line(8, ink) : at === head ? line(4, ink) : at < head ? none : line(2, hair),
    bottom: at === count - 1 ? line(8, ink) : none,
    left: none,
    right: none
  };
}

const listLevels = (isOrdered: boolean) =>
  Array.from({ length: 9 }, (_, level) => ({
    level,
    format: isOrdered ? LevelFormat.DECIMAL : LevelFormat.BULLET,
    text: isOrdered ? `%${level + 1}.` : '•',
    alignment: AlignmentType.START,
    style: { paragraph: { indent: { left: 400 * (level + 1), hanging: 320 } } }
  }));

function stylesOf(locale: Locale) {
  const looks = { font: fontFor(locale), color: ink };
  const heading = (size: number, before: number, after: number) => ({
    run: { ...looks, size, bold: true, italics: false },
    paragraph: { spacing: { before, after, line: 260 }, keepNext: true, keepLines: true }
  });
  const style = (id: string, run: IRunOptions, paragraph: object) => ({
    id,
    name: id.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' '),
    basedOn: 'Normal',
    quickFormat: true,
    run,
    paragraph
  });
  return {
    default: {
      document: {
        run: { ...looks, size: 21, language: { value: languageCode[locale], eastAsia: 'zh-CN' } },
        paragraph: { spacing: { line: 276 } }
      },
      title: { run: { ...looks, size: 56, bold: true }, paragraph: { spacing: { after: 240, line: 264 } } },
      heading1: heading(38, 0, 320),
      heading2: heading(29, 400, 160),
      heading3: heading(24, 320, 140),
      heading4: heading(22, 260, 120),
      heading5: heading(21, 220, 100),
      heading6: heading(21, 220, 100),
      footnoteText: { run: { size: 17 }, paragraph: { spacing: { after: 40, line: 240 } } }
    },
    paragraphStyles: [
      style('BodyTextEnglish', {}, { spacing: { after: 140, line: 288 }, alignment: AlignmentType.BOTH }),
      style(
        'BodyTextChinese',
        {},
        {
          spacing: { after: 140, line: 330 },
          alignment: AlignmentType.BOTH,
          indent: { firstLineChars: 200, firstLine: 420 }
        }
      ),
      style(
        'Quotation',
        {},
        {
          spacing: { before: 120, after: 160, line: 288 },
          indent: { left: 400, right: 400 },
          border: { left: { style: BorderStyle.SINGLE, size: 8, color: hair, space: 10 } }
        }
      ),
      style('ListText', {}, { spacing: { after: 80, line: 288 } }),
      { ...style('Caption', { size: 18 }, { spacing: { before: 120, after: 100 } }), name: 'caption' },
      style('SourceLine', { size: 16, color: soft }, { spacing: { after: 200 } }),
      style('Figure', {}, { spacing: { before: 240, after: 60, line: 240 } }),
      style('TableText', { size: 18 }, { spacing: { after: 0, line: 250 } }),
      style(
        'Gap',
        { color: soft },
        {
          spacing: { before: 120, after: 120 },
          border: Object.fromEntries(
            ['top', 'bottom', 'left', 'right'].map((side) => [
              side,
              { style: BorderStyle.DASHED, size: 4, color: soft, space: 4 }
            ])
          )
        }
      ),
      style(
        'DraftNote',
        { bold: true, size: 19 },
        {
          spacing: { before: 60, after: 200 },
          border: { left: { style: BorderStyle.SINGLE, size: 18, color: ink, space: 8 } }
        }
      ),
      style('Seal', { size: 16, color: soft }, { spacing: { before: 60, after: 20, line: 240 } }),
      style('Source', {}, { spacing: { after: 100 }, indent: { left: 620, hanging: 620 } }),
      style('Kind', { size: 22, color: soft }, { spacing: { after: 160 } }),
      style('CoverLine', { size: 20 }, { spacing: { before: 80, after: 80 } }),
      style('ContentsTitle', { size: 38, bold: true }, { spacing: { after: 320 } }),
      style(
        'RunningHead',
        { size: 16, color: soft },
        {
          border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: hair, space: 4 } }
        }
      ),
      style('Rule', {}, { spacing: { before: 120, after: 240 }, indent: { left: 3_000, right: 3_000 } }),
      style('Spacer', { size: 4 }, { spacing: { before: 0, after: 0, line: 60 } }),
      { ...style('Subtitle', { size: 28, color: soft }, { spacing: { after: 400 } }), name: 'Subtitle' }
    ]
  };
}
