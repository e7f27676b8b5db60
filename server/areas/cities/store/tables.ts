import { z } from 'zod';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

export const city = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    /** Holds the city's position in the seed's list of its side; an order of listing, never of merit. */
    number: column.count,
    sideId: column.text,
    kind: column.text,
    /** Holds the long official form and the short form; lists show the short one. */
    nameEn: column.text,
    nameZh: column.text,
    shortNameEn: column.text,
    shortNameZh: column.text,
    parentEn: column.textOrNull,
    parentZh: column.textOrNull,
    /** Null where it has not been entered. */
    parentLevel: column.textOrNull,
    countryEn: column.text,
    countryZh: column.text,
    isoCountry: column.text,
    isoSubdivision: column.textOrNull,
    latitude: column.number,
    longitude: column.number,
    timeZone: column.text,
    /** Says why the city was chosen although a criterion is not met. */
    selectionReasonEn: column.textOrNull,
    selectionReasonZh: column.textOrNull,
    /** Null while the city takes part, when the other columns of the withdrawal have no meaning. */
    withdrawnOn: column.partialDateOrNull,
    withdrawnReasonEn: column.textOrNull,
    withdrawnReasonZh: column.textOrNull,
    /** Names the pilot of the same side that replaces it. */
    substituteId: column.textOrNull,
    version: generated(column.count)
  }
);

export const rapporteur = table(
  { key: ['studyId', 'cityId', 'userId'], copies: 'archive' },
  {
    studyId: column.text,
    cityId: column.text,
    userId: column.text,
    duty: z.enum(['lead', 'deputy', 'reviewer'])
  }
);

export const criterion = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    sideId: column.text,
    position: column.count,
    group: column.text,
    textEn: column.text,
    textZh: column.text,
    /** `[{ text: { en, zh } }]`: the sub-checks. */
    checks: column.json
  }
);

export const criterionCheck = table(
  { key: ['studyId', 'cityId', 'criterionId'], copies: 'archive' },
  {
    studyId: column.text,
    cityId: column.text,
    criterionId: column.text,
    result: z.enum(['met', 'partly', 'not-met', 'unknown']),
    noteEn: column.text,
    noteZh: column.text,
    evidence: column.text,
    version: generated(column.count)
  }
);

export type CityTable = ColumnsOf<typeof city>;
export type CriterionTable = ColumnsOf<typeof criterion>;
export type CriterionCheckTable = ColumnsOf<typeof criterionCheck>;
