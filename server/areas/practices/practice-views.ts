/**
 * Shows the cards of good practices: each reader sees the languages that are published, the city that is asked
 * also those that it is asked about, and who writes the cards everything.
 */
import type { City } from '#rules/cities/city.ts';
import { sideIds, type Study, type Side } from '#rules/study/study.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import {
  cardOf,
  inLanguages,
  isShaken,
  isValidated,
  languagesForCity,
  missingTexts,
  publicationOf,
  publishedLanguages,
  stageOf,
  validSides,
  type ConsentState,
  type Practice,
  type PracticeRecord,
  type PracticeStage,
  type Publication
} from '#rules/practices/practice.ts';
import type { SupportState } from '#rules/bibliography/support.ts';
import { listCities, citiesInOrder } from '#areas/cities';
import { listFrameworks } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import type { ReaderAccess } from '#areas/evidence';
import type { ShownValidation } from './statements/shown-validations.ts';
import type { SupportView } from './supports/support-views.ts';
import { serviceCategories, type FlaggedService } from './flagged-services.ts';

export interface PracticeChoices {
  readonly sides: readonly [Side, Side];
  readonly cities: readonly Pick<City, 'id' | 'shortName' | 'sideId'>[];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly categories: readonly { readonly id: string; readonly label: Bilingual }[];
}

export interface PracticeSummary extends Practice {
  readonly sideId: string;
  readonly stage: PracticeStage;
  readonly publication: Readonly<Record<Locale, Publication>>;
  /** Lists the sides whose validation holds. */
  readonly validatedBy: readonly string[];
  /** Is true where something that the card rests on has changed or is gone; false for who is not told. */
  readonly isShaken: boolean;
  /** Is true where the reader's own city is asked to agree. */
  readonly awaitsAnswer: boolean;
}

/** Says where a city itself wants to go on. */
export interface CityFocus {
  readonly cityId: string;
  readonly mayChoose: boolean;
  readonly chosen: readonly string[];
  /** Lists those in which its own released level has a next one. */
  readonly ahead: readonly string[];
}

export interface PracticeList extends PracticeChoices {
  readonly mayWrite: boolean;
  readonly seesDrafts: boolean;
  readonly cards: readonly PracticeSummary[];
  /** Those of the cities whose answers the reader may read. */
  readonly flagged: readonly FlaggedService[];
  /** Null for a reader who is not of one city. */
  readonly focus: CityFocus | null;
}

export interface ShownConsent {
  readonly language: Locale;
  readonly publication: Publication;
  readonly state: ConsentState | null;
  readonly askedAt: string | null;
  readonly answeredAt: string | null;
  readonly answeredBy: Bilingual | null;
  readonly mayAsk: boolean;
  readonly mayAnswer: boolean;
  /** Holds the fingerprint of what the reader sees, which an answer is about. */
  readonly print: string;
}

export interface PracticeView extends PracticeChoices {
  readonly card: PracticeSummary;
  readonly mayWrite: boolean;
  readonly seesDrafts: boolean;
  readonly supports: readonly SupportView[];
  /** Empty for readers who are not told how a card came about. */
  readonly validations: readonly ShownValidation[];
  readonly consents: readonly ShownConsent[];
  /** Holds the fingerprint of the card, which a validation is about. */
  readonly print: string;
  /** Lists what keeps the card from being validated. */
  readonly lacks: readonly ('texts' | 'supports' | 'changed')[];
}

export async function choicesIn(db: Db, study: Study): Promise<PracticeChoices> {
  const frameworks = await listFrameworks(db, study.id);
  const [newest] = frameworks;
  return {
    sides: study.sides,
    cities: citiesInOrder(await listCities(db, study.id), study).map(({ id, shortName, sideId }) => ({
      id,
      shortName,
      sideId
    })),
    characteristics: (newest?.characteristics ?? []).map(({ id, name }) => ({ id, name })),
    categories: serviceCategories(newest).map(({ id, label }) => ({ id, label }))
  };
}

interface SummaryFacts {
  readonly study: Study;
  readonly access: ReaderAccess;
  readonly seesDrafts: boolean;
  readonly choices: PracticeChoices;
  readonly states: readonly SupportState[];
}

/** Returns a card as the reader may see it; empty for one that the reader may not see at all. */
export function summaryFor(
  record: PracticeRecord,
  { study, access, seesDrafts, choices, states }: SummaryFacts
): PracticeSummary[] {
  const sides = sideIds(study);
  const isOwn = !seesDrafts && access.ofCity(record.cityId).has('practices.asked');
  const languages = seesDrafts
    ? locales
    : [...new Set([...publishedLanguages(record, sides), ...(isOwn ? languagesForCity(record) : [])])];
  if (languages.length === 0) return [];
  const { validations, consents, print } = record;
  const shownAs = (language: Locale): Publication => {
    const publication = publicationOf(record, language, sides);
    return seesDrafts || languages.includes(language) ? publication : 'not-asked';
  };
  return [
    {
      ...inLanguages(cardOf(record), languages),
      sideId: choices.cities.find(({ id }) => id === record.cityId)?.sideId ?? '',
      stage: stageOf(record, sides),
      publication: { en: shownAs('en'), zh: shownAs('zh') },
      validatedBy: seesDrafts ? validSides(validations, print) : [],
      isShaken: isShaken(states),
      awaitsAnswer: isOwn && consents.some(({ state }) => state === 'asked')
    }
  ];
}

/** Gaps in a language, nothing that the card rests on, or doubts about that. */
export function lacksOf(
  record: PracticeRecord,
  supports: number,
  states: readonly SupportState[]
): PracticeView['lacks'] {
  const lacks = {
    texts: locales.some((locale) => missingTexts(record, locale).length > 0),
    supports: supports === 0,
    changed: isShaken(states)
  };
  return (['texts', 'supports', 'changed'] as const).filter((lack) => lacks[lack]);
}

/**
 * Checks that the city may be asked about a practice: both sides have validated it, and it is written in this
 * language and not published in it.
 */
export const mayBeAsked = (record: PracticeRecord, language: Locale, study: Study): boolean =>
  missingTexts(record, language).length === 0 &&
  isValidated(record.validations, record.print, sideIds(study)) &&
  publicationOf(record, language, sideIds(study)) !== 'published';

export function shownConsents(
  record: PracticeRecord,
  study: Study,
  access: ReaderAccess,
  people: ReadonlyMap<string, Bilingual>,
  { seesDrafts, mayWrite }: { readonly seesDrafts: boolean; readonly mayWrite: boolean }
): ShownConsent[] {
  const answers = access.ofCity(record.cityId).has('practices.consent');
  const seen = languagesForCity(record);
  return locales.flatMap((language): ShownConsent[] => {
    const consent = record.consents.find((one) => one.language === language);
    if (!seesDrafts && !consent) return [];
    return [
      {
        language,
        publication: publicationOf(record, language, sideIds(study)),
        state: consent?.state ?? null,
        askedAt: consent?.askedAt ?? null,
        answeredAt: consent?.answeredAt ?? null,
        answeredBy: people.get(consent?.answeredBy ?? '') ?? null,
        mayAsk: mayWrite && mayBeAsked(record, language, study) && consent?.state !== 'asked',
        mayAnswer: answers && consent !== undefined && (seen.includes(language) || consent.state === 'given'),
        print: seesDrafts || seen.includes(language) ? record.languagePrints[language] : ''
      }
    ];
  });
}
