/**
 * Defines the pilots of a study, and how each was checked against the criteria of its own side. A listing is
 * never an order of merit.
 */
import type { CityId } from '#base/ids.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { byName } from '#base/name-order.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Side } from '#rules/study/study.ts';
import { markOf } from '#base/canonical.ts';

export const cityKinds = [
  'city',
  'district',
  'new area',
  'prefecture-level city',
  'sub-provincial city',
  'county-level city',
  'cooperation zone authority'
] as const;
export type CityKind = (typeof cityKinds)[number];

/** Lists the kinds of unit that a pilot can be part of. */
export const parentLevels = [
  'country',
  'region',
  'province',
  'autonomous region',
  'municipality',
  'sub-provincial city',
  'prefecture-level city',
  'autonomous prefecture'
] as const;
export type ParentLevel = (typeof parentLevels)[number];

const belowProvince: readonly CityKind[] = [
  'sub-provincial city',
  'prefecture-level city',
  'county-level city',
  'cooperation zone authority',
  'new area'
];
const belowCity: readonly CityKind[] = [
  'district',
  'new area',
  'county-level city',
  'cooperation zone authority'
];
const contents: Readonly<Record<ParentLevel, readonly CityKind[]>> = {
  country: ['city', 'district'],
  region: ['city', 'district'],
  province: ['city', ...belowProvince],
  'autonomous region': belowProvince,
  municipality: ['district', 'new area', 'cooperation zone authority'],
  'sub-provincial city': belowCity,
  'prefecture-level city': belowCity,
  'autonomous prefecture': ['county-level city']
};

/** A prefecture-level city contains no other. */
export const mayContain = (level: ParentLevel, kind: CityKind): boolean => contents[level].includes(kind);

/**
 * Records that a pilot no longer takes part: it stays in the record and in every list, with a label that says
 * so.
 */
export interface Withdrawal {
  /** As exact as it is known, such as `2013-09`. */
  readonly on: string;
  readonly reason: Bilingual;
  /** Names the pilot of the same side that replaces it. */
  readonly substituteId: CityId | null;
}

export interface City {
  readonly id: CityId;
  /** Gives the position in the list of its side, as the study printed it. */
  readonly number: number;
  readonly sideId: string;
  readonly kind: CityKind;
  /** Holds the long official form; lists use the short one. */
  readonly name: Bilingual;
  readonly shortName: Bilingual;
  readonly parent: Bilingual | null;
  readonly parentLevel: ParentLevel | null;
  readonly country: Bilingual;
  readonly isoCountry: string;
  readonly isoSubdivision: string | null;
  readonly latitude: number;
  readonly longitude: number;
  readonly timeZone: string;
  /** Explains why it was chosen although a criterion is not met. */
  readonly selectionReason: Bilingual | null;
  /** Null while it takes part. */
  readonly withdrawal: Withdrawal | null;
  readonly version: number;
}

export const cityOrders = ['name', 'list'] as const;
/**
 * Names an order of cities: by name in the reader's language, or as the study lists them. There is no other
 * order: none by level or state.
 */
export type CityOrder = (typeof cityOrders)[number];

/** Orders cities by side, then in the requested order. */
export function orderCities<T extends Pick<City, 'number' | 'shortName' | 'sideId'>>(
  cities: readonly T[],
  sides: readonly Pick<Side, 'id' | 'position'>[],
  order: CityOrder,
  locale: Locale
): T[] {
  const positionOf = new Map(sides.map((side) => [side.id, side.position]));
  const bySide = (a: T, b: T): number => (positionOf.get(a.sideId) ?? 0) - (positionOf.get(b.sideId) ?? 0);
  const within =
    order === 'list' ? (a: T, b: T) => a.number - b.number : byName<T>((city) => city.shortName, locale);
  return [...cities].sort((a, b) => bySide(a, b) || within(a, b));
}

/** A criterion of another installation may be in another group. */
export const criterionGroups = [
  'general',
  'organisation',
  'information',
  'transport',
  'energy',
  'education',
  'health',
  'entry',
  'key',
  'evidence'
] as const;
export type CriterionGroup = (typeof criterionGroups)[number];

export interface Criterion {
  readonly id: string;
  readonly sideId: string;
  readonly position: number;
  readonly group: string;
  readonly text: Bilingual;
  /** Lists the sub-checks, such as the kinds of shared base data. */
  readonly checks: readonly { readonly text: Bilingual }[];
}

export const criterionMark = ({ group, text }: Criterion): string => markOf({ group, text });

export const checkResults = ['met', 'partly', 'not-met', 'unknown'] as const;
export type CheckResult = (typeof checkResults)[number];

export interface CriterionCheck {
  readonly criterionId: string;
  readonly result: CheckResult;
  readonly note: Bilingual;
  readonly evidence: string;
  /** Is 0 where no one has checked yet. */
  readonly version: number;
}

/** A candidate that fails a criterion of its side may be chosen only with a written reason. */
export const needsSelectionReason = (checks: readonly Pick<CriterionCheck, 'result'>[]): boolean =>
  checks.some((check) => check.result === 'not-met');

/**
 * Returns how many pilots a side lacks (negative) or has too many (positive); a withdrawn pilot leaves a gap
 * until it is substituted.
 */
export const surplusOf = (
  side: Pick<Side, 'id' | 'pilotTarget'>,
  cities: readonly Pick<City, 'sideId' | 'withdrawal'>[]
): number =>
  cities.filter((city) => city.sideId === side.id && city.withdrawal === null).length - side.pilotTarget;

const longestReason = 2000;

/** The one that is named already may itself have withdrawn since. */
export const substitutesFor = <T extends Pick<City, 'id' | 'sideId' | 'withdrawal'>>(
  city: T,
  cities: readonly T[]
): T[] =>
  cities.filter(
    ({ id, sideId, withdrawal }) =>
      id !== city.id &&
      sideId === city.sideId &&
      (withdrawal === null || id === city.withdrawal?.substituteId)
  );

/** A withdrawal needs a date and a reason in both languages. */
export function validateWithdrawal<T extends Pick<City, 'id' | 'sideId' | 'withdrawal'>>(
  city: T,
  { on, reason, substituteId }: Withdrawal,
  cities: readonly T[]
): Result<null> {
  if (!isPartialDate(on)) return refuse('invalid', { field: 'withdrawnOn' });
  const written = [reason.en, reason.zh].filter((text) => text.trim() !== '').length;
  if (written < 2)
    return written === 0
      ? refuse('reason-required')
      : refuse('both-languages-required', { field: 'withdrawnReason' });
  if (reason.en.length > longestReason || reason.zh.length > longestReason) return refuse('too-large');
  const isKnown = substituteId === null || substitutesFor(city, cities).some(({ id }) => id === substituteId);
  return isKnown ? ok(null) : refuse('invalid', { field: 'substituteId' });
}
