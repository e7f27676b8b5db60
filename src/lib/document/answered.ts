/**
 * Reads a response as a whole: what a version of it holds, and what a page renders of it before hydration.
 */
import type * as Y from 'yjs';
import type { Locale } from '#base/locale.ts';
import { textOfNode, type SectionContent } from '#base/content.ts';
import { toCanonical, type Json } from '#base/canonical.ts';
import { parseAnswerSection } from './answer-cells.ts';
import { cellsOf, type Cells } from './answers.ts';
import { beginningOfCells } from './beginning-cells.ts';
import { sectionContent } from './content.ts';
import { textsOf, type RenderedHtml, type Written } from './texts.ts';

/**
 * Holds what a city answers to single questions: the passages that hold anything, and the cells in their
 * canonical form.
 */
export interface AnsweredContent {
  readonly passages: readonly SectionContent[];
  readonly cells: Cells;
}

export interface AnsweredSections {
  readonly sections: readonly SectionContent[];
  readonly answers: AnsweredContent;
}

export interface ShownAnswers {
  readonly passages: readonly string[];
  /** Names the questions whose records are shown. */
  readonly questions: readonly string[];
}

export interface RenderedAnswers {
  readonly cells: Cells;
  /** Says that the cells are only the beginning of the answers. */
  readonly isCut: boolean;
  readonly html: Readonly<Record<string, RenderedHtml>>;
  /** The languages in which each requested passage holds anything. */
  readonly written: Readonly<Record<string, Written>>;
}

const isBlankSection = ({ en, zh }: SectionContent): boolean =>
  [...en, ...zh].every(({ type, content }) => type === 'paragraph' && content === undefined);

/** `ids` are all of them, including passages of questions. */
export function answeredSections(doc: Y.Doc, ids: readonly string[]): AnsweredSections {
  const passages = ids.filter((id) => parseAnswerSection(id) !== null);
  return {
    sections: ids.filter((id) => parseAnswerSection(id) === null).map((id) => sectionContent(doc, id)),
    answers: {
      passages: passages.map((id) => sectionContent(doc, id)).filter((section) => !isBlankSection(section)),
      cells: sorted(cellsOf(doc))
    }
  };
}

/** Sorts cells by key, since the order in which they were written has no meaning. */
const sorted = (cells: Cells): Cells =>
  Object.fromEntries(Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Returns cells in the form in which a version holds them. */
export const canonicalCells = (cells: Cells): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(cells).map(([key, value]) => [key, toCanonical(value)]));

/** Holds a response's cells, and the number of characters in each requested passage. */
export interface MeasuredAnswers {
  readonly cells: Cells;
  readonly characters: Readonly<Record<string, Readonly<Record<Locale, number>>>>;
}

/** Blanks at the ends and between blocks are not counted as characters. */
export function measuredAnswers(doc: Y.Doc, passages: readonly string[]): MeasuredAnswers {
  const lengthOf = (nodes: SectionContent['en']): number =>
    nodes.reduce((sum, node) => sum + textOfNode(node).trim().length, 0);
  const characters = passages.map((id) => {
    const { en, zh } = sectionContent(doc, id);
    return [id, { en: lengthOf(en), zh: lengthOf(zh) }] as const;
  });
  return { cells: cellsOf(doc), characters: Object.fromEntries(characters) };
}

export function renderAnswers(doc: Y.Doc, { passages, questions }: ShownAnswers): RenderedAnswers {
  const texts = textsOf(doc);
  const each = <T>(of: (id: string) => T): Record<string, T> =>
    Object.fromEntries(passages.map((id) => [id, of(id)]));
  return {
    ...beginningOfCells(cellsOf(doc), questions),
    html: each((id) => texts.html(id)),
    written: each((id) => texts.written(id))
  };
}
