import { z } from 'zod';
import { consentStates } from '#rules/practices/practice.ts';
import { supportKinds, supportRoles } from '#rules/bibliography/support.ts';
import { themeAnswers, themeKinds, themeOrigins, themeScopes } from '#rules/practices/theme.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const practice = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    characteristic: column.text,
    /** Ids of service categories. */
    categories: column.json,
    /** Names whom another city may ask. */
    contact: column.text,
    titleEn: column.text,
    titleZh: column.text,
    problemEn: column.text,
    problemZh: column.text,
    solutionEn: column.text,
    solutionZh: column.text,
    resultsEn: column.text,
    resultsZh: column.text,
    conditionsEn: column.text,
    conditionsZh: column.text,
    transferabilityEn: column.text,
    transferabilityZh: column.text,
    resourcesEn: column.text,
    resourcesZh: column.text,
    userId: column.text,
    at: column.time,
    /** What rests on it is flagged then. */
    removedAt: column.timeOrNull,
    version: column.count
  }
);

export const practiceValidation = table(
  { key: ['practiceId', 'sideId'], copies: 'archive' },
  {
    practiceId: column.text,
    studyId: column.text,
    sideId: column.text,
    userId: column.text,
    at: column.time,
    /** Fingerprint of the content that was validated. */
    print: column.text
  }
);

export const practiceConsent = table(
  { key: ['practiceId', 'language'], copies: 'archive' },
  {
    practiceId: column.text,
    studyId: column.text,
    language: column.language,
    state: z.enum(consentStates),
    askedBy: column.text,
    askedAt: column.time,
    answeredBy: column.textOrNull,
    answeredAt: column.timeOrNull,
    /** Fingerprint of the content that the city was asked about, or answered. */
    print: column.text
  }
);

export const practiceFocus = table(
  { key: ['studyId', 'cityId', 'characteristic'], copies: 'archive' },
  {
    studyId: column.text,
    cityId: column.text,
    characteristic: column.text,
    userId: column.text,
    at: column.time
  }
);

export const theme = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    kind: z.enum(themeKinds),
    scope: z.enum(themeScopes),
    origin: z.enum(themeOrigins),
    answer: z.enum(themeAnswers),
    statementEn: column.text,
    statementZh: column.text,
    explanationEn: column.text,
    explanationZh: column.text,
    /** Ids of characteristics. */
    characteristics: column.json,
    userId: column.text,
    at: column.time,
    removedAt: column.timeOrNull,
    version: column.count
  }
);

export const themeValidation = table(
  { key: ['themeId', 'sideId'], copies: 'archive' },
  {
    themeId: column.text,
    studyId: column.text,
    sideId: column.text,
    userId: column.text,
    at: column.time,
    print: column.text
  }
);

/** Stores what a practice or a theme rests on. */
export const support = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    ownerKind: z.enum(['practice', 'theme']),
    ownerId: column.text,
    role: z.enum(supportRoles),
    kind: z.enum(supportKinds),
    /** As `supportKey` makes it. */
    key: column.text,
    /** As JSON, as `parseSupport` reads it. */
    content: column.json,
    /** Names the city that speaks through it. */
    cityId: column.textOrNull,
    userId: column.text,
    at: column.time
  }
);

export type PracticeTable = ColumnsOf<typeof practice>;
export type PracticeConsentTable = ColumnsOf<typeof practiceConsent>;
export type ThemeTable = ColumnsOf<typeof theme>;
export type SupportTable = ColumnsOf<typeof support>;
