import { z } from 'zod';
import { horizons } from '#rules/roadmap/roadmap.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Names the chapter whose sections hold the prose of the steps; one for each study that has begun a roadmap. */
export const roadmap = table(
  { key: ['studyId'], copies: 'archive' },
  {
    studyId: column.text,
    documentId: column.text,
    userId: column.text,
    at: column.time
  }
);

/** A removed step keeps its row, so that its section is never given again. */
export const roadmapStep = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    number: column.count,
    position: column.count,
    characteristic: column.text,
    fromLevel: column.textOrNull,
    toLevel: column.textOrNull,
    titleEn: column.text,
    titleZh: column.text,
    responsibleEn: column.text,
    responsibleZh: column.text,
    horizon: z.enum(horizons).nullable(),
    /** Shape: ids of steps. */
    dependsOn: column.json,
    /** Shape: `StatementLink[]` of `meetings/rules/statement-link`. */
    links: column.json,
    userId: column.text,
    at: column.time,
    removedAt: column.timeOrNull,
    version: generated(column.count)
  }
);

export const roadmapRelease = table(
  { key: ['studyId', 'n'], copies: 'archive' },
  {
    studyId: column.text,
    n: column.count,
    /** Shape: `ReleasedRoadmap` of `server/store/roadmap`. */
    content: column.json,
    userId: column.text,
    at: column.time
  }
);

/**
 * Stores what a city decided for itself in one round. Only the city's own people read it: it is in no archive,
 * no event and no search, and names no person.
 */
export const roadmapRound = table(
  { key: ['studyId', 'cityId', 'n'], copies: 'backup' },
  {
    studyId: column.text,
    cityId: column.text,
    n: column.count,
    /** Shape: `OwnChoices` of `roadmap/rules/roadmap` with the levels and the release on which the round rests. */
    content: column.json,
    begunAt: column.time,
    closedAt: column.timeOrNull
  }
);

export type RoadmapStepTable = ColumnsOf<typeof roadmapStep>;
export type RoadmapReleaseTable = ColumnsOf<typeof roadmapRelease>;
