/** Shows that a statement is marked for review when what it rests on has changed or is gone. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  cityOfTarget,
  longestQuote,
  parseSupport,
  parseTarget,
  shortened,
  stateOfSupport,
  supportKey,
  targetOfLink,
  thingKinds,
  type Support
} from '#rules/bibliography/support.ts';

const print = '0123456789abcdef';
const passage = {
  kind: 'passage',
  place: { city: 'bristol', section: 'funding' },
  language: 'en',
  block: 'b1',
  quote: 'One desk for all.',
  print
} as const satisfies Support;
const answer = {
  kind: 'answer',
  city: 'haidian',
  question: 'funding.sources',
  print
} as const satisfies Support;

const prints = fc.stringMatching(/^[0-9a-f]{16}$/);
const presents = fc.option(fc.record({ print: fc.option(prints) }), { nil: undefined });

describe('the state of a support', () => {
  it('is gone without the thing, changed with another fingerprint, and holds in every other case', () => {
    fc.assert(
      fc.property(fc.option(prints), presents, (cited, present) => {
        const state = stateOfSupport({ print: cited }, present);
        expect(state === 'gone').toBe(present === undefined);
        const isKnown = cited !== null && present?.print !== null && present !== undefined;
        expect(state === 'changed').toBe(isKnown && present.print !== cited);
      })
    );
  });
});

describe('a support', () => {
  it('is parsed as it was written, whatever it names', () => {
    for (const support of [
      passage,
      answer,
      { ...passage, place: { chapter: 'trends', section: 'body' } },
      ...thingKinds.map((kind) => ({ kind, id: 'a-1', print: null }))
    ])
      expect(parseSupport(JSON.parse(JSON.stringify(support)))).toEqual({ ok: true, value: support });
  });

  it('keeps 𠮷 and emoji in a quote, and is never cut within one', () => {
    const quote = '𠮷野家👩‍🏫';
    expect(parseSupport({ ...passage, quote })).toMatchObject({ value: { quote } });
    expect(shortened('𠮷'.repeat(longestQuote + 1))).toBe('𠮷'.repeat(longestQuote));
  });

  it.each([
    [{ ...passage, place: { city: '../x', section: 'funding' } }, 'invalid', 'place'],
    [{ ...passage, place: { city: 'bristol', chapter: 'trends', section: 'funding' } }, 'invalid', 'place'],
    [{ ...passage, block: '"><script>' }, 'invalid', 'block'],
    [{ ...passage, quote: 'x'.repeat(longestQuote + 1) }, 'too-large', 'quote'],
    [{ ...passage, quote: '\uD842' }, 'invalid', 'quote'],
    [{ ...passage, language: 'fr' }, 'invalid', 'language'],
    [{ ...passage, print: 'short' }, 'invalid', 'print'],
    [{ ...answer, question: 'a/b' }, 'invalid', 'question'],
    [{ kind: 'practice', id: '' }, 'invalid', 'id'],
    [{ kind: 'constructor', id: 'a' }, 'invalid', 'kind'],
    [null, 'invalid', 'kind'],
    [[passage], 'invalid', 'kind']
  ])('is refused with the field that is wrong: %j', (value, code, field) => {
    expect(parseSupport(value)).toEqual({ ok: false, refusal: { code, facts: { field } } });
  });

  it('is never parsed from anything else without an error', () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof parseTarget(value).ok === 'boolean'));
  });

  it('has one name for the same thing, and the city that speaks through it', () => {
    expect(supportKey(passage)).toBe(supportKey({ ...passage, quote: 'other words' }));
    expect(supportKey(passage)).not.toBe(supportKey({ ...passage, block: 'b2' }));
    expect([passage, answer, { kind: 'entry', id: 'e' } as const].map(cityOfTarget)).toEqual([
      'bristol',
      'haidian',
      null
    ]);
  });
});

describe('the address of a place', () => {
  const study = 'https://meridian.example/studies/eu-cn';
  it.each([
    [
      `${study}/assessments/bristol/funding?text=findings#block-b1`,
      { kind: 'passage', place: { city: 'bristol', section: 'funding' }, block: 'b1' }
    ],
    [
      '/studies/eu-cn/chapters/trends#b1',
      { kind: 'passage', place: { chapter: 'trends', section: 'body' }, block: 'b1' }
    ],
    [
      `${study}/assessments/haidian/funding?text=response#question-funding.sources`,
      { kind: 'answer', city: 'haidian', question: 'funding.sources' }
    ],
    [`${study}/assessments/haidian/evidence/e-1`, { kind: 'evidence', id: 'e-1' }],
    [`${study}/practices/p1?x=1`, { kind: 'practice', id: 'p1' }],
    [`${study}/context/entries/horizon`, { kind: 'entry', id: 'horizon' }],
    [`${study}/context/figures/f1`, { kind: 'figure', id: 'f1' }],
    [`${study}/context/talks#t1`, { kind: 'talk', id: 't1' }],
    [`${study}/context/sources/s-1`, { kind: 'source', id: 's-1' }],
    [`${study}/context/sources#source-s-1`, { kind: 'source', id: 's-1' }],
    [`${study}/roadmap#step-r1`, { kind: 'step', id: 'r1' }],
    [`${study}/next-steps#step-s1`, { kind: 'next-step', id: 's1' }]
  ])('names what is cited: %s', (link, target) => {
    expect(targetOfLink(link, 'eu-cn')).toEqual(target);
  });

  it.each([
    'https://meridian.example/studies/other/practices/p1',
    `${study}/assessments/bristol/funding`,
    `${study}/assessments/bristol/funding?text=response#block-b1`,
    `${study}/people`,
    `${study}/context/tables/t1`,
    `${study}/context/talks`,
    'not an address',
    'http://[',
    `${study}/practices/${'x'.repeat(3_000)}`
  ])('names nothing to cite: %s', (link) => {
    expect(targetOfLink(link, 'eu-cn')).toBeUndefined();
  });
});
