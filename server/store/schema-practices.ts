/** Defines the tables of good practices, of trends and challenges, and of what statements of the study rest on. */
import type { ConsentState, PracticeText } from '#domain/practice.ts';
import type { Locale } from '#domain/locale.ts';
import type { SupportKind, SupportRole } from '#domain/support.ts';
import type { ThemeAnswer, ThemeKind, ThemeOrigin, ThemeScope } from '#domain/theme.ts';
import type { Json, Time } from './column-types.ts';

export interface PracticeSchema {
  practice: PracticeTable;
  practiceValidation: PracticeValidationTable;
  practiceConsent: PracticeConsentTable;
  practiceFocus: PracticeFocusTable;
  theme: ThemeTable;
  themeValidation: ThemeValidationTable;
  support: SupportTable;
}

export interface PracticeTable extends Record<`${PracticeText}${'En' | 'Zh'}`, string> {
  id: string;
  studyId: string;
  cityId: string;
  characteristic: string;
  /** Holds the ids of service categories. */
  categories: Json;
  /** Names whom another city may ask. */
  contact: string;
  userId: string;
  at: Time;
  /** Holds the time at which the card was removed; what rests on it is flagged then. */
  removedAt: Time | null;
  version: number;
}

export interface PracticeValidationTable {
  practiceId: string;
  studyId: string;
  sideId: string;
  userId: string;
  at: Time;
  /** Holds the fingerprint of the content that was validated. */
  print: string;
}

export interface PracticeConsentTable {
  practiceId: string;
  studyId: string;
  language: Locale;
  state: ConsentState;
  askedBy: string;
  askedAt: Time;
  answeredBy: string | null;
  answeredAt: Time | null;
  /** Holds the fingerprint of the content that the city was asked about, or answered. */
  print: string;
}

/** Stores that a city wants to go on in a characteristic. */
export interface PracticeFocusTable {
  studyId: string;
  cityId: string;
  characteristic: string;
  userId: string;
  at: Time;
}

export interface ThemeTable {
  id: string;
  studyId: string;
  kind: ThemeKind;
  scope: ThemeScope;
  origin: ThemeOrigin;
  answer: ThemeAnswer;
  statementEn: string;
  statementZh: string;
  explanationEn: string;
  explanationZh: string;
  /** Holds the ids of characteristics. */
  characteristics: Json;
  userId: string;
  at: Time;
  removedAt: Time | null;
  version: number;
}

export interface ThemeValidationTable {
  themeId: string;
  studyId: string;
  sideId: string;
  userId: string;
  at: Time;
  print: string;
}

/** Stores what a practice or a theme rests on. */
export interface SupportTable {
  id: string;
  studyId: string;
  ownerKind: 'practice' | 'theme';
  ownerId: string;
  role: SupportRole;
  kind: SupportKind;
  /** Names what is cited, as `supportKey` does. */
  key: string;
  /** Holds the support as JSON, as `parseSupport` reads it. */
  content: Json;
  /** Names the city that speaks through it. */
  cityId: string | null;
  userId: string;
  at: Time;
}
