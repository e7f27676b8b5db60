/** Tests what an assessor may seal, and what the ratings of indicators suggest. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { fits, noData, parseScale, suggest } from '#rules/panels/indicator-scale.ts';
import {
  validateDraft,
  validateSealing,
  rankOf,
  type JudgingFacts,
  type ScoreDraft
} from '#rules/panels/score.ts';
import { emptyDraft, section, testRubric } from '#kit/panel-stage.ts';

const facts: JudgingFacts = {
  rubric: testRubric,
  characteristic: section,
  usesIndicators: true,
  citable: [
    { kind: 'question', id: 'q' },
    { kind: 'record', id: 'r' }
  ]
};
const whole: ScoreDraft = {
  ...emptyDraft,
  judgement: 'level',
  level: 'basic',
  rationale: 'A plan exists.',
  confidence: 'medium',
  cited: [{ kind: 'question', id: 'q' }]
};
const codeOf = (draft: ScoreDraft, given: JudgingFacts = facts): string => {
  const checked = validateSealing(draft, given);
  return checked.ok ? 'ok' : checked.refusal.code;
};

describe('a score', () => {
  it('of a level rests on a reason, a confidence and something that the city said (R134)', () => {
    expect(codeOf(whole)).toBe('ok');
    expect(codeOf({ ...whole, level: null })).toBe('level-required');
    expect(codeOf({ ...whole, rationale: '　\n' })).toBe('reason-required');
    expect(codeOf({ ...whole, confidence: null })).toBe('confidence-required');
    expect(codeOf({ ...whole, cited: [] })).toBe('citation-required');
  });

  it('of a city that said nothing here is no level: there is nothing to cite (R140)', () => {
    const silent = { ...facts, citable: [] };
    expect(codeOf(whole, silent)).toBe('invalid');
    expect(codeOf({ ...whole, cited: [] }, silent)).toBe('citation-required');
    expect(codeOf({ ...whole, judgement: 'not-assessed', level: null, cited: [] }, silent)).toBe('ok');
  });

  it('keeps “not assessed”, “not applicable” and an abstention apart, each with its reason (R132)', () => {
    for (const judgement of ['not-assessed', 'not-applicable', 'abstain'] as const) {
      const checked = validateSealing({ ...whole, judgement, cited: [] }, facts);
      expect(checked.ok && [checked.value.judgement, checked.value.level]).toEqual([judgement, null]);
      expect(codeOf({ ...whole, judgement, rationale: '' })).toBe('reason-required');
    }
    expect(codeOf({ ...whole, judgement: 'abstain', confidence: null })).toBe('ok');
    expect(codeOf({ ...whole, judgement: 'not-assessed', confidence: null })).toBe('confidence-required');
  });

  it('names levels, indicators and evidence of this rubric and this city only', () => {
    expect(codeOf({ ...whole, level: 'excellent' })).toBe('invalid');
    expect(codeOf({ ...whole, cited: [{ kind: 'record', id: 'q' }] })).toBe('invalid');
    expect(codeOf({ ...whole, ratings: { unknown: 'yes' } })).toBe('invalid');
    expect(codeOf({ ...whole, ratings: { [`${section}-i1`]: 'excellent' } })).toBe('invalid');
    expect(codeOf({ ...whole, ratings: { [`${section}-i2`]: 5 } })).toBe('invalid');
    expect(codeOf({ ...whole, ratings: { [`${section}-i1`]: 'partly', [`${section}-i2`]: 4 } })).toBe('ok');
    expect(
      codeOf({ ...whole, ratings: { [`${section}-i1`]: 'yes' } }, { ...facts, usesIndicators: false })
    ).toBe('invalid');
    expect(codeOf({ ...whole, rationale: '字'.repeat(5_001) })).toBe('too-large');
  });

  it('can be kept as a draft with everything missing', () => {
    expect(validateDraft(emptyDraft, facts)).toEqual({ ok: true, value: emptyDraft });
  });

  it('has a place in the order of levels whatever order they are listed in, and none next to it', () => {
    const listed = { levels: testRubric.levels.toReversed() };
    expect(
      ['start', 'basic', 'advanced', 'not-assessed', null].map((level) => rankOf(listed, level))
    ).toEqual([0, 1, 2, undefined, undefined]);
  });
});

describe('the suggestion', () => {
  const ordinal = [1, 2, 3, 4].map((n) => ({ id: `i${n}`, scale: 'yes/partly/no/no-data' }));
  const levels = ['basic', 'more-advanced'];

  it('is the middle of what the rated indicators speak for, and says which speak for what', () => {
    expect(suggest(ordinal, { i1: 'yes', i2: 'yes', i3: 'yes', i4: 'no' }, levels)).toEqual({
      kind: 'level',
      level: 'more-advanced',
      speakingFor: { basic: 1, 'more-advanced': 3 },
      rated: 4,
      of: 4
    });
    // Half and half: the lower, since what is partly there is not the highest.
    expect(suggest(ordinal, { i1: 'yes', i2: 'yes', i3: 'no', i4: 'partly' }, levels)).toMatchObject({
      level: 'basic'
    });
  });

  it('is none where too little could be rated, and never a low level for what is missing (R140)', () => {
    expect(suggest(ordinal, {}, levels)).toBeNull();
    expect(suggest(ordinal, { i1: 'yes', i2: noData, i3: noData, i4: noData }, levels)).toEqual({
      kind: 'too-thin',
      rated: 1,
      of: 4
    });
    expect(suggest(ordinal, { i1: noData }, levels)).toEqual({ kind: 'too-thin', rated: 0, of: 4 });
  });

  it('reads counts and shares to their end, and leaves numbers without an end and words without an order to the assessor', () => {
    const mixed = [
      { id: 'topics', scale: '0-6' },
      { id: 'share', scale: 'percentage' },
      { id: 'months', scale: 'months' },
      { id: 'who', scale: 'mayor / vice-mayor / other' }
    ];
    expect(suggest(mixed, { topics: 6, share: 90, months: 3, who: 'mayor' }, levels)).toMatchObject({
      level: 'more-advanced',
      rated: 2,
      of: 2
    });
    expect(suggest(mixed, { topics: 3, share: 50, months: 300 }, levels)).toMatchObject({
      level: 'basic',
      rated: 2
    });
    expect(suggest([{ id: 'months', scale: 'months' }], { months: 3 }, levels)).toBeNull();
  });

  it('works for any number of levels, rises with the ratings, and names a level of the scale', () => {
    const scaleOf = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => `level-${index}`);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 8 }),
        (count, values) => {
          const indicators = values.map((_, index) => ({ id: `i${index}`, scale: '0-10' }));
          const rated = (by: number) =>
            Object.fromEntries(values.map((value, index) => [`i${index}`, Math.min(10, value + by)]));
          const levelIndex = (by: number): number => {
            const suggestion = suggest(indicators, rated(by), scaleOf(count));
            return suggestion?.kind === 'level' ? scaleOf(count).indexOf(suggestion.level) : -1;
          };
          expect(levelIndex(0)).toBeGreaterThanOrEqual(0);
          expect(levelIndex(1)).toBeGreaterThanOrEqual(levelIndex(0));
          expect(levelIndex(10)).toBe(count - 1);
        }
      )
    );
  });

  it('takes of a scale what is on it', () => {
    expect(parseScale('0-6')).toMatchObject({ kind: 'number', from: 0, to: 6 });
    expect(parseScale('yes/partly/no/no-data')).toEqual({ kind: 'choice', values: ['yes', 'partly', 'no'] });
    expect(parseScale('mayor / vice-mayor / department head / other').kind).toBe('naming');
    expect([
      fits(6, parseScale('0-6')),
      fits(7, parseScale('0-6')),
      fits(2.5, parseScale('0-6')),
      fits(2.5, parseScale('percentage')),
      fits(Number.NaN, parseScale('count')),
      fits(noData, parseScale('months'))
    ]).toEqual([true, false, false, true, false, true]);
  });
});
