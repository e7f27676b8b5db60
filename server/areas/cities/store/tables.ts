/** Defines the tables of cities. */
import { z } from 'zod';
import {
  partialDateOrNull,
  count,
  json,
  number,
  text,
  textOrNull,
  table,
  generated,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const city = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    /** Holds the city's position in the seed's list of its side; an order of listing, never of merit. */
    number: count,
    sideId: text,
    kind: text,
    /** Holds the long official form and the short form; lists show the short one. */
    nameEn: text,
    nameZh: text,
    shortNameEn: text,
    shortNameZh: text,
    parentEn: textOrNull,
    parentZh: textOrNull,
    /** Names the administrative level of the parent; null where it has not been entered. */
    parentLevel: textOrNull,
    countryEn: text,
    countryZh: text,
    isoCountry: text,
    isoSubdivision: textOrNull,
    latitude: number,
    longitude: number,
    timeZone: text,
    /** Says why the city was chosen although a criterion is not met. */
    selectionReasonEn: textOrNull,
    selectionReasonZh: textOrNull,
    /**
     * Holds the date of withdrawal; null while the city takes part, when the other columns of the withdrawal
     * have no meaning.
     */
    withdrawnOn: partialDateOrNull,
    withdrawnReasonEn: textOrNull,
    withdrawnReasonZh: textOrNull,
    /** Names the pilot of the same side that replaces it. */
    substituteId: textOrNull,
    version: generated(count)
  }
);

export const rapporteur = table(
  { key: ['studyId', 'cityId', 'userId'], copies: 'archive' },
  {
    studyId: text,
    cityId: text,
    userId: text,
    duty: z.enum(['lead', 'deputy', 'reviewer'])
  }
);

export const criterion = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    sideId: text,
    position: count,
    group: text,
    textEn: text,
    textZh: text,
    /** `[{ text: { en, zh } }]`: the sub-checks. */
    checks: json
  }
);

export const criterionCheck = table(
  { key: ['studyId', 'cityId', 'criterionId'], copies: 'archive' },
  {
    studyId: text,
    cityId: text,
    criterionId: text,
    result: z.enum(['met', 'partly', 'not-met', 'unknown']),
    noteEn: text,
    noteZh: text,
    evidence: text,
    version: generated(count)
  }
);

export type CityTable = ColumnsOf<typeof city>;
export type CriterionTable = ColumnsOf<typeof criterion>;
export type CriterionCheckTable = ColumnsOf<typeof criterionCheck>;
