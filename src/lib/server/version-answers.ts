/**
 * Loads what pages of a response's versions need in addition to its texts: the questions that it answers, and
 * which parts of a version can be restored.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { parseAnswerSection, sectionsOfQuestion } from '#document/answer-cells.ts';
import { restoringFrom, restoringOf, type Restoring } from '#document/stored-answers.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import { holdsConfidential } from '#rules/answers/confidential.ts';
import { answerParts, findCharacteristic } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';
import { questionPart } from '#base/parts.ts';
import { figuresModel, allQuestionModels, type QuestionModel } from '#lib/areas/answers/question-model.ts';
import { must, needActor } from './guard.ts';

type PageRequest = Pick<RequestEvent, 'locals' | 'url'> & {
  readonly params: Readonly<Partial<Record<string, string>>>;
};

/** Holds the questions of one characteristic, or of a part of the short profile. */
export interface QuestionGroup {
  readonly characteristic: string;
  readonly name: Bilingual;
  readonly questions: readonly QuestionModel[];
}

async function viewOf({ locals, url, params }: PageRequest) {
  return must(
    locals,
    await locals.services.assessments.load(
      needActor({ locals, url }),
      params['study'] ?? '',
      params['city'] ?? ''
    )
  );
}

/**
 * Returns the questions of the framework that `isMeant` accepts, in its order, under their characteristics;
 * the city's figures come with the first.
 */
export async function questionsOfVersion(
  event: PageRequest,
  isMeant: (question: QuestionModel) => boolean
): Promise<QuestionGroup[]> {
  const { framework } = await viewOf(event);
  return answerParts(framework)
    .map((characteristic, index) => {
      const figures = index === 0 ? [figuresModel(framework)] : [];
      return {
        characteristic: characteristic.id,
        name: characteristic.name,
        questions: [...allQuestionModels(framework, characteristic), ...figures].filter(isMeant)
      };
    })
    .filter(({ questions }) => questions.length > 0);
}

/** Returns the names of all questions that the city answers. */
export const loadQuestionNames = async (
  event: PageRequest
): Promise<Pick<QuestionModel, 'id' | 'code' | 'text'>[]> =>
  (await questionsOfVersion(event, () => true)).flatMap(({ questions }) =>
    questions.map(({ id, code, text }) => ({ id, code, text }))
  );

/**
 * Returns the questions that have the given passages or answered cells; cells that the framework does not
 * know are left out.
 */
export const questionsWith = (
  event: PageRequest,
  { passages, answered }: { readonly passages: readonly string[]; readonly answered: Iterable<string> }
): Promise<QuestionGroup[]> => {
  const ids = new Set([...answered, ...passages.map((id) => parseAnswerSection(id)?.question ?? '')]);
  return questionsOfVersion(event, ({ id }) => ids.has(id));
};

/**
 * Describes what the reader may restore from a version: a question, its characteristic, and, where the reader
 * may write the whole response, all of it.
 */
export interface RestoringAnswers {
  /**
   * Holds the question that the address names, where it belongs to the characteristic and the reader may
   * write it.
   */
  readonly one: {
    readonly question: string;
    readonly code: string;
    readonly text: Bilingual;
    readonly restoring: Restoring;
  } | null;
  readonly here: Restoring;
  readonly all: Restoring | null;
}

export async function restoringAnswers(
  event: PageRequest,
  held: Parameters<typeof restoringFrom>[0],
  section: string
): Promise<RestoringAnswers> {
  const { framework, documents, confidentialAnswers } = await viewOf(event);
  // An answer that is held back is not written in the response.
  const isHeld = (question: string): boolean => holdsConfidential(confidentialAnswers, question);
  const writable = documents.find(({ kind }) => kind === 'response')?.writable ?? [];
  const isOpen = (part: string, characteristic: string): boolean =>
    writable === 'all' || writable.includes(part) || writable.includes(characteristic);
  const whole = answerParts(framework).map(({ id, questions }, index) => ({
    id,
    questions: index === 0 ? [...questions, figures] : questions
  }));
  const of = (characteristics: typeof whole): Restoring =>
    restoringFrom(held, {
      sections: characteristics.flatMap(({ id, questions }) => [
        ...(isOpen(id, id) && findCharacteristic(framework, id) ? [id] : []),
        ...questions
          .filter((question) => isOpen(questionPart(question.id), id) && !isHeld(question.id))
          .flatMap((question) => (question.id === figuresQuestion ? [] : sectionsOfQuestion(question)))
      ]),
      // Figures belong to no question: a user who may write the whole response writes them.
      questions: characteristics.flatMap(({ id, questions }) =>
        questions
          .filter((one) =>
            one.id === figuresQuestion
              ? writable === 'all'
              : isOpen(questionPart(one.id), id) && !isHeld(one.id)
          )
          .map((one) => one.id)
      )
    });
  const here = of(whole.filter(({ id }) => id === section));
  const named = [
    ...answerParts(framework).flatMap(({ questions }) => questions),
    figuresModel(framework)
  ].find(({ id }) => id === event.url.searchParams.get('question'));
  return {
    one:
      named && here.questions.includes(named.id)
        ? { question: named.id, code: named.code, text: named.text, restoring: answerOf(here, named.id) }
        : null,
    here,
    all: writable === 'all' ? of(whole) : null
  };
}

const answerOf = (restoring: Restoring, question: string): Restoring =>
  restoringOf(restoring, {
    section: (id) => parseAnswerSection(id)?.question === question,
    question: (id) => id === question
  });

const figures = { id: figuresQuestion, facets: [] };
