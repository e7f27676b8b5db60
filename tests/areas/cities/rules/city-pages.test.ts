/** Shows that a person is offered those pages of a city that they may open, and no other. */
import { describe, expect, it } from 'vitest';
import { offeredCityPages } from '#rules/cities/city-pages.ts';
import type { CityId, SideId } from '#base/ids.ts';
import { assessmentAbilitiesOf, type Grant, type Role } from '#base/permissions.ts';
import { documentAccess } from '#base/document-rights.ts';
import { assessmentStates, type AssessmentState } from '#base/states.ts';
import { grantOf } from '#kit/grants.ts';

const cityId = 'florence' as CityId;
const grant = (role: Role, of: CityId | null = null): Grant =>
  grantOf(role, { sideId: role === 'expert' || role === 'chair' ? ('eu' as SideId) : null, cityId: of });
const offered = (grant: Grant, state: AssessmentState): readonly string[] =>
  offeredCityPages({
    state,
    abilities: assessmentAbilitiesOf([grant], { cityId, state }),
    documents: (['response', 'findings'] as const)
      .filter((kind) => documentAccess([grant], { kind, cityId, state }) !== 'none')
      .map((kind) => ({ kind }))
  });

describe('the pages of a city', () => {
  it('offer the city its own departments and confidential answers, and no scoring', () => {
    for (const state of assessmentStates) {
      const pages = offered(grant('city', cityId), state);
      expect(pages).toEqual(expect.arrayContaining(['response', 'departments', 'confidential']));
      expect(pages).not.toContain('scoring');
    }
  });

  it('offer the city its findings only while they are frozen', () => {
    const states = assessmentStates.filter((state) =>
      offered(grant('city', cityId), state).includes('findings')
    );
    expect(states).toEqual(['consultation', 'approved']);
  });

  it('offer an expert neither departments nor confidential answers', () => {
    for (const state of assessmentStates) {
      const pages = offered(grant('expert'), state);
      expect(pages).not.toContain('departments');
      expect(pages).not.toContain('confidential');
    }
  });

  it('offer an observer no clarifications, scoring or consultation', () => {
    for (const state of assessmentStates)
      for (const page of ['clarifications', 'scoring', 'consultation', 'departments', 'confidential'])
        expect(offered(grant('observer'), state)).not.toContain(page);
  });

  it('offer nothing to score or to clarify before the answers are submitted', () => {
    const pages = offered(grant('secretariat'), 'collecting');
    for (const page of ['clarifications', 'scoring', 'levels', 'consultation', 'approval'])
      expect(pages).not.toContain(page);
    expect(offered(grant('secretariat'), 'approval')).toEqual(
      expect.arrayContaining(['clarifications', 'scoring', 'levels', 'consultation', 'approval'])
    );
  });
});
