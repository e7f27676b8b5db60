/** Defines the tables of roadmap. */
import { z } from 'zod';
import { horizons } from '#rules/roadmap/roadmap.ts';
import {
  count,
  json,
  text,
  textOrNull,
  time,
  timeOrNull,
  table,
  generated,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

/** Names the chapter whose sections hold the prose of the steps; one for each study that has begun a roadmap. */
export const roadmap = table(
  { key: ['studyId'], copies: 'archive' },
  {
    studyId: text,
    documentId: text,
    userId: text,
    at: time
  }
);

/** Stores the facts of a step. A removed step keeps its row, so that its section is never given again. */
export const roadmapStep = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    number: count,
    position: count,
    characteristic: text,
    fromLevel: textOrNull,
    toLevel: textOrNull,
    titleEn: text,
    titleZh: text,
    responsibleEn: text,
    responsibleZh: text,
    horizon: z.enum(horizons).nullable(),
    /** Shape: ids of steps. */
    dependsOn: json,
    /** Shape: `StatementLink[]` of `meetings/rules/statement-link`. */
    links: json,
    userId: text,
    at: time,
    removedAt: timeOrNull,
    version: generated(count)
  }
);

/** Stores what was released to the cities: the steps with their facts and their text. */
export const roadmapRelease = table(
  { key: ['studyId', 'n'], copies: 'archive' },
  {
    studyId: text,
    n: count,
    /** Shape: `ReleasedRoadmap` of `server/store/roadmap`. */
    content: json,
    userId: text,
    at: time
  }
);

/**
 * Stores what a city decided for itself in one round. Only the city's own people read it: it is in no archive,
 * no event and no search, and names no person.
 */
export const roadmapRound = table(
  { key: ['studyId', 'cityId', 'n'], copies: 'backup' },
  {
    studyId: text,
    cityId: text,
    n: count,
    /** Shape: `OwnChoices` of `roadmap/rules/roadmap` with the levels and the release on which the round rests. */
    content: json,
    begunAt: time,
    closedAt: timeOrNull
  }
);

export type RoadmapStepTable = ColumnsOf<typeof roadmapStep>;
export type RoadmapReleaseTable = ColumnsOf<typeof roadmapRelease>;
