/** Says what becomes of a city's answers when it moves to another version of the framework. */
import { activeQuestions, optionsOf, type Framework, type Question } from './framework.ts';

export const answerChangeKinds = ['kept', 'reworded', 'retired', 'new'] as const;
export type AnswerChangeKind = (typeof answerChangeKinds)[number];

export interface QuestionChange {
  readonly characteristic: string;
  readonly question: Question;
  readonly changeKind: AnswerChangeKind;
}

/**
 * Returns what becomes of each question, and so of its answer, when a city moves from `from` to `to`. No
 * answer is ever lost.
 */
export function questionChanges(from: Framework, to: Framework): QuestionChange[] {
  const listQuestions = (framework: Framework): QuestionChange[] =>
    framework.characteristics.flatMap((one) =>
      activeQuestions(one).map((question) => ({
        characteristic: one.id,
        question,
        changeKind: 'new' as const
      }))
    );
  const [olds, news] = [listQuestions(from), listQuestions(to)];
  const before = new Map(olds.map(({ question }) => [question.id, question]));
  const after = new Set(news.map(({ question }) => question.id));
  return [
    ...news.map((one): QuestionChange => {
      const was = before.get(one.question.id);
      return was
        ? {
            ...one,
            changeKind: questionText(from, was) === questionText(to, one.question) ? 'kept' : 'reworded'
          }
        : one;
    }),
    ...olds
      .filter(({ question }) => !after.has(question.id))
      .map((one): QuestionChange => ({ ...one, changeKind: 'retired' }))
  ];
}

/** Returns everything in a question that a respondent reads or chooses from. */
const questionText = (framework: Framework, question: Question): string =>
  JSON.stringify([
    question.text,
    question.facets,
    question.measures,
    optionsOf(framework, question).map(({ id, label, retired }) => [id, label.en, label.zh, retired === true])
  ]);
