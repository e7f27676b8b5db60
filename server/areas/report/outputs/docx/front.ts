/** Writes what stands before and above the parts: the cover, the contents, and the running head. */
import { Header, LeaderType, Paragraph, TableOfContents, TabStopType, TextRun } from 'docx';
import type { Locale } from '#base/locale.ts';
import type { ReportContent } from '#rules/report/report-content.ts';
import { cleanText } from '../clean-text.ts';
import { titlesOf, type Outline, type OutlinePart } from '../outline.ts';
import { addressText, contentsText, editionText, kindText, sourcesText } from '../words.ts';
import type { Block } from './blocks.ts';
import { ink } from './looks.ts';
import type { Texts } from './texts.ts';

export interface FrontTools {
  readonly content: ReportContent;
  readonly languages: readonly Locale[];
  readonly outline: Outline;
  readonly texts: Texts;
  /** In twentieths of a point. */
  readonly textWidth: number;
}

export const coverOf = ({ content, languages, texts: { run } }: FrontTools): Block[] => [
  ...languages.flatMap((locale, index) => {
    const other = locale === 'en' ? 'zh' : 'en';
    const shown = (text: { en: string; zh: string }): TextRun[] =>
      text[locale].trim() === '' ? run(text[other], other) : run(text[locale], locale);
    return [
      new Paragraph({
        style: 'Kind',
        ...(index === 0 ? { spacing: { before: languages.length > 1 ? 1_200 : 3_000 } } : {}),
        children: run(kindText(content, locale), locale)
      }),
      new Paragraph({ style: 'Title', children: shown(content.title) }),
      ...(content.subtitle ? [new Paragraph({ style: 'Subtitle', children: shown(content.subtitle) })] : []),
      new Paragraph({ style: 'CoverLine', children: shown(content.study.name) }),
      new Paragraph({
        style: 'CoverLine',
        children: run(editionText(content, locale), locale, content.status === 'draft' ? { bold: true } : {})
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
];

export function contentsOf({ content, languages, outline, texts: { run, bookmarkOf } }: FrontTools): Block[] {
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
      children: languages.flatMap((locale, index) => [
        ...(index > 0 ? run(' · ', locale) : []),
        ...run(contentsText(locale), locale)
      ])
    }),
    new TableOfContents('', {
      hyperlink: true,
      headingStyleRange: '1-3',
      // Word alone knows the pages, and writes them when the contents are updated.
      tabLeader: LeaderType.NONE,
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
}

export function headerOf({ content, languages, texts: { run }, textWidth }: FrontTools): Header {
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
            ? languages.flatMap((locale, index) => [
                ...(index > 0 ? run(' / ', locale) : []),
                ...run(editionText(content, locale), locale, { bold: true, color: ink })
              ])
            : [])
        ]
      })
    ]
  });
}
