/** Defines how a Word document looks: pages, typefaces, styles, lists and the lines of tables. */
import {
  AlignmentType,
  BorderStyle,
  HeadingLevel,
  LevelFormat,
  type IFontAttributesProperties,
  type IRunOptions,
  type ITableBordersOptions
} from 'docx';
import type { Locale } from '#base/locale.ts';
import { languageCode } from '#server/files/xml.ts';

const latinFont = 'Cambria';
const hanFont = 'SimSun';
export const ink = '17191E';
export const soft = '5F646F';
export const hair = 'BDB8AC';

/** Counts the text's width in twentieths of a point: A4 upright, or on its side for both languages. */
export const pages = {
  upright: { width: 11_906, height: 16_838, margin: 1_700 },
  landscape: { width: 11_906, height: 16_838, margin: 1_100 }
} as const;

export const headingOf = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6
] as const;

const fontFor = (locale: Locale): IFontAttributesProperties => ({
  ascii: latinFont,
  hAnsi: latinFont,
  cs: latinFont,
  eastAsia: hanFont,
  // Punctuation that both scripts have is taken from the Chinese typeface.
  ...(locale === 'zh' ? { hint: 'eastAsia' } : {})
});

export const inLanguage = (locale: Locale) => ({
  font: fontFor(locale),
  language: { value: languageCode[locale], eastAsia: 'zh-CN' }
});

export const bodyStyle = (locale: Locale): string =>
  locale === 'zh' ? 'BodyTextChinese' : 'BodyTextEnglish';

export const alignments = {
  start: AlignmentType.START,
  center: AlignmentType.CENTER,
  end: AlignmentType.END
} as const;

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
export const noBorders: ITableBordersOptions = {
  top: none,
  bottom: none,
  left: none,
  right: none,
  insideHorizontal: none,
  insideVertical: none
};

export function rowBorders(at: number, head: number, count: number) {
  const line = (size: number, color: string) => ({ style: BorderStyle.SINGLE, size, color });
  return {
    top: at === 0 ? line(8, ink) : at === head ? line(4, ink) : at < head ? none : line(2, hair),
    bottom: at === count - 1 ? line(8, ink) : none,
    left: none,
    right: none
  };
}

export const listLevels = (isOrdered: boolean) =>
  Array.from({ length: 9 }, (_, level) => ({
    level,
    format: isOrdered ? LevelFormat.DECIMAL : LevelFormat.BULLET,
    text: isOrdered ? `%${level + 1}.` : '•',
    alignment: AlignmentType.START,
    style: { paragraph: { indent: { left: 400 * (level + 1), hanging: 320 } } }
  }));

export function stylesOf(locale: Locale) {
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
