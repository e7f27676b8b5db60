/** Counts how many of the required questions a city has answered, by part of the framework: the one measure of progress. */
import { isWithheld } from './answer.ts';
import { applies, shownState, type Answered } from './answer-faults.ts';
import { activeQuestions, findRecordType, type Framework } from '#rules/framework/framework.ts';

export interface AnswerProgress {
  /** Counts the required questions that are asked of this city, after its other answers. */
  readonly required: number;
  /** Counts those of them whose answer is complete, or says why there is none. */
  readonly answered: number;
}

export const noProgress: AnswerProgress = { required: 0, answered: 0 };

/** By part of the framework, in its order. */
export function progressOf(
  framework: Framework,
  { answers, hasText }: Pick<Answered, 'answers' | 'hasText'>
): Map<string, AnswerProgress> {
  return new Map(
    framework.characteristics.map((characteristic) => {
      const required = activeQuestions(characteristic).filter(
        (question) => question.required && applies(question, answers)
      );
      const answered = required.filter((question) => {
        const fields =
          question.recordType === null ? [] : (findRecordType(framework, question.recordType)?.fields ?? []);
        const state = shownState({ ...question, fields }, answers.get(question.id), hasText(question.id));
        return state === 'answered' || isWithheld(state);
      });
      return [characteristic.id, { required: required.length, answered: answered.length }];
    })
  );
}

export const sumOfProgress = (parts: Iterable<AnswerProgress>): AnswerProgress =>
  [...parts].reduce(
    (sum, { required, answered }) => ({
      required: sum.required + required,
      answered: sum.answered + answered
    }),
    noProgress
  );
