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

/** Whether ids of questions, and of their facets, measures and options, can stand in a cell's key. */
export const isQuestionId = (id: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(id);
export const isPartId = (id: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id);
/** Of a field of a record, which begins with a letter. */
export const isFieldId = (id: string): boolean => /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(id);
