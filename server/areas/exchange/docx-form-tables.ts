/** Reads tables of a Word document that fill the cells of questions: forms, and lists of records. */
import type { TableRow } from './docx-tables.ts';
import { restKey, type FormQuestion } from './form.ts';
import type { DraftRecord, Gathering } from './gathering.ts';
import { slotOf } from './outline.ts';
import type { Tag } from './tags.ts';

interface TableContext {
  readonly gathering: Gathering;
  readonly tagOf: (tag: string) => Tag | null;
  /** Holds the heading above the table. */
  readonly heading: string;
}

/** The table has two columns: the label of a slot, and its text. Returns false where it is no form of the question. */
export function readForm(
  { gathering, tagOf, heading }: TableContext,
  question: FormQuestion,
  rows: readonly TableRow[]
): boolean {
  const tags = rows.map(
    ({ tags: own }) => own.map(tagOf).find((tag) => tag?.kind === 'line' || tag?.kind === 'record') ?? null
  );
  if (tags.every((tag) => tag === null) && !looksLikeForm(question, rows)) return false;
  const isRecord =
    tags.some((tag) => tag?.kind === 'record') ||
    labelled(question.recordSlots, rows) > labelled(question.slots, rows);
  let record: DraftRecord | null = null;
  for (const [index, { text }] of rows.entries()) {
    const tag = tags[index];
    const location = [heading, text[0] ?? ''].filter((one) => one !== '').join(' › ');
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
}

/** Counts the rows whose first cell is the label of one of these slots. */
const labelled = (slots: FormQuestion['slots'], rows: readonly TableRow[]): number =>
  rows.filter(({ text }) => text.length === 2 && slotOf(slots, null, text[0] ?? '', text[1] ?? '')).length;

/** Checks whether half of the rows with a text have labels of the question. */
function looksLikeForm({ slots, recordSlots }: FormQuestion, rows: readonly TableRow[]): boolean {
  const most = Math.max(labelled(slots, rows), labelled(recordSlots, rows));
  const lines = rows.filter(({ text }) => text.length === 2 && text[1] !== '').length;
  return most > 0 && 2 * most >= lines;
}

/**
 * Reads a table as records of the question that it fits best: its first row has the names of fields, and each row
 * below is a record. Returns false where it fits none.
 */
export function readRecords(
  { gathering, heading }: TableContext,
  questions: readonly FormQuestion[],
  rows: readonly TableRow[]
): boolean {
  const [head, ...others] = rows;
  const fits = ({ recordSlots }: FormQuestion): number =>
    (head?.text ?? []).filter(
      (label, column) =>
        label !== '' && slotOf(recordSlots, null, label, others[0]?.text[column] ?? '') !== null
    ).length;
  const [question] = questions
    .filter((one) => one.recordSlots.length > 0)
    .toSorted((a, b) => fits(b) - fits(a));
  const columns = (head?.text ?? []).filter((label) => label !== '').length;
  if (!head || !question || others.length === 0 || fits(question) < 2 || 2 * fits(question) < columns)
    return false;
  for (const [index, { text }] of others.entries()) {
    const location = `${heading} › ${index + 2}`;
    const record = gathering.record(question, null, location);
    for (const [column, label] of head.text.entries())
      if (label !== '') record.line({ key: null, label, text: text[column] ?? '', location });
  }
  return true;
}
