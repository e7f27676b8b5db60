/** Shows that a thing is found by those alone who may read it: scopes follow from the abilities to read. */
import { describe, expect, it } from 'vitest';
import type { CityId } from '#base/ids.ts';
import { assessmentAbilitiesOf, type Grant } from '#base/permissions.ts';
import { readingsOfChapter, readingsOfCity, scopesOf } from '#rules/search/search.ts';
import { assessmentStates, chapterStates, type AssessmentState } from '#base/states.ts';
import { grantOf } from '#kit/grants.ts';

const cityId = 'florence' as CityId;
const own = grantOf('city', { cityId });
const readings = (grant: Grant, state: AssessmentState): string[] =>
  readingsOfCity([grant], { cityId, state });

describe('what is found of a city', () => {
  it.each(assessmentStates)('in %s needs the ability to read it', (state) => {
    for (const grant of [
      own,
      ...(['secretariat', 'chair', 'expert', 'observer'] as const).map((role) => grantOf(role))
    ]) {
      const abilities = assessmentAbilitiesOf([grant], { cityId, state });
      const found = new Set(readings(grant, state));
      expect(found.has('findings')).toBe(abilities.has('findings.read'));
      expect(found.has('response')).toBe(abilities.has('response.read'));
      expect(found.has('confidential')).toBe(abilities.has('confidential.read'));
      expect(found.has('evidence-held')).toBe(
        abilities.has('evidence.hold') && abilities.has('evidence.read')
      );
      expect(found.has('response-experts')).toBe(
        abilities.has('comments.internal') && abilities.has('response.read')
      );
      expect(found.has('findings-staff')).toBe(
        abilities.has('comments.staff') && abilities.has('findings.read')
      );
    }
  });

  it('is the present response for those who read it in every state, and the submitted one for others', () => {
    expect(readings(own, 'drafting')).toEqual(expect.arrayContaining(['response-open']));
    expect(readings(grantOf('expert'), 'drafting')).toEqual(expect.arrayContaining(['response-open']));
    expect(readings(grantOf('observer'), 'drafting')).toContain('response-shown');
    expect(readings(grantOf('observer'), 'drafting')).not.toContain('response-open');
  });

  it('is nothing for the representative of another city', () => {
    for (const state of assessmentStates)
      expect(readings(grantOf('city', { cityId: 'tallinn' as CityId }), state)).toEqual([]);
  });
});

it('chapters are found by experts, chairs, the secretariat and observers, and threads on them by the first three', () => {
  for (const state of chapterStates) {
    expect(readingsOfChapter([own], { id: 'c', state })).toEqual([]);
    expect(readingsOfChapter([grantOf('observer')], { id: 'c', state })).toEqual(['chapter']);
    expect(readingsOfChapter([grantOf('expert')], { id: 'c', state })).toEqual([
      'chapter',
      'chapter-experts'
    ]);
  }
});

it('without a role nothing has a scope', () =>
  expect(scopesOf('s', [], [{ cityId, state: 'approved' }], [{ id: 'c', state: 'approved' }])).toEqual([]));
