/**
 * Writes a response as a document that people fill and correct in Word: headings in both languages, a table
 * of labelled rows under each question, a table for each record, and the texts. A control around each has a
 * tag that identifies it.
 */
import { wordFile } from '#server/files/office-packing.ts';
import { wordNamespace } from '#server/files/word-xml.ts';
import { relationships, xmlText } from '#server/files/xml.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import type { AnswerBook } from '#areas/answers';
import { openBlocks, tagInDocument, type Blocks } from './docx-blocks.ts';
import { sentPart } from './docx-sent.ts';
import { numberingPart, styleSheet } from './docx-styles.ts';
import { formOf, restKey, type FormQuestion, type Passage, type Slot } from './form.ts';
import { sanitizeText, textBlocksOf } from './text-blocks.ts';
import { writeQuestion, type SlotTexts } from './slot-texts.ts';
import { labelText } from './outline.ts';
import { markOfTexts, type SentRecord } from './records-read.ts';
import { tagText, type Tag } from './tags.ts';

/** Returns the text as the paragraphs of a cell hold it. */
const normalizedText = (text: string): string =>
  text.replace(/\r\n?/g, '\n').split('\n').map(sanitizeText).join('\n').trim();

export function docxOfBook(book: AnswerBook): Uint8Array {
  const blocks = openBlocks();
  const records: Record<string, SentRecord[]> = {};
  const long = new Set<string>();
  const tagged: Blocks['tagged'] = (tag, inner) => {
    if (tagInDocument(tag) !== `mer:${tagText(tag)}`) long.add(`mer:${tagText(tag)}`);
    return blocks.tagged(tag, inner);
  };
  const body = bodyOf(book, { ...blocks, tagged }, records);
  const notes = blocks.notes.map(
    (text, index) =>
      `<w:footnote w:id="${index + 1}">${blocks.paragraph('FootnoteText', `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>${blocks.run(text, /\p{Script=Han}/u.test(text) ? 'zh' : 'en')}`)}</w:footnote>`
  );
  return wordFile({
    title: `${book.study.title[book.language]} · ${book.city.name[book.language]}`,
    language: book.language,
    body,
    page: '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>',
    styles: styleSheet(book.language),
    settings: '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>',
    parts: {
      numbering: numberingPart(blocks.lists),
      footnotes: `<w:footnotes xmlns:w="${wordNamespace}"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>${notes.join('')}</w:footnotes>`
    },
    further: {
      relations: [
        ['sent', 'customXml', '../customXml/item1.xml'],
        ...blocks.links.map(
          (href, index) => [`link${index + 1}`, 'hyperlink', xmlText(href), 'External'] as const
        )
      ],
      types: { '/customXml/itemProps1.xml': 'officedocument.customXmlProperties' },
      files: {
        'customXml/item1.xml': sentPart(book, records, [...long]),
        'customXml/itemProps1.xml':
          '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{6F1C7A52-2B0E-4C37-9E0B-3D5A4E1B7C11}"><ds:schemaRefs><ds:schemaRef ds:uri="urn:meridian:answers:1"/></ds:schemaRefs></ds:datastoreItem>',
        'customXml/_rels/item1.xml.rels': relationships([['rId1', 'customXmlProps', 'itemProps1.xml']])
      }
    }
  });
}

const guidance: readonly Bilingual[] = [
  {
    en: 'Fill in the empty cells and write below “English:” and “中文：”. Headings and tables may be moved; each bears a hidden name by which it is found again. Comments are kept for the person who takes the file over.',
    zh: '请填写空白单元格，并在“English:”和“中文：”下方撰写文字。标题和表格可以移动，系统凭其中的隐藏标识识别；批注会保留，供导入人员查看。'
  },
  {
    en: 'To add a record, copy the table “New record” and fill it in.',
    zh: '如需新增记录，请复制“新记录”表格后填写。'
  }
];

interface Writing {
  readonly book: AnswerBook;
  readonly blocks: Blocks;
  readonly texts: ReadonlyMap<string, AnswerBook['texts'][number]>;
  /** Collects the records of each question as they are sent. */
  readonly records: Record<string, SentRecord[]>;
}

function bodyOf(book: AnswerBook, blocks: Blocks, records: Record<string, SentRecord[]>): string {
  const form = formOf(book.framework);
  const texts = new Map(book.texts.map((text) => [text.id, text]));
  const writing: Writing = { book, blocks, texts, records };
  return [
    ...locales.map((language) =>
      aside(blocks, 'Title', `${book.study.title[language]} · ${book.city.name[language]}`, language)
    ),
    aside(
      blocks,
      'FormNote',
      `Framework ${book.framework.version} / 框架版本 ${book.framework.version}`,
      book.language
    ),
    ...guidance.flatMap((text) =>
      locales.map((language) => aside(blocks, 'FormNote', text[language], language))
    ),
    ...form.characteristics.flatMap(({ id, number, name, account, questions }) => [
      blocks.paragraph(
        'Heading1',
        blocks.tagged({ kind: 'characteristic', id }, bothRuns(blocks, name, `${number} `))
      ),
      account === null ? '' : passageXml(writing, account),
      ...questions.map((question) => questionXml(writing, question, question.isPrompt ? 3 : 2))
    ]),
    questionXml(writing, form.figures, 1)
  ].join('');
}

function questionXml(writing: Writing, question: FormQuestion, level: 1 | 2 | 3): string {
  const { blocks, book, records, texts } = writing;
  const written = writeQuestion(question, book.cells, book.language, normalizedText);
  const hasContent =
    Object.keys(written.text).length > 0 ||
    written.records.length > 0 ||
    question.passages.some(({ section }) => texts.has(section));
  if (question.isRetired && !hasContent) return '';
  if (written.records.length > 0)
    records[question.id] = written.records.map(({ id, position, text }) => ({
      id,
      position,
      mark: markOfTexts(text)
    }));
  return [
    blocks.paragraph(
      `Heading${level}`,
      blocks.tagged(
        { kind: 'question', id: question.id },
        bothRuns(blocks, question.text, question.code === '' ? '' : `${question.code} `)
      )
    ),
    linesXml(writing, question.slots, written.text, { onlyGiven: false, head: null }),
    ...written.records.map(({ id, position, text }, index) =>
      linesXml(writing, question.recordSlots, text, {
        onlyGiven: true,
        head: tableHead(
          writing,
          { kind: 'record', id, position },
          { en: `Record ${index + 1}`, zh: `记录 ${index + 1}` }
        )
      })
    ),
    ...(question.recordSlots.length > 0
      ? [
          linesXml(
            writing,
            question.recordSlots,
            {},
            {
              onlyGiven: false,
              head: tableHead(
                writing,
                { kind: 'record', id: null, position: 0 },
                { en: 'New record', zh: '新记录' }
              )
            }
          )
        ]
      : []),
    ...question.passages.map((passage) => facetXml(writing, passage))
  ].join('');
}

function linesXml(
  { blocks: { run, tagged, rows }, book }: Writing,
  slots: readonly Slot[],
  text: SlotTexts,
  { onlyGiven, head }: { readonly onlyGiven: boolean; readonly head: string | null }
): string {
  const rest = text[restKey];
  const own = slots.flatMap((slot): [string, string][] => {
    const given = text[slot.key] ?? '';
    return given === '' && (slot.rare || onlyGiven)
      ? []
      : [[tagged({ kind: 'line', key: slot.key }, run(labelText(slot), book.language)), given]];
  });
  const machine: [string, string][] =
    rest === undefined
      ? []
      : [[tagged({ kind: 'line', key: restKey }, run('For the machine / 供程序读取', book.language)), rest]];
  return own.length + machine.length === 0 && head === null ? '' : rows([...own, ...machine], head);
}

const tableHead = ({ blocks: { run, tagged }, book }: Writing, tag: Tag, text: Bilingual): string =>
  tagged(tag, run(`${text.en} / ${text.zh}`, book.language, '<w:b/>'));

function facetXml(writing: Writing, { section, facet }: Passage): string {
  const { paragraph, tagged } = writing.blocks;
  return (
    (facet
      ? paragraph(
          'Heading3',
          tagged({ kind: 'passage', section, language: null }, bothRuns(writing.blocks, facet.label))
        )
      : '') + passageXml(writing, section)
  );
}

const passageXml = (
  { blocks: { paragraph, run, tagged, textBlocks }, texts }: Writing,
  section: string
): string =>
  locales
    .map((language) => {
      const own = textBlocks(textBlocksOf(texts.get(section)?.[language] ?? []), language);
      return (
        paragraph(
          'PassageLabel',
          tagged(
            { kind: 'passage', section, language },
            run(language === 'en' ? 'English:' : '中文：', language)
          )
        ) + (own === '' ? '<w:p/>' : own)
      );
    })
    .join('');

const aside = ({ paragraph, tagged, run }: Blocks, style: string, text: string, language: Locale): string =>
  paragraph(style, tagged({ kind: 'aside' }, run(text, language)));

const bothRuns = ({ run }: Blocks, { en, zh }: Bilingual, before = ''): string =>
  run(before + (en || zh).replace(/\s+/g, ' '), en ? 'en' : 'zh') +
  (en && zh && en !== zh ? `<w:r><w:br/></w:r>${run(zh.replace(/\s+/g, ' '), 'zh')}` : '');
