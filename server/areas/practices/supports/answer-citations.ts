/**
 * Finds the sources of the bibliography that the answers of a city cite: by a link in the text of a question, or by a
 * plain address in a cell, as of a field, a source or a note.
 */
import type { AnsweredContent } from '#document/answered.ts';
import { parseAnswerSection, parseCell } from '#document/answer-cells.ts';
import { locales, type Bilingual } from '#base/locale.ts';
import { sourcesCitedIn, sourcesNamedIn } from '#rules/bibliography/source-link.ts';
import { textOfNode } from '#base/content.ts';

/** Describes one text or cell of an answer that cites sources. */
export interface AnswerCitation {
  readonly question: string;
  /** Null for the whole of it. */
  readonly topic: string | null;
  /** Holds the words; those of a cell that is in no language stand in both. */
  readonly text: Bilingual;
  readonly cites: readonly string[];
}

export const citationsInAnswers = (
  { passages, cells }: Pick<AnsweredContent, 'passages' | 'cells'>,
  study: string
): AnswerCitation[] => [
  ...passages.flatMap((section): AnswerCitation[] => {
    const place = parseAnswerSection(section.id);
    if (!place) return [];
    return locales.flatMap((language) =>
      section[language].flatMap((node) => {
        const cites = [...(sourcesCitedIn([node], study, () => false).get('') ?? [])];
        const text = { en: '', zh: '', [language]: textOfNode(node) };
        return cites.length === 0 ? [] : [{ question: place.question, topic: place.facet, text, cites }];
      })
    );
  }),
  ...Object.entries(cells).flatMap(([key, value]): AnswerCitation[] => {
    const cell = parseCell(key);
    const words = [value].flat().filter((one) => typeof one === 'string');
    const cites = words.flatMap((one) => sourcesNamedIn(one, study));
    if (!cell || cites.length === 0) return [];
    const text = words.join(' ');
    return [
      {
        question: cell.question,
        topic: cell.measure,
        text: cell.language ? { en: '', zh: '', [cell.language]: text } : { en: text, zh: text },
        cites
      }
    ];
  })
];
