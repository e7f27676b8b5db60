/**
 * Finds the warnings of answers, which only need a look: sums and shares that do not match. They block nothing, since a
 * total is stored as it was printed.
 */
import { isRecord, type Parts } from '#rules/framework/answer-kinds/checks.ts';
import { rulesOfKind } from '#rules/framework/answer-kinds/kinds.ts';
import { isGiven } from './answer.ts';
import { findRecordType, type Characteristic, type Framework } from '#rules/framework/framework.ts';
import { figuresQuestion } from './figure-record.ts';
import { perHeadFaults } from './gdp-per-head.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { Answered } from './answer-faults.ts';

export type AnswerWarning =
  | { readonly kind: 'shares-not-100'; readonly question: string; readonly sum: number }
  /**
   * The amount of one question differs from the sum of the records of another, under the same characteristic.
   */
  | {
      readonly kind: 'sum-differs';
      readonly question: string;
      readonly of: string;
      readonly currency: string;
      readonly total: number;
      readonly sum: number;
    }
  /** GDP divided by population differs from the GDP per head that is printed next to them. */
  | {
      readonly kind: 'gdp-differs';
      readonly question: string;
      readonly currency: string;
      readonly perHead: number;
      readonly implied: number;
    };

export const warningsOf = (
  framework: Pick<Framework, 'characteristics' | 'recordTypes'>,
  { answers }: Pick<Answered, 'answers'>
): AnswerWarning[] => [
  ...framework.characteristics.flatMap((characteristic) => [
    ...unevenShares(characteristic, answers),
    ...unevenSums(framework, characteristic, answers)
  ]),
  ...perHeadFaults(answers.get(figuresQuestion)?.records ?? []).map((differs) => ({
    kind: 'gdp-differs' as const,
    question: figuresQuestion,
    ...differs
  }))
];

/**
 * Sets the tolerance for sums of percentages: printed shares often differ by rounding, and half a per cent is
 * no fault.
 */
const rounding = 0.5;

function unevenShares({ questions }: Characteristic, answers: Answered['answers']): AnswerWarning[] {
  return questions.flatMap((question): AnswerWarning[] => {
    const shares = rulesOfKind(question.kind).sharesOf?.(answers.get(question.id)?.value) ?? [];
    const sum = Number(shares.reduce((total, share) => total + share, 0).toPrecision(12));
    return shares.length > 0 && Math.abs(sum - 100) > rounding
      ? [{ kind: 'shares-not-100', question: question.id, sum }]
      : [];
  });
}

/**
 * Compares a total with the amounts of records under the same characteristic, where all are in its currency.
 */
function unevenSums(
  framework: Pick<Framework, 'recordTypes'>,
  { questions }: Characteristic,
  answers: Answered['answers']
): AnswerWarning[] {
  const totals = questions
    .filter(({ kind }) => rulesOfKind(kind).isAmount)
    .flatMap(({ id }) => {
      const { amount, currency } = partsOf(answers.get(id)?.value);
      return typeof amount === 'number' && typeof currency === 'string'
        ? [{ question: id, amount, currency }]
        : [];
    });
  return totals.flatMap(({ question, amount: total, currency }) =>
    questions.flatMap(({ id: of, recordType }): AnswerWarning[] => {
      const field =
        recordType === null
          ? undefined
          : findRecordType(framework, recordType)?.fields.find(({ kind }) => rulesOfKind(kind).isAmount);
      const amounts = field
        ? (answers.get(of)?.records ?? [])
            .map((record) => partsOf(record.fields[field.id]))
            .filter(({ amount }) => isGiven(amount))
        : [];
      // An amount that cannot be read may be any: there is no sum.
      if (
        amounts.length < 2 ||
        amounts.some(({ amount }) => typeof amount !== 'number') ||
        amounts.some((one) => one['currency'] !== currency)
      )
        return [];
      const sum = Number(amounts.reduce((all, { amount }) => all + Number(amount), 0).toPrecision(12));
      return sum === total ? [] : [{ kind: 'sum-differs', question, of, currency, total, sum }];
    })
  );
}

const partsOf = (value: FieldValue | undefined): Parts => (isRecord(value) ? value : {});
