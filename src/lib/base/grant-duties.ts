/** Says what a person is in a study by their grants: for which city or side they speak, sign and vote. */
import type { CityId, SideId } from './ids.ts';
import { hasDuty, oneHasDuty } from './role-duties.ts';
import type { Grant, Role } from './permissions.ts';

export const speaksFor = (grants: readonly Grant[], cityId: string | null): boolean =>
  cityId !== null &&
  grants.some((grant) => isRepresentative(grant) && grant.isSenior && grant.cityId === cityId);

/** A contributor's writing can be limited to some characteristics. */
export const isContributor = ({
  role,
  isSenior
}: {
  readonly role: Role;
  readonly isSenior: number;
}): boolean => isRepresentative({ role }) && isSenior === 0;

/** Checks whether a person sees the assessments of all cities, and not only of the one that they represent. */
export const seesAllCities = (grants: readonly Pick<Grant, 'role'>[]): boolean =>
  grants.some((grant) => !isRepresentative(grant));

/**
 * Checks whether a role is one in which a person can be named to read a city's confidential answers. The city's own people
 * read them anyway, those of another city see nothing of the assessment, and an observer was never meant.
 */
export const mayReadInConfidence = (grant: Pick<Grant, 'role'>): boolean =>
  hasDuty('read-in-confidence', grant);

/** Experts of a side write findings, and can have a seat in a scoring panel. */
export const isExpert = (holder: { readonly role: string | null }): boolean =>
  hasDuty('write-findings', holder);

/** Also for a role that is noted with a comment. */
export const isRepresentative = (holder: { readonly role: string | null }): boolean =>
  hasDuty('represent-city', holder);

/** Returns the city for which something is done in a role: that of a representative, and null for all others. */
export const cityOfRole = (role: Role, cityId: CityId | null): CityId | null =>
  isRepresentative({ role }) ? cityId : null;

export const signsForSide = (holder: { readonly role: string | null }): boolean =>
  hasDuty('sign-for-side', holder);

/** Null for a person who signs for none. No person signs for both. */
export const signingSide = (grants: readonly Pick<Grant, 'role' | 'sideId'>[]): SideId | null =>
  grants.find(signsForSide)?.sideId ?? null;

/** The first of two; null for a person who agrees for none. */
export const termSide = (grants: readonly Pick<Grant, 'role' | 'sideId'>[]): SideId | null =>
  grants.find((grant) => grant.sideId !== null && hasDuty('agree-on-terms', grant))?.sideId ?? null;

/** Returns the side for which a person validates practices, trends and challenges; null for a person who validates for none. */
export const validationSide = (grants: readonly Pick<Grant, 'role' | 'sideId'>[]): SideId | null =>
  grants.find(isExpert)?.sideId ?? null;

/** Checks whether a person in these roles can be named to read a city's confidential answers: one who represents no city. */
export const isNameable = (roles: readonly Role[]): boolean => !oneHasDuty('represent-city', roles);

export const mayBeAssessor = (grant: Pick<Grant, 'role'>): boolean => isExpert(grant);

/** A representative of a city does not judge it. */
export const represents = (
  grant: { readonly role: Role; readonly cityId: string | null },
  city: string
): boolean => isRepresentative(grant) && grant.cityId === city;

/**
 * Checks whether a person coordinates all answers of a city: its senior representative, or a representative
 * who is not limited to some characteristics.
 */
export const coordinates = (grants: readonly Grant[], cityId: string): boolean =>
  grants.some(
    (grant) =>
      isRepresentative(grant) && grant.cityId === cityId && (grant.isSenior || grant.characteristics === null)
  );

/** Returns the grants that are of another side than this one: a side does not attest what its own city shows. */
export const ofOtherSide = (
  grants: readonly Grant[],
  sideId: SideId | string | undefined
): readonly Grant[] => grants.filter((grant) => grant.sideId !== null && grant.sideId !== sideId);

/**
 * Checks whether one of the grants answers this characteristic for its city: some of its staff are limited to
 * a few.
 */
export const writesIn = (grants: readonly Grant[], characteristic: string | undefined): boolean =>
  grants.some(
    ({ role, characteristics }) =>
      isRepresentative({ role }) &&
      (characteristics === null || (characteristic !== undefined && characteristics.includes(characteristic)))
  );
