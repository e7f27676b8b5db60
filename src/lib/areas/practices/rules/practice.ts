/**
 * Defines the card of a good practice: what it says, when both sides have validated it, and in which languages it
 * is published. A validation and a consent are given for a content; they are void once the content changes.
 */
import { isWellFormed } from '#base/bad-characters.ts';
import { gapsOf, locales, type Bilingual, type Locale } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { SupportState } from '#rules/bibliography/support.ts';

/** In the order in which the card shows them. */
export const practiceTexts = [
  'title',
  'problem',
  'solution',
  'results',
  'conditions',
  'transferability',
  'resources'
] as const;
export type PracticeText = (typeof practiceTexts)[number];

/** Lists the texts without which a card is not validated, nor published in a language. */
export const neededTexts = ['title', 'problem', 'solution', 'results', 'transferability'] as const;

export interface PracticeInput extends Readonly<Record<PracticeText, Bilingual>> {
  readonly cityId: string;
  readonly characteristic: string;
  /** Lists ids of service categories, in the order of the framework. */
  readonly categories: readonly string[];
  /** Names whom another city may ask, and how to reach them. */
  readonly contact: string;
}

export interface Practice extends PracticeInput {
  readonly id: string;
  readonly version: number;
  readonly userId: string;
  readonly at: string;
}

export interface PracticeFacts {
  readonly cities: readonly { readonly id: string }[];
  readonly characteristics: readonly { readonly id: string }[];
  readonly categories: readonly { readonly id: string }[];
}

export const longestTitle = 200;
export const longestText = 5_000;
export const longestContact = 300;
export const mostPractices = 1_000;

export function validatePractice(input: PracticeInput, facts: PracticeFacts): Result<PracticeInput> {
  if (!facts.cities.some(({ id }) => id === input.cityId)) return refuse('invalid', { field: 'cityId' });
  if (!facts.characteristics.some(({ id }) => id === input.characteristic))
    return refuse('invalid', { field: 'characteristic' });
  if (gapsOf(input.title).length === locales.length) return refuse('title-required');
  for (const name of practiceTexts)
    for (const locale of locales) {
      if (!isWellFormed(input[name][locale])) return refuse('invalid', { field: name });
      if (input[name][locale].length > (name === 'title' ? longestTitle : longestText))
        return refuse('too-large', { field: name });
    }
  if (!isWellFormed(input.contact)) return refuse('invalid', { field: 'contact' });
  if (input.contact.length > longestContact) return refuse('too-large', { field: 'contact' });
  const known = facts.categories.map(({ id }) => id);
  if (input.categories.some((id) => !known.includes(id))) return refuse('invalid', { field: 'categories' });
  return ok({ ...input, categories: known.filter((id) => input.categories.includes(id)) });
}

/** Lists the needed texts that are missing in a language. */
export const missingTexts = (card: Pick<PracticeInput, PracticeText>, locale: Locale): PracticeText[] =>
  neededTexts.filter((name) => card[name][locale].trim() === '');

/** Holds that an expert of a side has validated a content. */
export interface Validation {
  readonly sideId: string;
  readonly userId: string;
  readonly at: string;
  /** Holds the fingerprint of what was validated. */
  readonly print: string;
}

/** Lists the states of a city's consent to a card in one language. */
export const consentStates = ['asked', 'given', 'refused', 'withdrawn'] as const;
export type ConsentState = (typeof consentStates)[number];

export interface Consent {
  readonly language: Locale;
  readonly state: ConsentState;
  readonly askedBy: string;
  readonly askedAt: string;
  /** Null while nobody has. */
  readonly answeredBy: string | null;
  readonly answeredAt: string | null;
  /** Holds the fingerprint of what the answer is about, in this language. */
  readonly print: string;
}

/** Lists the sides whose validation holds for the present content. */
export const validSides = (validations: readonly Validation[], print: string): string[] =>
  validations.filter((one) => one.print === print).map(({ sideId }) => sideId);

export const isValidated = (
  validations: readonly Validation[],
  print: string,
  sides: readonly string[]
): boolean => sides.every((side) => validSides(validations, print).includes(side));

/** Says why a card is not published in a language, or that it is. */
export const publications = [
  'text-missing',
  'not-validated',
  'not-asked',
  'asked',
  'refused',
  'withdrawn',
  'consent-void',
  'published'
] as const;
export type Publication = (typeof publications)[number];

/** Holds a card with everything on which its publication rests. */
export interface PracticeRecord extends Practice {
  readonly validations: readonly Validation[];
  readonly consents: readonly Consent[];
  /** Holds the fingerprint of the present card: both languages, and what it rests on. */
  readonly print: string;
  /** Holds the fingerprint of what the city reads in each language. */
  readonly languagePrints: Readonly<Record<Locale, string>>;
}

/** Without what its publication rests on. */
export const cardOf = (record: Practice): Practice => ({
  id: record.id,
  version: record.version,
  userId: record.userId,
  at: record.at,
  cityId: record.cityId,
  characteristic: record.characteristic,
  categories: record.categories,
  contact: record.contact,
  title: record.title,
  problem: record.problem,
  solution: record.solution,
  results: record.results,
  conditions: record.conditions,
  transferability: record.transferability,
  resources: record.resources
});

export function publicationOf(
  record: PracticeRecord,
  language: Locale,
  sides: readonly string[]
): Publication {
  if (missingTexts(record, language).length > 0) return 'text-missing';
  const consent = record.consents.find((one) => one.language === language);
  if (consent?.state === 'refused' || consent?.state === 'withdrawn') return consent.state;
  if (!isValidated(record.validations, record.print, sides)) return 'not-validated';
  if (!consent) return 'not-asked';
  if (consent.state === 'asked') return 'asked';
  return consent.print === record.languagePrints[language] ? 'published' : 'consent-void';
}

export const publishedLanguages = (record: PracticeRecord, sides: readonly string[]): Locale[] =>
  locales.filter((language) => publicationOf(record, language, sides) === 'published');

/**
 * Lists the languages in which the city itself reads the card: in which it was asked, or in which what it has
 * answered is what the card says now. A draft beyond that it does not see.
 */
export const languagesForCity = ({ consents, languagePrints }: PracticeRecord): Locale[] =>
  consents
    .filter(({ state, language, print }) => state === 'asked' || print === languagePrints[language])
    .map(({ language }) => language);

/** The other languages are gaps. */
export function inLanguages<Card extends PracticeInput>(card: Card, languages: readonly Locale[]): Card {
  const only = (text: Bilingual): Bilingual => ({
    en: languages.includes('en') ? text.en : '',
    zh: languages.includes('zh') ? text.zh : ''
  });
  return { ...card, ...Object.fromEntries(practiceTexts.map((name) => [name, only(card[name])])) };
}

/** Lists how far a card has come, as the catalogue filters it. */
export const practiceStages = ['draft', 'validated', 'asked', 'published', 'closed'] as const;
export type PracticeStage = (typeof practiceStages)[number];

export function stageOf(record: PracticeRecord, sides: readonly string[]): PracticeStage {
  const states = locales.map((language) => publicationOf(record, language, sides));
  if (states.includes('published')) return 'published';
  if (states.some((state) => state === 'refused' || state === 'withdrawn')) return 'closed';
  if (record.consents.some(({ state }) => state === 'asked')) return 'asked';
  return isValidated(record.validations, record.print, sides) ? 'validated' : 'draft';
}

export interface PracticeFilter {
  readonly characteristic: string | null;
  readonly category: string | null;
  readonly side: string | null;
  readonly stage: PracticeStage | null;
  readonly query: string;
}

interface Filtered extends PracticeInput {
  readonly sideId: string;
  readonly stage: PracticeStage;
}

/** The query is found in any text of the card, in either language. */
export function matchesPractice(card: Filtered, filter: PracticeFilter): boolean {
  const wanted = folded(filter.query);
  return (
    (filter.characteristic === null || card.characteristic === filter.characteristic) &&
    (filter.category === null || card.categories.includes(filter.category)) &&
    (filter.side === null || card.sideId === filter.side) &&
    (filter.stage === null || card.stage === filter.stage) &&
    (wanted === '' ||
      practiceTexts.some((name) => locales.some((locale) => folded(card[name][locale]).includes(wanted))))
  );
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

/** Says whether a card should be looked at again: something that it rests on has changed or is gone. */
export const isShaken = (states: readonly SupportState[]): boolean =>
  states.some((state) => state !== 'holds');
