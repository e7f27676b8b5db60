/**
 * Reads a Word document from its first paragraph to its last: headings select the question, tables of
 * labelled rows and records fill its cells, and everything else is text of the passage whose label came last.
 * What is under no question is reported, and written nowhere.
 */
import type { Locale } from '#base/locale.ts';
import { headingLevels } from '#document/richtext.ts';
import type { CityFramework } from '#rules/framework/framework.ts';
import type { ParsedFile } from './book.ts';
import { readBody } from './docx-body.ts';
import type { DocBlock, DocParagraph, DocTable } from './docx-content.ts';
import { looksOf } from './docx-looks.ts';
import { commentsOf, notesOf, partOf, sentOf } from './docx-parts.ts';
import { textBlockOfTable, paragraphText, paragraphsIn, rowsOf, type TableRow } from './docx-tables.ts';
import { allQuestions, formOf, restKey, type FormCharacteristic, type FormQuestion } from './form.ts';
import { openGathering, textOfTextBlock, type DraftRecord } from './gathering.ts';
import type { TextBlock } from './text-blocks.ts';
import { facetCalled, languageLabel, outlineOf, slotOf, type Target } from './outline.ts';
import { openPackage } from '#server/files/office-package.ts';
import { tagReader } from './docx-tags.ts';

/** The level of a text's deepest heading; documents count two more, for the headings of the form. */
const deepestHeading = Math.max(...headingLevels);

interface Here {
  readonly question: FormQuestion | null;
  readonly characteristic: FormCharacteristic | null;
  readonly section: string | null;
  readonly language: Locale | null;
  /** Holds the level of the heading above. */
  readonly level: number;
  readonly heading: string;
}

const nowhere: Here = {
  question: null,
  characteristic: null,
  section: null,
  language: null,
  level: 0,
  heading: ''
};

export function parseDocx(bytes: Uint8Array, framework: CityFramework): ParsedFile {
  const opened = openPackage(bytes, 'docx');
  const looks = looksOf(partOf(opened, 'styles'), partOf(opened, 'numbering'));
  const links = new Map(
    opened
      .relations(opened.main)
      .filter(({ type }) => type === 'hyperlink')
      .map(({ id, target }) => [id, target])
  );
  const blocks = readBody(opened.text(opened.main) ?? '', {
    looks,
    linkOf: (id) => links.get(id) ?? null,
    notes: notesOf(opened)
  });
  const comments = commentsOf(opened);
  const sent = sentOf(opened);
  const form = formOf(framework);
  const outline = outlineOf(form);
  const gathering = openGathering(form);
  const questions = new Map(allQuestions(form).map((question) => [question.id, question]));
  const tagOf = tagReader(allQuestions(form), form.characteristics, sent.tags);
  // While controls identify the content, a paragraph is not taken for a label because of its text.
  const isTagged = paragraphsIn(blocks).some(({ tags }) => tags.some((tag) => tagOf(tag) !== null));
  let here = nowhere;
  let lists = new Set<string>();
  let loose: string[] = [];

  const reportLoose = (): void => {
    if (loose.length > 0)
      gathering.find({ kind: 'unplaced', location: here.heading, text: loose.join('\n'), question: null });
    loose = [];
  };
  const enter = (target: Target, level: number, heading: string): void => {
    reportLoose();
    const section = target.question
      ? (target.question.passages[0]?.section ?? null)
      : target.characteristic.account;
    here = { ...nowhere, ...target, section, level, heading };
    lists = new Set();
  };
  const leave = (level: number, heading: string): void => {
    reportLoose();
    here = { ...nowhere, level, heading };
    loose.push(heading);
  };
  const put = (textBlock: TextBlock): void => {
    if (here.section !== null) gathering.textBlock(here.section, here.language, textBlock, here.heading);
    else if (textOfTextBlock(textBlock).trim() !== '') loose.push(textOfTextBlock(textBlock));
  };
  const intoPassage = (section: string, language: Locale | null): void => {
    here = { ...here, section, language };
    lists = new Set();
    if (language) gathering.passage(section, language);
  };
  const reportRemarks = (paragraph: DocParagraph): void => {
    for (const { kind, id, author, text } of paragraph.remarks) {
      const comment = kind === 'comment' ? comments.get(id) : { text, author };
      if (!comment || comment.text.trim() === '') continue;
      const detail = kind === 'comment' ? [comment.author, text] : [kind === 'inserted' ? '+' : '−', author];
      gathering.find({
        kind: 'comment',
        location: here.heading,
        text: comment.text.trim(),
        question: here.question?.id ?? null,
        detail: detail.filter((one) => one !== '').join(' · ')
      });
    }
  };

  const textBlockOf = (paragraph: DocParagraph): TextBlock => {
    const style = looks.style(paragraph.style);
    const outlineLevel = paragraph.outline ?? style.outline;
    const { inline } = paragraph;
    if (outlineLevel !== null)
      return {
        form: 'heading',
        level: Math.min(deepestHeading, Math.max(2, outlineLevel >= 4 ? outlineLevel - 2 : 2)),
        inline
      };
    const list = paragraph.list ?? style.list;
    const look = list ? looks.list(list.numId, list.level) : null;
    if (list && look) {
      const isFirst = !lists.has(`${list.numId} ${list.level}`);
      lists.add(`${list.numId} ${list.level}`);
      return { form: look.form, level: list.level, inline, ...(isFirst ? { begins: look.begins } : {}) };
    }
    if (style.kind === 'rule') return { form: 'rule', level: 0, inline: [] };
    if (style.kind === 'more') return { form: 'more', level: style.level, inline };
    return {
      form: style.kind === 'quote' || style.kind === 'figure' ? style.kind : 'text',
      level: 0,
      inline
    };
  };
  const textBlocksIn = (inner: readonly DocBlock[]): TextBlock[] =>
    inner.map((block) =>
      block.kind === 'paragraph' ? textBlockOf(block) : textBlockOfTable(block, textBlocksIn)
    );

  const readParagraph = (paragraph: DocParagraph): void => {
    const text = paragraphText(paragraph).trim();
    const style = looks.style(paragraph.style);
    const level = paragraph.outline ?? style.outline;
    const tag = paragraph.tags.map(tagOf).find((one) => one !== null);
    const tagged = tag?.kind === 'question' ? questions.get(tag.id) : undefined;
    const named =
      tag?.kind === 'characteristic' ? form.characteristics.find(({ id }) => id === tag.id) : undefined;
    if (tagged) {
      enter({ question: tagged, characteristic: null }, level ?? 2, text);
      gathering.whole(tagged);
    } else if (named) enter({ question: null, characteristic: named }, level ?? 1, text);
    else if (tag?.kind === 'passage' && ownSections().includes(tag.section))
      intoPassage(tag.section, tag.language);
    else if (!(
      tag?.kind === 'aside' ||
      style.kind === 'contents' ||
      (style.kind === 'aside' && here.section === null) ||
      readAsHeading(text, level, style.kind === 'label')
    ))
      put(textBlockOf(paragraph));
    reportRemarks(paragraph);
  };
  const ownSections = (): string[] =>
    here.question
      ? here.question.passages.map(({ section }) => section)
      : here.characteristic?.account
        ? [here.characteristic.account]
        : [];

  /**
   * Reads a paragraph as a heading or a label, of the form or of the question. Returns false where it is text
   * of the passage.
   */
  const readAsHeading = (text: string, level: number | null, isLabel: boolean): boolean => {
    const language = isTagged && !isLabel ? null : languageLabel(text);
    if (language && here.section !== null) {
      intoPassage(here.section, language);
      return true;
    }
    const facet =
      here.question && (!isTagged || (level !== null && level <= 3))
        ? facetCalled(here.question.passages, text)
        : null;
    if (facet) {
      intoPassage(facet.section, null);
      return true;
    }
    const isInside = here.section !== null && level !== null && level > here.level;
    const target =
      text === ''
        ? null
        : level !== null && !isInside
          ? outline.ofHeading(text)
          : isTagged
            ? null
            : (outline.ofParagraph(text) ??
              (isInside && here.question === null ? outline.ofHeading(text) : null));
    if (target) {
      enter(target, level ?? here.level, text);
      if (target.question && sent.from.study !== null) gathering.whole(target.question);
      return true;
    }
    if (level === null || isInside || text === '') return false;
    leave(level, text);
    return true;
  };

  const readTable = (table: DocTable): void => {
    const rows = rowsOf(table);
    if (!(here.question && readForm(here.question, rows)) && !readRecords(rows))
      put(textBlockOfTable(table, textBlocksIn));
    for (const paragraph of paragraphsIn([table])) reportRemarks(paragraph);
  };

  /** Reads a table of two columns: the label of a slot, and its text. */
  const readForm = (question: FormQuestion, rows: readonly TableRow[]): boolean => {
    const tags = rows.map(
      ({ tags: own }) => own.map(tagOf).find((tag) => tag?.kind === 'line' || tag?.kind === 'record') ?? null
    );
    const called = (slots: FormQuestion['slots']): number =>
      rows.filter(({ text }) => text.length === 2 && slotOf(slots, null, text[0] ?? '', text[1] ?? ''))
        .length;
    const lines = rows.filter(({ text }) => text.length === 2 && text[1] !== '').length;
    const isRecord =
      tags.some((tag) => tag?.kind === 'record') || called(question.recordSlots) > called(question.slots);
    if (
      tags.every((tag) => tag === null) &&
      (Math.max(called(question.slots), called(question.recordSlots)) === 0 ||
        2 * Math.max(called(question.slots), called(question.recordSlots)) < lines)
    )
      return false;
    let record: DraftRecord | null = null;
    for (const [at, { text }] of rows.entries()) {
      const tag = tags[at];
      const location = [here.heading, text[0] ?? ''].filter((one) => one !== '').join(' › ');
      if (tag?.kind === 'record')
        record = gathering.record(
          question,
          tag.id === null ? 'new' : { id: tag.id, position: tag.position },
          location
        );
      else if (text.length >= 2) {
        if (isRecord) record ??= gathering.record(question, null, location);
        const line = {
          key: tag?.kind === 'line' ? tag.key : null,
          label: text[0] ?? '',
          text: text
            .slice(1)
            .filter((one) => one !== '')
            .join('\n'),
          location
        };
        if (record && line.key !== restKey) record.line(line);
        else gathering.line(question, line);
      }
    }
    return true;
  };

  /** Reads a table as records: its first row has the names of fields, and each row below is a record. */
  const readRecords = (rows: readonly TableRow[]): boolean => {
    const [head, ...others] = rows;
    const currentQuestions = here.question ? [here.question] : (here.characteristic?.questions ?? []);
    const fits = ({ recordSlots }: FormQuestion): number =>
      (head?.text ?? []).filter(
        (label, column) =>
          label !== '' && slotOf(recordSlots, null, label, others[0]?.text[column] ?? '') !== null
      ).length;
    const [question] = currentQuestions
      .filter((one) => one.recordSlots.length > 0)
      .toSorted((a, b) => fits(b) - fits(a));
    const columns = (head?.text ?? []).filter((label) => label !== '').length;
    if (!head || !question || others.length === 0 || fits(question) < 2 || 2 * fits(question) < columns)
      return false;
    for (const [at, { text }] of others.entries()) {
      const location = `${here.heading} › ${at + 2}`;
      const record = gathering.record(question, null, location);
      for (const [column, label] of head.text.entries())
        if (label !== '') record.line({ key: null, label, text: text[column] ?? '', location });
    }
    return true;
  };

  for (const block of blocks) {
    if (block.kind === 'table') readTable(block);
    else readParagraph(block);
  }
  reportLoose();
  return gathering.finish(sent);
}
