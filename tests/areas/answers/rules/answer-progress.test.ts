/** Tests the one measure of how far a city is: the required questions that are answered, of those that are required. */
import { describe, expect, it } from 'vitest';
import { emptyAnswer, type Answer } from '#rules/answers/answer.ts';
import { progressOf, sumOfProgress } from '#rules/answers/answer-progress.ts';
import { activeQuestions } from '#rules/framework/framework.ts';
import { demoFramework } from '#kit/answer-books.ts';

const framework = demoFramework();
const progress = (answers: readonly Partial<Answer>[], written: readonly string[] = []) =>
  progressOf(framework, {
    answers: new Map(
      answers.map((one) => [one.question ?? '', { ...emptyAnswer(one.question ?? ''), ...one }])
    ),
    hasText: (question) => written.includes(question)
  });
const required = (kind: string) => {
  for (const characteristic of framework.characteristics)
    for (const question of activeQuestions(characteristic))
      if (question.required && question.kind === kind && question.showIf === null)
        return { part: characteristic.id, id: question.id };
  throw new Error(`No required question of the kind ${kind}`);
};

describe('the progress of a city', () => {
  it('counts the required questions alone, and none of them at first', () => {
    const { required: all, answered } = sumOfProgress(progress([]).values());
    expect(answered).toBe(0);
    expect(all).toBe(
      framework.characteristics
        .flatMap((one) => activeQuestions(one))
        .filter((question) => question.required && question.showIf === null).length
    );
  });

  it('counts a text, and what is said to be withheld', () => {
    const { part, id } = required('rich-text');
    expect(progress([], [id]).get(part)?.answered).toBe(1);
    expect(progress([{ question: id, withheld: 'no-data' }]).get(part)?.answered).toBe(1);
    const optional = framework.characteristics
      .flatMap((one) => activeQuestions(one))
      .find((question) => !question.required);
    expect(sumOfProgress(progress([], [optional?.id ?? '']).values()).answered).toBe(0);
  });

  it('does not count what is begun: records without what they must have', () => {
    const { part, id } = required('record-list');
    const record = { id: 'r', position: 0, fields: {}, sources: {}, notes: {}, source: '' };
    expect(progress([{ question: id, records: [record] }]).get(part)?.answered).toBe(0);
  });
});
