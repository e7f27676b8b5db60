/**
 * Writes and reads a response as plain text: headings with codes, labelled values, and the texts of both
 * languages under their labels. All values and texts are read back; of the formatting only lists, headings
 * and quotes are preserved.
 */
import { locales, type Bilingual } from '#base/locale.ts';
import type { AnswerBook } from '#areas/answers';
import type { Exchange } from './book.ts';
import { formOf, restKey, type FormQuestion, type Passage, type Slot } from './form.ts';
import { textBlocksOf } from './text-blocks.ts';
import { writeQuestion, type SlotTexts } from './slot-texts.ts';
import { labelText } from './outline.ts';
import { tagText, type Tag } from './tags.ts';
import { decoded } from '#server/files/text-decoding.ts';
import { parseText } from './text-parsing.ts';
import { lineOfTextBlock } from './text-block-lines.ts';

export const textExchange: Exchange = {
  write: (book) => new TextEncoder().encode(`${linesOf(book).join('\n')}\n`),
  read: (bytes, framework) => parseText(decoded(bytes), formOf(framework))
};

const both = ({ en, zh }: Bilingual): string =>
  [en, zh]
    .filter((text) => text !== '')
    .join(' / ')
    .replace(/\s+/g, ' ');

const lead = [
  '// Write behind “=”, and below “English:” and “中文：”. Leave the words in [square brackets] as they are.',
  '// A line that begins with two blanks and “|” goes on with the line above it. Fonts, bold words, links and tables of texts are not kept in plain text.',
  '// 请在“=”之后以及“English:”和“中文：”之下填写。请勿改动[方括号]中的内容。',
  '// 以两个空格加“|”开头的行接续上一行。纯文本格式不保留文字的字体、加粗、链接和表格。'
];

function linesOf(book: AnswerBook): string[] {
  const form = formOf(book.framework);
  const texts = new Map(book.texts.map((text) => [text.id, text]));
  const passageLines = (section: string): string[] =>
    locales.flatMap((language) => [
      language === 'en' ? 'English:' : '中文：',
      '',
      ...textBlocksOf(texts.get(section)?.[language] ?? []).flatMap((textBlock) => [
        lineOfTextBlock(textBlock),
        ''
      ]),
      ''
    ]);
  const facetLines = ({ section, facet }: Passage): string[] => [
    ...(facet ? [heading('###', both(facet.label), { kind: 'passage', section, language: null })] : []),
    ...passageLines(section)
  ];
  const questionLines = (question: FormQuestion): string[] => {
    const { text, records } = writeQuestion(question, book.cells, book.language, (one) =>
      one.replace(/\r\n?/g, '\n').trim()
    );
    const hasContent =
      Object.keys(text).length > 0 ||
      records.length > 0 ||
      question.passages.some(({ section }) => texts.has(section));
    if (question.isRetired && !hasContent) return [];
    const recordLines = records.flatMap(({ id, position, text: own }, index) => [
      heading('###', both({ en: `Record ${index + 1}`, zh: `记录 ${index + 1}` }), {
        kind: 'record',
        id,
        position
      }),
      ...valueLines(question.recordSlots, own, true),
      ''
    ]);
    const spare =
      question.recordSlots.length > 0 && records.length === 0
        ? [
            heading('###', both({ en: 'New record', zh: '新记录' }), {
              kind: 'record',
              id: null,
              position: 0
            }),
            ...valueLines(question.recordSlots, {}, false),
            ''
          ]
        : [];
    return [
      heading('##', `${question.code} ${both(question.text)}`.trim(), { kind: 'question', id: question.id }),
      ...valueLines(question.slots, text, false),
      '',
      ...recordLines,
      ...spare,
      ...question.passages.flatMap(facetLines)
    ];
  };
  return [
    `// ${both(book.study.title)} · ${both(book.city.name)}`,
    '',
    ...lead,
    '',
    `study = ${book.study.slug}`,
    `city = ${book.city.id}`,
    `framework = ${book.framework.version}`,
    '',
    ...form.characteristics.flatMap(({ id, number, name, account, questions }) => [
      heading('#', `${number} ${both(name)}`, { kind: 'characteristic', id }),
      '',
      ...(account === null ? [] : passageLines(account)),
      ...questions.flatMap(questionLines)
    ]),
    ...questionLines(form.figures)
  ];
}

const heading = (signs: string, text: string, tag: Tag): string => `${signs} ${text} [${tagText(tag)}]`;

function valueLines(slots: readonly Slot[], text: SlotTexts, onlyGiven: boolean): string[] {
  const lines = slots.flatMap((slot) => {
    const own = text[slot.key] ?? '';
    return own === '' && (slot.rare || onlyGiven) ? [] : [valueLine(labelText(slot), slot.key, own)];
  });
  const rest = text[restKey];
  return rest === undefined ? lines : [...lines, valueLine('For the machine / 供程序读取', restKey, rest)];
}

const valueLine = (label: string, key: string, text: string): string =>
  `${label.replace(/\s+/g, ' ')} [k:${key}] = ${text.replaceAll('\n', '\n  | ')}`;
