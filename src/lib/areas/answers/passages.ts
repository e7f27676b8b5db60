/**
 * Lists the texts in which an answer is written: one for each topic of the question, or one for all of it.
 */
import { answerSection } from '#document/answer-cells.ts';
import { textFor, type Bilingual } from '#base/locale.ts';
import { locale } from '#lib/i18n/locale.ts';
import type { QuestionModel } from './question-model.ts';

export interface AnswerPassage {
  readonly id: string;
  readonly name: string;
  readonly facet: { readonly id: string; readonly label: Bilingual } | null;
}

export const passagesOf = ({
  id,
  text,
  facets
}: Pick<QuestionModel, 'id' | 'text' | 'facets'>): AnswerPassage[] =>
  facets.length > 0
    ? facets.map((facet) => ({
        id: answerSection(id, facet.id),
        name: textFor(facet.label, locale()).text,
        facet
      }))
    : [{ id: answerSection(id), name: textFor(text, locale()).text, facet: null }];
