/**
 * Writes a report as a Word document: styles and headings of Word itself, footnotes, repeated heads of tables,
 * captions, text alternatives, and every passage in its language. Both languages stand in tables of two columns.
 * Equal reports give equal bytes.
 */
import {
  AlignmentType,
  Document,
  Footer,
  Header,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  SectionType,
  TextRun
} from 'docx';
import { locales, type Locale } from '#base/locale.ts';
import type { ReportContent, ReportEdition } from '#rules/report/report-content.ts';
import { cleanText } from '../clean-text.ts';
import { outlineOf } from '../outline.ts';
import type { Pictures } from '../pictures.ts';
import { editionText } from '../words.ts';
import { openBlocks } from './blocks.ts';
import { contentsOf, coverOf, headerOf } from './front.ts';
import { openImages } from './images.ts';
import { listLevels, pages, soft, stylesOf } from './looks.ts';
import { packedAgain } from './packing.ts';
import { bodyOf } from './parts.ts';
import { openTexts } from './texts.ts';

export async function docxOf(
  content: ReportContent,
  edition: ReportEdition,
  pictures: Pictures
): Promise<Uint8Array> {
  const languages: readonly Locale[] = edition === 'facing' ? locales : [edition];
  const first = languages[0] ?? 'en';
  const isFacing = edition === 'facing';
  const page = isFacing ? pages.landscape : pages.upright;
  const textWidth = (isFacing ? page.height : page.width) - 2 * page.margin;
  const outline = outlineOf(content);
  const texts = openTexts(outline, languages);
  const images = openImages(content, pictures);
  const { blocks, descriptions } = openBlocks(outline, texts, images, textWidth);
  const front = { content, languages, outline, texts, textWidth };
  const body = bodyOf(content, edition, { outline, texts, images, blocks, textWidth });
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
    numbering: {
      config: [
        { reference: 'ordered', levels: listLevels(true) },
        { reference: 'bullets', levels: listLevels(false) }
      ]
    },
    footnotes: texts.footnotes,
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
        headers: { default: headerOf(front), first: new Header({ children: [new Paragraph('')] }) },
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
        children: [...coverOf(front), ...contentsOf(front), ...body]
      }
    ]
  });
  const packed = await Packer.toBuffer(document);
  return packedAgain(packed, content.date, descriptions);
}
