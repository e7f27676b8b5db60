import { z } from 'zod';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

export const study = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    slug: column.text,
    titleEn: column.text,
    titleZh: column.text,
    shortTitleEn: column.text,
    shortTitleZh: column.text,
    programmeEn: column.text,
    programmeZh: column.text,
    purposeEn: column.text,
    purposeZh: column.text,
    scopeEn: column.text,
    scopeZh: column.text,
    /** Marks a study for load tests: its rooms take any root name, and only its own people see it in lists. */
    isBench: column.truth,
    /** Says whether assessors rate the rubric's indicators, which suggest a level. */
    usesIndicators: generated(column.truth),
    /** Says whether experts are barred from judging a city that they come from. */
    barsOrigin: generated(column.truth),
    /** Holds the lengths that sections may have: see documents/rules/length-limit. */
    lengthLimits: generated(column.json.default('{}')),
    /** Holds which headings the synopses of each side have: see framework/rules/synopsis-headings. */
    synopsisHeadings: generated(column.json.default('{}')),
    /** Multiplies the personal quotas: see study/rules/quota. */
    quotaFactor: generated(column.count.default(1)),
    createdAt: column.time,
    /** Holds the head of the study's event chain: number and hash of its last event. */
    eventSeq: generated(column.count),
    eventHash: generated(column.text),
    version: generated(column.count)
  }
);

export const side = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    /** Says which of the two hues and signs the side has, 0 or 1. */
    position: column.count,
    code: column.text,
    nameEn: column.text,
    nameZh: column.text,
    counterpartEn: column.text,
    counterpartZh: column.text,
    /** Holds the number of pilots that the side must have. */
    pilotTarget: column.count
  }
);

export const body = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    position: column.count,
    nameEn: column.text,
    nameZh: column.text,
    descriptionEn: column.text,
    descriptionZh: column.text
  }
);

export const bodyMember = table(
  { key: ['studyId', 'bodyId', 'userId'], copies: 'archive' },
  {
    studyId: column.text,
    bodyId: column.text,
    userId: column.text
  }
);

export const foundingDecision = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    titleEn: column.text,
    titleZh: column.text,
    placeEn: column.text,
    placeZh: column.text,
    takenOn: column.partialDate,
    /** `[{ en, zh }]` */
    parties: column.json,
    /** `[{ en, zh }]`: the agreed points. */
    points: column.json
  }
);

export const phase = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    position: column.count,
    nameEn: column.text,
    nameZh: column.text,
    descriptionEn: column.text,
    descriptionZh: column.text,
    plannedFrom: column.partialDateOrNull,
    plannedTo: column.partialDateOrNull,
    actualFrom: column.partialDateOrNull,
    actualTo: column.partialDateOrNull,
    version: generated(column.count)
  }
);

export const deliverable = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    position: column.count,
    titleEn: column.text,
    titleZh: column.text,
    ownerBodyId: column.textOrNull,
    dueOn: column.partialDateOrNull,
    deliveredOn: column.partialDateOrNull,
    state: z.enum(['planned', 'in-progress', 'delivered', 'dropped']),
    version: generated(column.count)
  }
);

/**
 * Stores that a study came from an archive, and the last number of its log then: what the log says up to there
 * happened in another installation.
 */
export const studyImport = table(
  { key: ['studyId'], copies: 'backup' },
  {
    studyId: column.text,
    at: column.time,
    eventSeq: column.count
  }
);

export type StudyTable = ColumnsOf<typeof study>;
export type SideTable = ColumnsOf<typeof side>;
export type PhaseTable = ColumnsOf<typeof phase>;
export type DeliverableTable = ColumnsOf<typeof deliverable>;
