/**
 * A Word document read from its first paragraph to its last: headings say which question is spoken of, tables of lines and records go to
 * its cells, everything else is the words of the passage whose label came last. What stands under no question is told, and written nowhere.
 */
import { fingerprint } from '#domain/version.ts';
import type { Locale } from '#domain/locale.ts';
import type { AskedFramework } from '#domain/framework.ts';
import type { Reading } from './book.ts';
import { readBody, type DocBlock, type DocParagraph, type DocTable } from './docx-body.ts';
import { looksOf } from './docx-looks.ts';
import { commentsOf, notesOf, partOf, sentOf } from './docx-parts.ts';
import { leafOfTable, paragraphWords, paragraphsIn, rowsOf, type TableRow } from './docx-tables.ts';
import { allQuestions, formOf, restKey, type FormCharacteristic, type FormQuestion } from './form.ts';
import { openGathering, wordsOfLeaf, type RecordSlip } from './gathering.ts';
import type { Leaf } from './leaves.ts';
import { facetCalled, languageLabel, outlineOf, slotOf, type Target } from './outline.ts';
import { openPackage } from './package.ts';
import { parseTag, tagText, type Tag } from './tags.ts';

interface Here {
  readonly question: FormQuestion | null;
  readonly characteristic: FormCharacteristic | null;
  readonly section: string | null;
  readonly language: Locale | null;
  /** Of the heading under which this stands. */
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

export function readDocx(bytes: Uint8Array, framework: AskedFramework): Reading {
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
  // While controls name what stands where, a paragraph is no label because of its words.
  const isTagged = paragraphsIn(blocks).some(({ tags }) => tags.some((tag) => tagOf(tag) !== null));
  let here = nowhere;
  let lists = new Set<string>();
  let loose: string[] = [];

  const tellLoose = (): void => {
    if (loose.length > 0)
      gathering.find({ kind: 'unplaced', place: here.heading, words: loose.join('\n'), question: null });
    loose = [];
  };
  const enter = (target: Target, level: number, heading: string): void => {
    tellLoose();
    const section = target.question
      ? (target.question.passages[0]?.section ?? null)
      : target.characteristic.account;
    here = { ...nowhere, ...target, section, level, heading };
    lists = new Set();
  };
  const leave = (level: number, heading: string): void => {
    tellLoose();
    here = { ...nowhere, level, heading };
    loose.push(heading);
  };
  const put = (leaf: Leaf): void => {
    if (here.section !== null) gathering.leaf(here.section, here.language, leaf, here.heading);
    else if (wordsOfLeaf(leaf).trim() !== '') loose.push(wordsOfLeaf(leaf));
  };
  const intoPassage = (section: string, language: Locale | null): void => {
    here = { ...here, section, language };
    lists = new Set();
    if (language) gathering.passage(section, language);
  };
  const tellRemarks = (paragraph: DocParagraph): void => {
    for (const { is, id, author, words } of paragraph.remarks) {
      const comment = is === 'comment' ? comments.get(id) : { words, author };
      if (!comment || comment.words.trim() === '') continue;
      const detail = is === 'comment' ? [comment.author, words] : [is === 'inserted' ? '+' : '−', author];
      gathering.find({
        kind: 'comment',
        place: here.heading,
        words: comment.words.trim(),
        question: here.question?.id ?? null,
        detail: detail.filter((one) => one !== '').join(' · ')
      });
    }
  };

  const leafOf = (paragraph: DocParagraph): Leaf => {
    const style = looks.style(paragraph.style);
    const outlineLevel = paragraph.outline ?? style.outline;
    const { inline } = paragraph;
    if (outlineLevel !== null)
      return {
        form: 'heading',
        level: Math.min(4, Math.max(2, outlineLevel >= 4 ? outlineLevel - 2 : 2)),
        inline
      };
    const list = paragraph.list ?? style.list;
    const look = list ? looks.list(list.numId, list.level) : null;
    if (list && look) {
      const isFirst = !lists.has(`${list.numId} ${list.level}`);
      lists.add(`${list.numId} ${list.level}`);
      return { form: look.form, level: list.level, inline, ...(isFirst ? { begins: look.begins } : {}) };
    }
    if (style.is === 'rule') return { form: 'rule', level: 0, inline: [] };
    if (style.is === 'more') return { form: 'more', level: style.level, inline };
    return { form: style.is === 'quote' || style.is === 'figure' ? style.is : 'text', level: 0, inline };
  };
  const leavesIn = (inner: readonly DocBlock[]): Leaf[] =>
    inner.map((block) => (block.is === 'paragraph' ? leafOf(block) : leafOfTable(block, leavesIn)));

  const readParagraph = (paragraph: DocParagraph): void => {
    const words = paragraphWords(paragraph).trim();
    const style = looks.style(paragraph.style);
    const level = paragraph.outline ?? style.outline;
    const tag = paragraph.tags.map(tagOf).find((one) => one !== null);
    const tagged = tag?.is === 'question' ? questions.get(tag.id) : undefined;
    const named =
      tag?.is === 'characteristic' ? form.characteristics.find(({ id }) => id === tag.id) : undefined;
    if (tagged) {
      enter({ question: tagged, characteristic: null }, level ?? 2, words);
      gathering.whole(tagged);
    } else if (named) enter({ question: null, characteristic: named }, level ?? 1, words);
    else if (tag?.is === 'passage' && ownSections().includes(tag.section))
      intoPassage(tag.section, tag.language);
    else if (!(
      tag?.is === 'aside' ||
      style.is === 'contents' ||
      (style.is === 'aside' && here.section === null) ||
      readAsHeading(words, level, style.is === 'label')
    ))
      put(leafOf(paragraph));
    tellRemarks(paragraph);
  };
  const ownSections = (): string[] =>
    here.question
      ? here.question.passages.map(({ section }) => section)
      : here.characteristic?.account
        ? [here.characteristic.account]
        : [];

  /** Whether it is a heading or a label of ours or of the question's, rather than words of the text. */
  const readAsHeading = (words: string, level: number | null, isLabel: boolean): boolean => {
    const language = isTagged && !isLabel ? null : languageLabel(words);
    if (language && here.section !== null) {
      intoPassage(here.section, language);
      return true;
    }
    const facet =
      here.question && (!isTagged || (level !== null && level <= 3))
        ? facetCalled(here.question.passages, words)
        : null;
    if (facet) {
      intoPassage(facet.section, null);
      return true;
    }
    const isInside = here.section !== null && level !== null && level > here.level;
    const target =
      words === ''
        ? null
        : level !== null && !isInside
          ? outline.ofHeading(words)
          : isTagged
            ? null
            : (outline.ofParagraph(words) ??
              (isInside && here.question === null ? outline.ofHeading(words) : null));
    if (target) {
      enter(target, level ?? here.level, words);
      if (target.question && sent.from.study !== null) gathering.whole(target.question);
      return true;
    }
    if (level === null || isInside || words === '') return false;
    leave(level, words);
    return true;
  };

  const readTable = (table: DocTable): void => {
    const rows = rowsOf(table);
    if (!(here.question && readForm(here.question, rows)) && !readRecords(rows))
      put(leafOfTable(table, leavesIn));
    for (const paragraph of paragraphsIn([table])) tellRemarks(paragraph);
  };

  /** Two columns: what a line is called, and what stands there. */
  const readForm = (question: FormQuestion, rows: readonly TableRow[]): boolean => {
    const tags = rows.map(
      ({ tags: own }) => own.map(tagOf).find((tag) => tag?.is === 'line' || tag?.is === 'record') ?? null
    );
    const called = (slots: FormQuestion['slots']): number =>
      rows.filter(({ words }) => words.length === 2 && slotOf(slots, null, words[0] ?? '', words[1] ?? ''))
        .length;
    const lines = rows.filter(({ words }) => words.length === 2 && words[1] !== '').length;
    const isRecord =
      tags.some((tag) => tag?.is === 'record') || called(question.recordSlots) > called(question.slots);
    if (
      tags.every((tag) => tag === null) &&
      (Math.max(called(question.slots), called(question.recordSlots)) === 0 ||
        2 * Math.max(called(question.slots), called(question.recordSlots)) < lines)
    )
      return false;
    let record: RecordSlip | null = null;
    for (const [at, { words }] of rows.entries()) {
      const tag = tags[at];
      const place = [here.heading, words[0] ?? ''].filter((one) => one !== '').join(' › ');
      if (tag?.is === 'record')
        record = gathering.record(
          question,
          tag.id === null ? 'new' : { id: tag.id, position: tag.position },
          place
        );
      else if (words.length >= 2) {
        if (isRecord) record ??= gathering.record(question, null, place);
        const line = {
          key: tag?.is === 'line' ? tag.key : null,
          label: words[0] ?? '',
          words: words
            .slice(1)
            .filter((one) => one !== '')
            .join('\n'),
          place
        };
        if (record && line.key !== restKey) record.line(line);
        else gathering.line(question, line);
      }
    }
    return true;
  };

  /** A first row of names of fields, and a record in each row below. */
  const readRecords = (rows: readonly TableRow[]): boolean => {
    const [head, ...others] = rows;
    const asked = here.question ? [here.question] : (here.characteristic?.questions ?? []);
    const fits = ({ recordSlots }: FormQuestion): number =>
      (head?.words ?? []).filter(
        (label, column) =>
          label !== '' && slotOf(recordSlots, null, label, others[0]?.words[column] ?? '') !== null
      ).length;
    const [question] = asked
      .filter((one) => one.recordSlots.length > 0)
      .toSorted((a, b) => fits(b) - fits(a));
    const columns = (head?.words ?? []).filter((label) => label !== '').length;
    if (!head || !question || others.length === 0 || fits(question) < 2 || 2 * fits(question) < columns)
      return false;
    for (const [at, { words }] of others.entries()) {
      const place = `${here.heading} › ${at + 2}`;
      const record = gathering.record(question, null, place);
      for (const [column, label] of head.words.entries())
        if (label !== '') record.line({ key: null, label, words: words[column] ?? '', place });
    }
    return true;
  };

  for (const block of blocks) {
    if (block.is === 'table') readTable(block);
    else readParagraph(block);
  }
  tellLoose();
  return gathering.finish(sent);
}

/** By the text of a tag; long ones stand in the document by their fingerprints. */
function tagReader(
  questions: readonly FormQuestion[],
  characteristics: readonly FormCharacteristic[],
  long: readonly string[]
): (text: string) => Tag | null {
  const known: Tag[] = [
    ...characteristics.map(({ id }): Tag => ({ is: 'characteristic', id })),
    ...questions.flatMap(({ id, passages, slots, recordSlots }): Tag[] => [
      { is: 'question', id },
      ...passages.flatMap(({ section }): Tag[] =>
        ([null, 'en', 'zh'] as const).map((language) => ({ is: 'passage', section, language }))
      ),
      ...[...slots, ...recordSlots].map(({ key }): Tag => ({ is: 'line', key }))
    ])
  ];
  const byMark = new Map(
    [...known.map((tag) => `mer:${tagText(tag)}`), ...long].map((text) => [`mer:#${fingerprint(text)}`, text])
  );
  return (text) => (text.startsWith('mer:') ? parseTag((byMark.get(text) ?? text).slice(4)) : null);
}
