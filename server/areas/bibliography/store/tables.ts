/** Defines the tables of the research: bibliography, context, talks with solution providers, images of others. */
import { z } from 'zod';
import { citingKinds, sourceKinds } from '#rules/bibliography/bibliography.ts';
import { figureNatures, measures } from '#rules/context/context-figure.ts';
import { registers, trendAreas } from '#rules/context/context.ts';
import { permissionStates } from '#rules/context/image-permission.ts';
import { comparators } from '#rules/framework/record.ts';
import * as column from '#server/store/tables/columns.ts';
import { table } from '#server/store/tables/columns.ts';

export const bibliography = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    kind: z.enum(sourceKinds),
    titleEn: column.text,
    titleZh: column.text,
    author: column.text,
    publisherEn: column.text,
    publisherZh: column.text,
    date: column.partialDateOrNull,
    address: column.text,
    ...column.saved
  }
);

/** Stores that an entry, figure or table cites a source, in the order of its citations. */
export const citation = table(
  { key: ['studyId', 'kind', 'holderId', 'position'], copies: 'archive' },
  {
    studyId: column.text,
    kind: z.enum(citingKinds),
    holderId: column.text,
    position: column.count,
    sourceId: column.text,
    place: column.text
  }
);

export const contextTopic = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    position: column.count,
    titleEn: column.text,
    titleZh: column.text,
    cautionEn: column.textOrNull,
    cautionZh: column.textOrNull,
    ...column.saved
  }
);

export const contextEntry = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    position: column.count,
    register: z.enum(registers),
    area: z.enum(trendAreas).nullable(),
    topicId: column.textOrNull,
    titleEn: column.text,
    titleZh: column.text,
    summaryEn: column.text,
    summaryZh: column.text,
    issuerEn: column.text,
    issuerZh: column.text,
    date: column.partialDateOrNull,
    /** Holds the `cityId[]` that the entry concerns. */
    cities: column.json,
    cautionEn: column.textOrNull,
    cautionZh: column.textOrNull,
    ...column.saved
  }
);

export const contextFigure = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    position: column.count,
    topicId: column.text,
    labelEn: column.text,
    labelZh: column.text,
    measure: z.enum(measures),
    value: column.number.nullable(),
    valueTo: column.number.nullable(),
    valueText: column.text,
    unitEn: column.text,
    unitZh: column.text,
    currency: column.textOrNull,
    comparator: z.enum(comparators),
    period: column.textOrNull,
    nature: z.enum(figureNatures),
    scopeEn: column.text,
    scopeZh: column.text,
    methodEn: column.text,
    methodZh: column.text,
    cautionEn: column.textOrNull,
    cautionZh: column.textOrNull,
    ...column.saved
  }
);

export const contextTable = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    position: column.count,
    topicId: column.text,
    titleEn: column.text,
    titleZh: column.text,
    noteEn: column.text,
    noteZh: column.text,
    measure: z.enum(['percent', 'number']),
    unitEn: column.text,
    unitZh: column.text,
    period: column.textOrNull,
    nature: z.enum(figureNatures),
    /** Holds `Bilingual[]`. */
    columns: column.json,
    /** Holds `TableRow[]`. */
    rows: column.json,
    ...column.saved
  }
);

/** Stores where in the framework an entry or a figure is shown next to a city's answers. */
export const contextPin = table(
  { key: ['studyId', 'kind', 'holderId', 'position'], copies: 'archive' },
  {
    studyId: column.text,
    kind: z.enum(['entry', 'figure']),
    holderId: column.text,
    position: column.count,
    characteristic: column.text,
    question: column.textOrNull,
    cityId: column.textOrNull
  }
);

export const providerTalk = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    partyEn: column.text,
    partyZh: column.text,
    heldOn: column.partialDate,
    summaryEn: column.text,
    summaryZh: column.text,
    ...column.saved
  }
);

export const outsideImage = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    titleEn: column.text,
    titleZh: column.text,
    ownerEn: column.text,
    ownerZh: column.text,
    state: z.enum(permissionStates),
    decidedBy: column.text,
    decidedOn: column.partialDateOrNull,
    document: column.text,
    termsEn: column.text,
    termsZh: column.text,
    /** The SHA-256 of the picture's bytes; empty until it is known. */
    hash: column.text,
    ...column.saved
  }
);
