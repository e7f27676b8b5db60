/**
 * Describes how far a study has been set up: what it is made of, and whether each part is there. It counts and
 * names nothing that the secretariat may not see.
 */
import { isExpert, signsForSide } from '#base/grant-duties.ts';
import { gapsOfStudy, type Study, type Side } from '#rules/study/study.ts';

export type SetupState = 'done' | 'begun' | 'empty';

export type SetupItem =
  | { readonly part: 'texts'; readonly state: SetupState; readonly gaps: number }
  | { readonly part: 'cities'; readonly state: SetupState; readonly count: number; readonly target: number }
  | {
      readonly part: 'people';
      readonly state: SetupState;
      readonly chairs: number;
      readonly sides: number;
      readonly experts: number;
      readonly represented: number;
      readonly cities: number;
    }
  | {
      readonly part: 'framework';
      readonly state: SetupState;
      readonly version: string | null;
      readonly hasRubric: boolean;
    }
  | {
      readonly part: 'phases' | 'chapters' | 'criteria' | 'glossary';
      readonly state: SetupState;
      readonly count: number;
    };

export interface SetupFacts {
  readonly study: Study;
  readonly cities: readonly { readonly id: string; readonly withdrawal: unknown }[];
  readonly grants: readonly {
    readonly role: string;
    readonly sideId: string | null;
    readonly cityId: string | null;
  }[];
  readonly frameworkVersion: string | null;
  readonly hasRubric: boolean;
  readonly phases: number;
  readonly chapters: number;
  readonly criteria: readonly { readonly sideId: string }[];
  readonly terms: number;
}

/** In the order in which a secretariat sets them up. */
export function setupItemsOf(facts: SetupFacts): readonly SetupItem[] {
  const { study, grants, frameworkVersion, hasRubric } = facts;
  const gaps = gapsOfStudy(study).reduce((sum, { missing }) => sum + missing.length, 0);
  const cities = facts.cities.filter(({ withdrawal }) => withdrawal === null);
  const target = study.sides.reduce((sum, { pilotTarget }) => sum + pilotTarget, 0);
  const chairs = sidesOf(study.sides, grants.filter(signsForSide));
  const experts = grants.filter(isExpert);
  const represented = cities.filter(({ id }) => grants.some(({ cityId }) => cityId === id)).length;
  const hasAllPeople =
    chairs === study.sides.length &&
    sidesOf(study.sides, experts) === study.sides.length &&
    cities.length > 0 &&
    represented === cities.length;
  const criteriaSides = sidesOf(study.sides, facts.criteria);
  return [
    { part: 'texts', state: gaps === 0 ? 'done' : 'begun', gaps },
    {
      part: 'framework',
      state: stateOf(frameworkVersion !== null, frameworkVersion !== null && hasRubric),
      version: frameworkVersion,
      hasRubric
    },
    {
      part: 'cities',
      state: stateOf(cities.length > 0, cities.length >= target),
      count: cities.length,
      target
    },
    {
      part: 'people',
      state: stateOf(chairs + experts.length + represented > 0, hasAllPeople),
      chairs,
      sides: study.sides.length,
      experts: experts.length,
      represented,
      cities: cities.length
    },
    counted('phases', facts.phases),
    counted('chapters', facts.chapters),
    {
      part: 'criteria',
      state: stateOf(criteriaSides > 0, criteriaSides === study.sides.length),
      count: facts.criteria.length
    },
    counted('glossary', facts.terms)
  ];
}

const stateOf = (isBegun: boolean, isDone: boolean): SetupState =>
  isBegun && isDone ? 'done' : isBegun ? 'begun' : 'empty';

const counted = (part: 'phases' | 'chapters' | 'glossary', count: number): SetupItem => ({
  part,
  state: count > 0 ? 'done' : 'empty',
  count
});

/** Counts the sides that have at least one of these. */
const sidesOf = (sides: readonly Side[], things: readonly { readonly sideId: string | null }[]): number =>
  sides.filter(({ id }) => things.some(({ sideId }) => sideId === id)).length;
