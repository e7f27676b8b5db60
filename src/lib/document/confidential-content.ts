/**
 * Joins the content of a response and of its confidential document for a file that holds both, and leaves out
 * of a file that is imported what belongs to a confidential answer: that is written in its own document.
 */
import type { ConfidentialAnswer } from '#rules/answers/confidential.ts';
import { shortened } from '#rules/exchange/exchange.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { parseAnswerSection, parseCell } from './answer-cells.ts';
import {
  confidentialMark,
  isConfidentialCell,
  isConfidentialSection,
  markCell
} from './confidential-answers.ts';
import type { FileContent, PlannedItem, Present } from './planned-import.ts';

/** The heading above a note that is held back, in a file that holds both. */
const noteTitle = { en: 'Confidential note', zh: '内部说明' } as const;

/** Returns the response with its confidential answers in place of their marks, and with confidential notes. */
export function withHeldBack(
  { cells, texts }: Present,
  held: Present,
  answers: readonly ConfidentialAnswer[]
): Present {
  const marks = new Set(answers.map(markCell));
  const open = Object.entries(cells).filter(([key]) => !marks.has(key));
  const moved = Object.entries(held.cells).filter(([key]) => isConfidentialCell(answers, key));
  const noteOf = new Map(
    held.texts.filter(({ id }) => parseAnswerSection(id) === null).map((text) => [text.id, text])
  );
  const withNote = (text: SectionContent): SectionContent => {
    const note = noteOf.get(text.id);
    return note
      ? { id: text.id, en: joined('en', text.en, note.en), zh: joined('zh', text.zh, note.zh) }
      : text;
  };
  return {
    cells: Object.fromEntries([...open, ...moved].sort(([a], [b]) => (a < b ? -1 : 1))),
    texts: [
      ...texts.filter(({ id }) => !isConfidentialSection(answers, id)).map(withNote),
      ...held.texts.filter(({ id }) => isConfidentialSection(answers, id))
    ]
  };
}

function joined(
  language: keyof typeof noteTitle,
  text: readonly ContentNode[],
  note: readonly ContentNode[]
): readonly ContentNode[] {
  if (note.every(({ content }) => content === undefined)) return text;
  const heading: ContentNode = {
    type: 'heading',
    attrs: { level: 3 },
    content: [{ type: 'text', text: noteTitle[language] }]
  };
  return [...text, heading, ...note];
}

/**
 * Leaves out what a file says about confidential answers, and marks that it would set: an answer is held back
 * by a decision of its own, which moves it. Each is reported.
 */
export function withoutHeldBack(file: FileContent, answers: readonly ConfidentialAnswer[]): FileContent {
  const isMark = (key: string, value: FieldValue): boolean =>
    value === confidentialMark && parseCell(key)?.name === 'state' && parseCell(key)?.record === null;
  const cells = Object.entries(file.cells);
  const texts = file.texts.filter(({ id }) => isConfidentialSection(answers, id));
  // A mark for what is held back already says nothing new.
  const left = cells.filter(
    ([key, value]) =>
      (isConfidentialCell(answers, key) && !isMark(key, value)) ||
      (isMark(key, value) && !isConfidentialCell(answers, key))
  );
  const held = new Set(answers.map(({ question }) => question));
  return {
    ...file,
    cells: Object.fromEntries(
      cells.filter(([key, value]) => !isConfidentialCell(answers, key) && !isMark(key, value))
    ),
    texts: file.texts.filter((text) => !texts.includes(text)),
    whole: (file.whole ?? []).filter((question) => !held.has(question)),
    findings: [
      ...file.findings,
      ...left.map(([key, value]) => ({
        kind: 'confidential' as const,
        location: key,
        text: shortened(typeof value === 'string' ? value : JSON.stringify(value)),
        question: parseCell(key)?.question ?? null,
        detail: ''
      })),
      ...texts.map(({ id }) => ({
        kind: 'confidential' as const,
        location: id,
        text: '',
        question: parseAnswerSection(id)?.question ?? null,
        detail: ''
      }))
    ]
  };
}

/** Checks whether an item that was imported earlier belongs to an answer that is confidential now. */
export const isHeldBack = (
  { cells, text }: Pick<PlannedItem, 'cells' | 'text'>,
  answers: readonly ConfidentialAnswer[]
): boolean =>
  cells.some(({ key }) => isConfidentialCell(answers, key)) ||
  (text !== null && isConfidentialSection(answers, text.after.id));
