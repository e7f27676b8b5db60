/**
 * Moves answers between the response of a city and its confidential document, which has the same sections and
 * cells. What is moved is deleted where it was, so that the response holds nothing of a confidential answer
 * but the mark that it is one.
 */
import * as Y from 'yjs';
import { isConfidential, type ConfidentialAnswer } from '#rules/answers/confidential.ts';
import { locales } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { SectionContent } from '#base/content.ts';
import { cellKey, parseAnswerSection, parseCell } from './answer-cells.ts';
import { answersIn, cellsOf } from './answers.ts';
import { passageContent, sectionContent } from './content.ts';
import { keepLeftOver } from './sequence/left-over-acts.ts';
import type { LeftOver } from './sequence/left-over.ts';
import { deleteUnreached } from './sequence/unreached.ts';
import { newBlockId } from './block-id.ts';
import { clearPassage, writePassage } from './content-write.ts';

export type { ConfidentialAnswer } from '#rules/answers/confidential.ts';

export const confidentialMark = 'confidential';

export const markCell = ({ question, topic }: ConfidentialAnswer): string =>
  cellKey({ question, name: 'state', measure: topic });

/** Null for the question as a whole. */
const topicOfCell = (key: string): string | null => {
  const cell = parseCell(key);
  return cell?.record === null ? cell.measure : null;
};

const isCellOf = (answer: ConfidentialAnswer, key: string): boolean =>
  parseCell(key)?.question === answer.question &&
  (answer.topic === null || topicOfCell(key) === answer.topic);

const isSectionOf = (answer: ConfidentialAnswer, section: string): boolean => {
  const found = parseAnswerSection(section);
  return found?.question === answer.question && (answer.topic === null || found.facet === answer.topic);
};

export const isConfidentialCell = (answers: readonly ConfidentialAnswer[], key: string): boolean =>
  isConfidential(answers, parseCell(key)?.question ?? '', topicOfCell(key));

export function isConfidentialSection(answers: readonly ConfidentialAnswer[], section: string): boolean {
  const found = parseAnswerSection(section);
  return found !== null && isConfidential(answers, found.question, found.facet);
}

export const markedIn = (cells: Readonly<Record<string, unknown>>): ConfidentialAnswer[] =>
  Object.entries(cells).flatMap(([key, value]) => {
    const cell = parseCell(key);
    return cell && value === confidentialMark && cell.name === 'state' && cell.record === null
      ? [{ question: cell.question, topic: cell.measure }]
      : [];
  });

/** Removes what is confidential from the content of a version of a response; only the marks stay. */
export function withoutConfidential<
  Held extends {
    readonly sections: readonly SectionContent[];
    readonly answers?: Readonly<Record<string, unknown>>;
  }
>(held: Held, answers: readonly ConfidentialAnswer[]): Held {
  const all = [...answers, ...markedIn(held.answers ?? {})];
  if (all.length === 0) return held;
  const cells = Object.entries(held.answers ?? {}).filter(
    ([key, value]) => !isConfidentialCell(all, key) || (value === confidentialMark && isMark(all, key))
  );
  const marks = answers.map((answer) => [markCell(answer), confidentialMark] as const);
  return {
    ...held,
    sections: held.sections.filter(({ id }) => !isConfidentialSection(all, id)),
    ...(held.answers ? { answers: Object.fromEntries([...cells, ...marks].sort(byKey)) } : {})
  };
}

const isMark = (answers: readonly ConfidentialAnswer[], key: string): boolean =>
  answers.some((answer) => markCell(answer) === key);
const byKey = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

/** Checks whether a document holds anything of the answer besides a mark that it is confidential. */
export const holdsContentOf = (
  doc: Y.Doc,
  answer: ConfidentialAnswer,
  sections: readonly string[]
): boolean =>
  Object.entries(cellsOf(doc)).some(([key, value]) => isCellOf(answer, key) && !isAnyMark(key, value)) ||
  sections.some(
    (section) =>
      isSectionOf(answer, section) &&
      locales.some((language) => passageContent(doc, section, language).length > 0)
  );

/** Moves an answer into the confidential document, and leaves the mark. `sections`: all sections of both. */
export function holdBack(
  response: Y.Doc,
  confidential: Y.Doc,
  answer: ConfidentialAnswer,
  sections: readonly string[]
): void {
  move(response, confidential, answer, sections);
  response.transact(() => {
    if (answersIn(response).get(markCell(answer)) !== confidentialMark)
      answersIn(response).set(markCell(answer), confidentialMark);
  });
}

/** Moves an answer back into the response, where its mark is removed. */
export function takeBack(
  response: Y.Doc,
  confidential: Y.Doc,
  answer: ConfidentialAnswer,
  sections: readonly string[]
): void {
  response.transact(() => answersIn(response).delete(markCell(answer)));
  move(confidential, response, answer, sections);
}

function move(from: Y.Doc, to: Y.Doc, answer: ConfidentialAnswer, sections: readonly string[]): void {
  const cells = Object.entries(cellsOf(from)).filter(([key]) => isCellOf(answer, key));
  const own = sections.filter((section) => isSectionOf(answer, section));
  to.transact(() => {
    for (const [key, value] of cells) if (!isAnyMark(key, value)) answersIn(to).set(key, value);
    // A topic that was moved before has no content here, and keeps what it holds there.
    for (const section of own) {
      const content = sectionContent(from, section);
      for (const language of locales)
        if (content[language].length > 0)
          writePassage({ doc: to, section, language, newId: newBlockId }, content[language]);
    }
  });
  let left: readonly LeftOver[] = [];
  from.transact(() => {
    for (const [key] of cells) answersIn(from).delete(key);
    for (const section of own) for (const language of locales) clearPassage(from, section, language);
    // Notes, captions and cells are texts of their own, also those that somebody deleted from it.
    const isElsewhere = ({ passage }: LeftOver): boolean =>
      passage !== null && sections.includes(passage.section) && !own.includes(passage.section);
    left = deleteUnreached(from, isElsewhere);
  });
  // What was left over from deleted blocks of the answer goes with it, and what may have been.
  if (left.length > 0) to.transact(() => keepLeftOver(to, left, newBlockId));
}

const isAnyMark = (key: string, value: FieldValue): boolean =>
  value === confidentialMark && parseCell(key)?.name === 'state' && parseCell(key)?.record === null;
