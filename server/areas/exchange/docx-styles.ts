/**
 * Defines the parts that are the same in all documents written here: how paragraphs look, and how lists are
 * numbered.
 */
import { gridStyle, typeface, wordNamespace } from '#server/files/word-xml.ts';
import { languageCode } from '#server/files/xml.ts';
import type { WordStyle } from '#document/nodes/block-file.ts';
import { fileForms } from '#document/nodes/files.ts';
import type { Locale } from '#base/locale.ts';

const paragraphStyles: readonly WordStyle[] = [
  ['Title', 'Title', '<w:spacing w:before="1200" w:after="200"/>', '<w:b/><w:sz w:val="44"/>'],
  ['FormNote', 'Form Note', '<w:spacing w:after="120"/>', '<w:color w:val="555249"/>'],
  ...['32', '26', '23', '22', '21', '20', '20'].map(
    (size, index) =>
      [
        `Heading${index + 1}`,
        `heading ${index + 1}`,
        `<w:keepNext/>${index === 0 ? '<w:pageBreakBefore/>' : ''}<w:spacing w:before="${index < 2 ? 320 : 200}" w:after="100"/><w:outlineLvl w:val="${index}"/>`,
        `<w:b/><w:sz w:val="${size}"/>`
      ] as const
  ),
  [
    'PassageLabel',
    'Passage Label',
    '<w:keepNext/><w:spacing w:before="160" w:after="60"/>',
    '<w:b/><w:color w:val="555249"/>'
  ],
  ...Object.values(fileForms).flatMap(({ styles = [] }) => styles),
  ['FootnoteText', 'footnote text', '', '<w:sz w:val="18"/>'],
  ['Cell', 'Form Cell', '<w:spacing w:after="20"/>', '<w:sz w:val="20"/>'],
  ...Array.from(
    { length: 9 },
    (_, level) =>
      [
        `ListMore${level}`,
        level === 0 ? 'List Continue' : `List Continue ${level + 1}`,
        `<w:ind w:left="${indent(level)}"/>`,
        ''
      ] as const
  )
];

function indent(level: number): number {
  return 360 * (level + 1);
}

export const styleSheet = (language: Locale): string =>
  `<w:styles xmlns:w="${wordNamespace}"><w:docDefaults><w:rPrDefault><w:rPr>${typeface()}<w:sz w:val="21"/><w:lang w:val="${languageCode[language]}" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
  '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>' +
  paragraphStyles
    .map(
      ([id, name, paragraphs, runs]) =>
        `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:pPr>${paragraphs}</w:pPr><w:rPr>${runs}</w:rPr></w:style>`
    )
    .join('') +
  '<w:style w:type="character" w:styleId="Code"><w:name w:val="HTML Code"/><w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:eastAsia="Consolas" w:cs="Consolas"/></w:rPr></w:style>' +
  '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="0B5394"/></w:rPr></w:style>' +
  '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>' +
  `${gridStyle}</w:styles>`;

export interface WrittenList {
  readonly form: 'bullet' | 'number';
  readonly level: number;
  readonly begins: number;
}

const levels = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** Each list has a numbering of its own, so that each begins anew; the first is number 1. */
export const numberingPart = (lists: readonly WrittenList[]): string =>
  `<w:numbering xmlns:w="${wordNamespace}">${(['bullet', 'number'] as const)
    .map(
      (form, index) =>
        `<w:abstractNum w:abstractNumId="${index}"><w:multiLevelType w:val="hybridMultilevel"/>${levels
          .map(
            (level) =>
              `<w:lvl w:ilvl="${level}"><w:start w:val="1"/><w:numFmt w:val="${form === 'bullet' ? 'bullet' : 'decimal'}"/><w:lvlText w:val="${form === 'bullet' ? '•' : `%${level + 1}.`}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${indent(level)}" w:hanging="360"/></w:pPr></w:lvl>`
          )
          .join('')}</w:abstractNum>`
    )
    .join('')}${lists
    .map(
      ({ form, level, begins }, index) =>
        `<w:num w:numId="${index + 1}"><w:abstractNumId w:val="${form === 'bullet' ? 0 : 1}"/><w:lvlOverride w:ilvl="${level}"><w:startOverride w:val="${begins}"/></w:lvlOverride></w:num>`
    )
    .join('')}</w:numbering>`;
