/** Shows on what a trend or a challenge rests at least, and that one with fallen support is flagged. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { supportKinds, supportRoles, supportStates } from '#rules/bibliography/support.ts';
import {
  isAbout,
  isFlagged,
  lacksOf,
  longestExplanation,
  longestStatement,
  matchesTheme,
  themeOrigins,
  themeScopes,
  validateTheme,
  type CountedSupport,
  type ThemeInput
} from '#rules/practices/theme.ts';

const sides = ['eu', 'cn'];
const input: ThemeInput = {
  kind: 'trend',
  scope: 'common',
  origin: 'cities',
  answer: 'unknown',
  statement: { en: 'Cities open their data.', zh: '各城市开放数据。' },
  explanation: { en: '', zh: '' },
  characteristics: ['funding']
};
const facts = { characteristics: [{ id: 'stakeholders' }, { id: 'funding' }] };
const support = (
  cityId: string | null,
  sideId: string | null,
  more: Partial<CountedSupport> = {}
): CountedSupport => ({
  role: 'supports',
  kind: cityId === null ? 'source' : 'passage',
  state: 'holds',
  cityId,
  sideId,
  ...more
});
const [bristol, haidian, florence] = [
  support('bristol', 'eu'),
  support('haidian', 'cn'),
  support('florence', 'eu')
];

describe('what a theme rests on', () => {
  it.each([
    [{}, [bristol, haidian], []],
    [{}, [bristol, bristol], ['cities', 'side']],
    [{}, [bristol, florence], ['side']],
    [{ scope: 'first' as const }, [bristol, florence], []],
    [{ scope: 'second' as const }, [bristol, florence], ['side']],
    [{}, [bristol, { ...haidian, role: 'counters' as const }], ['cities', 'side']],
    [{}, [bristol, { ...haidian, role: 'answers' as const }], ['cities', 'side']],
    [{}, [bristol, { ...haidian, state: 'changed' as const }], ['changed']],
    [{}, [bristol, { ...haidian, state: 'gone' as const }], ['cities', 'side', 'gone']],
    [{ origin: 'research' as const }, [], ['sources']],
    [{ origin: 'research' as const }, [support(null, null)], []],
    [{ origin: 'research' as const }, [support(null, null, { kind: 'figure' })], []],
    [{ origin: 'research' as const }, [support(null, null, { kind: 'talk' })], ['sources']],
    [{ origin: 'both' as const }, [bristol, haidian], ['sources']],
    [{ statement: { en: 'Alone.', zh: ' ' } }, [bristol, haidian], ['languages']]
  ])('lacks what is missing: %#', (change, supports, lacks) => {
    expect(lacksOf({ ...input, ...change }, supports, sides)).toEqual(lacks);
  });

  it('flags a theme if and only if any support has changed or is gone, whatever else it rests on', () => {
    const counted = fc.record({
      role: fc.constantFrom(...supportRoles),
      kind: fc.constantFrom(...supportKinds),
      state: fc.constantFrom(...supportStates),
      cityId: fc.option(fc.constantFrom('bristol', 'haidian', 'florence')),
      sideId: fc.option(fc.constantFrom(...sides))
    });
    fc.assert(
      fc.property(
        fc.array(counted),
        fc.constantFrom(...themeOrigins),
        fc.constantFrom(...themeScopes),
        (supports, origin, scope) => {
          const lacks = lacksOf({ ...input, origin, scope }, supports, sides);
          expect(isFlagged(lacks)).toBe(supports.some(({ state }) => state !== 'holds'));
          const cities = new Set(
            supports.flatMap(({ role, state, cityId }) =>
              role === 'supports' && state !== 'gone' && cityId !== null ? [cityId] : []
            )
          );
          expect(lacks.includes('cities')).toBe(origin !== 'research' && cities.size < 2);
        }
      )
    );
  });
});

describe('a theme', () => {
  it('keeps its characteristics once each, in the order of the framework', () => {
    const checked = validateTheme(
      { ...input, characteristics: ['funding', 'stakeholders', 'funding'] },
      facts
    );
    expect(checked).toMatchObject({ value: { characteristics: ['stakeholders', 'funding'] } });
  });

  it.each([
    [{ statement: { en: ' ', zh: '' } }, 'invalid', 'statement'],
    [{ statement: { en: '', zh: '字'.repeat(longestStatement + 1) } }, 'too-large', 'statement'],
    [{ statement: { en: '\uD842', zh: '' } }, 'invalid', 'statement'],
    [{ explanation: { en: 'x'.repeat(longestExplanation + 1), zh: '' } }, 'too-large', 'explanation'],
    [{ characteristics: ['nothing'] }, 'invalid', 'characteristics'],
    [{ kind: 'constructor' as never }, 'invalid', 'kind']
  ])('is refused with the field that is wrong: %#', (change, code, field) => {
    expect(validateTheme({ ...input, ...change }, facts)).toEqual({
      ok: false,
      refusal: { code, facts: { field } }
    });
  });

  it('is found by side, origin and characteristic; one about none in particular is about each (R166, R167, R171)', () => {
    const all = {
      kind: null,
      scope: null,
      origin: null,
      characteristic: null,
      stage: null,
      isFlagged: false
    };
    const theme = { ...input, stage: 'draft' as const, lacks: [] };
    expect(matchesTheme(theme, all)).toBe(true);
    expect(matchesTheme(theme, { ...all, scope: 'first' })).toBe(false);
    expect(matchesTheme(theme, { ...all, origin: 'research' })).toBe(false);
    expect(matchesTheme({ ...theme, origin: 'both' }, { ...all, origin: 'research' })).toBe(true);
    expect(matchesTheme(theme, { ...all, isFlagged: true })).toBe(false);
    expect([isAbout(theme, 'stakeholders'), isAbout({ characteristics: [] }, 'stakeholders')]).toEqual([
      false,
      true
    ]);
  });
});
