/** Defines the tables of study. */
import { z } from 'zod';
import {
  partialDate,
  partialDateOrNull,
  count,
  json,
  text,
  textOrNull,
  time,
  truth,
  table,
  generated,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const study = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    slug: text,
    titleEn: text,
    titleZh: text,
    shortTitleEn: text,
    shortTitleZh: text,
    programmeEn: text,
    programmeZh: text,
    purposeEn: text,
    purposeZh: text,
    scopeEn: text,
    scopeZh: text,
    /** Marks a study for load tests: its rooms take any root name, and only its own people see it in lists. */
    isBench: truth,
    /** Says whether assessors rate the rubric's indicators, which suggest a level. */
    usesIndicators: generated(truth),
    /** Says whether experts are barred from judging a city that they come from. */
    barsOrigin: generated(truth),
    /** Holds the lengths that sections may have: see documents/rules/length-limit. */
    lengthLimits: generated(json.default('{}')),
    /** Holds which headings the synopses of each side have: see framework/rules/synopsis-headings. */
    synopsisHeadings: generated(json.default('{}')),
    /** Multiplies the personal quotas: see study/rules/quota. */
    quotaFactor: generated(count.default(1)),
    createdAt: time,
    /** Holds the head of the study's event chain: number and hash of its last event. */
    eventSeq: generated(count),
    eventHash: generated(text),
    version: generated(count)
  }
);

export const side = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    /** Says which of the two hues and signs the side has, 0 or 1. */
    position: count,
    code: text,
    nameEn: text,
    nameZh: text,
    counterpartEn: text,
    counterpartZh: text,
    /** Holds the number of pilots that the side must have. */
    pilotTarget: count
  }
);

export const body = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    position: count,
    nameEn: text,
    nameZh: text,
    descriptionEn: text,
    descriptionZh: text
  }
);

export const bodyMember = table(
  { key: ['studyId', 'bodyId', 'userId'], copies: 'archive' },
  {
    studyId: text,
    bodyId: text,
    userId: text
  }
);

export const foundingDecision = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    titleEn: text,
    titleZh: text,
    placeEn: text,
    placeZh: text,
    takenOn: partialDate,
    /** `[{ en, zh }]` */
    parties: json,
    /** `[{ en, zh }]`: the agreed points. */
    points: json
  }
);

export const phase = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    position: count,
    nameEn: text,
    nameZh: text,
    descriptionEn: text,
    descriptionZh: text,
    plannedFrom: partialDateOrNull,
    plannedTo: partialDateOrNull,
    actualFrom: partialDateOrNull,
    actualTo: partialDateOrNull,
    version: generated(count)
  }
);

export const deliverable = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    position: count,
    titleEn: text,
    titleZh: text,
    ownerBodyId: textOrNull,
    dueOn: partialDateOrNull,
    deliveredOn: partialDateOrNull,
    state: z.enum(['planned', 'in-progress', 'delivered', 'dropped']),
    version: generated(count)
  }
);

/**
 * Stores that a study came from an archive, and the last number of its log then: what the log says up to there
 * happened in another installation.
 */
export const studyImport = table(
  { key: ['studyId'], copies: 'backup' },
  {
    studyId: text,
    at: time,
    eventSeq: count
  }
);

export type StudyTable = ColumnsOf<typeof study>;
export type SideTable = ColumnsOf<typeof side>;
export type PhaseTable = ColumnsOf<typeof phase>;
export type DeliverableTable = ColumnsOf<typeof deliverable>;
