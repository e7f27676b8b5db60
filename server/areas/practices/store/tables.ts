/** Defines the tables of good practices, of trends and challenges, and of what statements of the study rest on. */
import { z } from 'zod';
import { consentStates } from '#rules/practices/practice.ts';
import { supportKinds, supportRoles } from '#rules/bibliography/support.ts';
import { themeAnswers, themeKinds, themeOrigins, themeScopes } from '#rules/practices/theme.ts';
import {
  count,
  json,
  language,
  text,
  textOrNull,
  time,
  timeOrNull,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const practice = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    characteristic: text,
    /** Holds the ids of service categories. */
    categories: json,
    /** Names whom another city may ask. */
    contact: text,
    titleEn: text,
    titleZh: text,
    problemEn: text,
    problemZh: text,
    solutionEn: text,
    solutionZh: text,
    resultsEn: text,
    resultsZh: text,
    conditionsEn: text,
    conditionsZh: text,
    transferabilityEn: text,
    transferabilityZh: text,
    resourcesEn: text,
    resourcesZh: text,
    userId: text,
    at: time,
    /** Holds the time at which the card was removed; what rests on it is flagged then. */
    removedAt: timeOrNull,
    version: count
  }
);

export const practiceValidation = table(
  { key: ['practiceId', 'sideId'], copies: 'archive' },
  {
    practiceId: text,
    studyId: text,
    sideId: text,
    userId: text,
    at: time,
    /** Holds the fingerprint of the content that was validated. */
    print: text
  }
);

export const practiceConsent = table(
  { key: ['practiceId', 'language'], copies: 'archive' },
  {
    practiceId: text,
    studyId: text,
    language,
    state: z.enum(consentStates),
    askedBy: text,
    askedAt: time,
    answeredBy: textOrNull,
    answeredAt: timeOrNull,
    /** Holds the fingerprint of the content that the city was asked about, or answered. */
    print: text
  }
);

/** Stores that a city wants to go on in a characteristic. */
export const practiceFocus = table(
  { key: ['studyId', 'cityId', 'characteristic'], copies: 'archive' },
  {
    studyId: text,
    cityId: text,
    characteristic: text,
    userId: text,
    at: time
  }
);

export const theme = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    kind: z.enum(themeKinds),
    scope: z.enum(themeScopes),
    origin: z.enum(themeOrigins),
    answer: z.enum(themeAnswers),
    statementEn: text,
    statementZh: text,
    explanationEn: text,
    explanationZh: text,
    /** Holds the ids of characteristics. */
    characteristics: json,
    userId: text,
    at: time,
    removedAt: timeOrNull,
    version: count
  }
);

export const themeValidation = table(
  { key: ['themeId', 'sideId'], copies: 'archive' },
  {
    themeId: text,
    studyId: text,
    sideId: text,
    userId: text,
    at: time,
    print: text
  }
);

/** Stores what a practice or a theme rests on. */
export const support = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    ownerKind: z.enum(['practice', 'theme']),
    ownerId: text,
    role: z.enum(supportRoles),
    kind: z.enum(supportKinds),
    /** Names what is cited, as `supportKey` does. */
    key: text,
    /** Holds the support as JSON, as `parseSupport` reads it. */
    content: json,
    /** Names the city that speaks through it. */
    cityId: textOrNull,
    userId: text,
    at: time
  }
);

export type PracticeTable = ColumnsOf<typeof practice>;
export type PracticeConsentTable = ColumnsOf<typeof practiceConsent>;
export type ThemeTable = ColumnsOf<typeof theme>;
export type SupportTable = ColumnsOf<typeof support>;
