/** Defines the tables of the research: bibliography, context, talks with solution providers, images of others. */
import { z } from 'zod';
import { citingKinds, sourceKinds } from '#rules/bibliography/bibliography.ts';
import { figureNatures, measures } from '#rules/context/context-figure.ts';
import { registers, trendAreas } from '#rules/context/context.ts';
import { permissionStates } from '#rules/context/image-permission.ts';
import { comparators } from '#rules/framework/record.ts';
import {
  partialDate,
  partialDateOrNull,
  count,
  json,
  number,
  saved,
  text,
  textOrNull,
  table
} from '#server/store/tables/columns.ts';

export const bibliography = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    kind: z.enum(sourceKinds),
    titleEn: text,
    titleZh: text,
    author: text,
    publisherEn: text,
    publisherZh: text,
    date: partialDateOrNull,
    address: text,
    ...saved
  }
);

/** Stores that an entry, figure or table cites a source, in the order of its citations. */
export const citation = table(
  { key: ['studyId', 'kind', 'holderId', 'position'], copies: 'archive' },
  {
    studyId: text,
    kind: z.enum(citingKinds),
    holderId: text,
    position: count,
    sourceId: text,
    place: text
  }
);

export const contextTopic = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    position: count,
    titleEn: text,
    titleZh: text,
    cautionEn: textOrNull,
    cautionZh: textOrNull,
    ...saved
  }
);

export const contextEntry = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    position: count,
    register: z.enum(registers),
    area: z.enum(trendAreas).nullable(),
    topicId: textOrNull,
    titleEn: text,
    titleZh: text,
    summaryEn: text,
    summaryZh: text,
    issuerEn: text,
    issuerZh: text,
    date: partialDateOrNull,
    /** Holds the `cityId[]` that the entry concerns. */
    cities: json,
    cautionEn: textOrNull,
    cautionZh: textOrNull,
    ...saved
  }
);

export const contextFigure = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    position: count,
    topicId: text,
    labelEn: text,
    labelZh: text,
    measure: z.enum(measures),
    value: number.nullable(),
    valueTo: number.nullable(),
    valueText: text,
    unitEn: text,
    unitZh: text,
    currency: textOrNull,
    comparator: z.enum(comparators),
    period: textOrNull,
    nature: z.enum(figureNatures),
    scopeEn: text,
    scopeZh: text,
    methodEn: text,
    methodZh: text,
    cautionEn: textOrNull,
    cautionZh: textOrNull,
    ...saved
  }
);

export const contextTable = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    position: count,
    topicId: text,
    titleEn: text,
    titleZh: text,
    noteEn: text,
    noteZh: text,
    measure: z.enum(['percent', 'number']),
    unitEn: text,
    unitZh: text,
    period: textOrNull,
    nature: z.enum(figureNatures),
    /** Holds `Bilingual[]`. */
    columns: json,
    /** Holds `TableRow[]`. */
    rows: json,
    ...saved
  }
);

/** Stores where in the framework an entry or a figure is shown next to a city's answers. */
export const contextPin = table(
  { key: ['studyId', 'kind', 'holderId', 'position'], copies: 'archive' },
  {
    studyId: text,
    kind: z.enum(['entry', 'figure']),
    holderId: text,
    position: count,
    characteristic: text,
    question: textOrNull,
    cityId: textOrNull
  }
);

export const providerTalk = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    partyEn: text,
    partyZh: text,
    heldOn: partialDate,
    summaryEn: text,
    summaryZh: text,
    ...saved
  }
);

export const outsideImage = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    titleEn: text,
    titleZh: text,
    ownerEn: text,
    ownerZh: text,
    state: z.enum(permissionStates),
    decidedBy: text,
    decidedOn: partialDateOrNull,
    document: text,
    termsEn: text,
    termsZh: text,
    /** Holds the SHA-256 of the picture's bytes; empty until it is known. */
    hash: text,
    ...saved
  }
);
