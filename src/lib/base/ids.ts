/** Defines ids as branded strings, which are parsed once at the border and trusted inside. */

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

/**
 * Slugs name studies, cities, chapters and characteristics in addresses and rooms: lower case, digits,
 * hyphens, at most 64 characters.
 */
export const isSlug = (value: string): boolean => slugPattern.test(value);

/**
 * Checks whether ids of questions, and of their facets, measures and options, can be part of a cell's key.
 */
export const isQuestionId = (id: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(id);
export const isPartId = (id: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id) && !isInherited(id);
/**
 * Checks the key of a cell that holds a value: `{question}[/{record}]/{name}[:{measure}]`, see
 * document/answer-cells.
 */
export const isFactKey = (key: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}(?:\/[A-Za-z0-9_.-]{1,64})?\/[A-Za-z][A-Za-z0-9_-]{0,63}(?::[A-Za-z0-9][A-Za-z0-9_-]{0,63})?$/.test(
    key
  );

/** Checks the id of a field of a record, which begins with a letter. */
export const isFieldId = (id: string): boolean =>
  /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(id) && !isInherited(id);

/** Checks whether every object has something of this name, as of `constructor`: such a name is no key. */
export const isInherited = (name: string): boolean => name in Object.prototype;
