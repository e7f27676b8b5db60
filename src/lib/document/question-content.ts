/**
 * Reads what a version of a response holds of one question, its passages and its cells, and builds a response
 * in which some questions have their earlier content.
 */
import type { DocumentVersion } from '#rules/versions/version.ts';
import { canonicalText, type Json } from '#base/canonical.ts';
import { parseAnswerSection, parseCell } from './answer-cells.ts';
import type { AnsweredContent } from './answered.ts';

/** Describes the answers as far as a version holds them: sections, and the cells of its answers. */
export type HeldAnswers = Pick<DocumentVersion, 'sections' | 'answers'>;

const questionOfSection = (section: string): string | null => parseAnswerSection(section)?.question ?? null;

/**
 * Returns the content in its canonical form, so that equal content is equal text; an empty passage is none.
 */
export function questionContent({ sections, answers = {} }: HeldAnswers, question: string): string {
  const passages = sections.filter(({ id }) => questionOfSection(id) === question);
  const cells = Object.entries(answers).filter(([key]) => parseCell(key)?.question === question);
  return canonicalText({
    passages: Object.fromEntries(passages.map(({ id, en, zh }) => [id, { en, zh }])) as Json,
    cells: Object.fromEntries(cells)
  });
}

export const heldAnswers = (
  { passages, cells }: AnsweredContent,
  canonical: (cells: AnsweredContent['cells']) => { readonly [cell: string]: Json }
): HeldAnswers => ({
  sections: passages,
  answers: canonical(cells)
});

/**
 * Returns the content without what is still being written: these questions have the content that was
 * submitted before. `order` is the order of all passages.
 */
export function withheldIn(
  now: AnsweredContent,
  before: HeldAnswers,
  questions: ReadonlySet<string>,
  order: readonly string[]
): AnsweredContent {
  const isWithheld = (question: string | null | undefined): boolean => questions.has(question ?? '');
  const passages = new Map(
    [
      ...now.passages.filter(({ id }) => !isWithheld(questionOfSection(id))),
      ...before.sections.filter(({ id }) => isWithheld(questionOfSection(id)))
    ].map((section) => [section.id, section])
  );
  const cells = [
    ...Object.entries(now.cells).filter(([key]) => !isWithheld(parseCell(key)?.question)),
    ...(Object.entries(before.answers ?? {}) as [string, AnsweredContent['cells'][string]][]).filter(
      ([key]) => isWithheld(parseCell(key)?.question)
    )
  ];
  return {
    passages: order.flatMap((id) => passages.get(id) ?? []),
    cells: Object.fromEntries(cells.sort(([a], [b]) => (a < b ? -1 : 1)))
  };
}
