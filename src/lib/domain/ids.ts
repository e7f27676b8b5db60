/** Identities. Each is a branded string: parsed once at the border, trusted inside. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Branded<'UserId'>;
export type StudyId = Branded<'StudyId'>;
export type SideId = Branded<'SideId'>;
export type CityId = Branded<'CityId'>;
export type AssessmentId = Branded<'AssessmentId'>;
export type DocumentId = Branded<'DocumentId'>;
export type CharacteristicId = Branded<'CharacteristicId'>;

const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/** Slugs name studies, cities, chapters and characteristics in addresses and rooms: lower case, digits, hyphens, at most 64. */
export const isSlug = (value: string): boolean => slugPattern.test(value);
