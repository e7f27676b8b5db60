/** Shows when a good practice is published in a language, and that a change of either content takes it back. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  consentStates,
  inLanguages,
  languagesForCity,
  matchesPractice,
  missingTexts,
  neededTexts,
  publicationOf,
  publishedLanguages,
  stageOf,
  type Consent,
  type PracticeFilter,
  type PracticeRecord,
  type Validation
} from '#rules/practices/practice.ts';
import { locales } from '#base/locale.ts';
import { card } from '#kit/practice-card.ts';

const sides = ['eu', 'cn'];
const record = (validations: readonly Validation[], consents: readonly Consent[]): PracticeRecord => ({
  ...card,
  id: 'p1',
  version: 1,
  userId: 'u',
  at: '',
  validations,
  consents,
  print: 'now',
  languagePrints: { en: 'en now', zh: 'zh now' }
});

const validation = fc.record({
  sideId: fc.constantFrom(...sides),
  userId: fc.constant('u'),
  at: fc.constant(''),
  print: fc.constantFrom('now', 'before')
});
const consentIn = (language: 'en' | 'zh') =>
  fc.option(
    fc.record({
      language: fc.constant(language),
      state: fc.constantFrom(...consentStates),
      askedBy: fc.constant('u'),
      askedAt: fc.constant(''),
      answeredBy: fc.constant(null),
      answeredAt: fc.constant(null),
      print: fc.constantFrom(`${language} now`, 'before')
    }),
    { nil: undefined }
  );

describe('a good practice', () => {
  it('is published in a language with two validations and a consent for what it says now, and in no other case', () => {
    fc.assert(
      fc.property(fc.array(validation), consentIn('en'), consentIn('zh'), (validations, en, zh) => {
        const practice = record(
          validations,
          [en, zh].filter((one) => one !== undefined)
        );
        const isValid = sides.every((side) =>
          validations.some(({ sideId, print }) => sideId === side && print === 'now')
        );
        const agreed = [en, zh].flatMap((one) =>
          one?.state === 'given' && one.print === practice.languagePrints[one.language] ? [one.language] : []
        );
        expect(publishedLanguages(practice, sides)).toEqual(isValid ? agreed : []);
        expect(stageOf(practice, sides) === 'published').toBe(isValid && agreed.length > 0);
        // The city reads what it was asked about, or has answered as it is; nothing beyond.
        for (const language of languagesForCity(practice)) {
          const consent = practice.consents.find((one) => one.language === language);
          expect(consent?.state === 'asked' || consent?.print === practice.languagePrints[language]).toBe(
            true
          );
        }
      })
    );
  });

  it('is not published in a language in which any needed text is missing, such as what another city needs to copy it (R163)', () => {
    expect(neededTexts).toContain('transferability');
    const gap = { ...record([], []), transferability: { en: 'All of it.', zh: ' ' } };
    expect(missingTexts(gap, 'zh')).toEqual(['transferability']);
    expect(locales.map((locale) => publicationOf(gap, locale, sides))).toEqual([
      'not-validated',
      'text-missing'
    ]);
  });

  it('is cut to languages without a trace of the others', () => {
    expect(JSON.stringify(inLanguages(card, ['en']))).not.toMatch(/\p{Script=Han}/u);
  });

  it('is found by words in either language, by side, category and characteristic (R162)', () => {
    const filed = { ...card, categories: ['health'], sideId: 'eu', stage: 'draft' as const };
    const all: PracticeFilter = { characteristic: null, category: null, side: null, stage: null, query: '' };
    const finds = (filter: Partial<PracticeFilter>) => matchesPractice(filed, { ...all, ...filter });
    expect([finds({ query: 'ONE desk' }), finds({ query: '窗口' }), finds({ query: 'nothing' })]).toEqual([
      true,
      true,
      false
    ]);
    expect([finds({ side: 'cn' }), finds({ category: 'health' }), finds({ category: 'roads' })]).toEqual([
      false,
      true,
      false
    ]);
  });
});
