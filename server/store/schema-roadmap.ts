/** Defines the tables of the roadmap. */
import type { Horizon } from '#domain/roadmap.ts';
import type { Generated } from 'kysely';
import type { Json, Time } from './column-types.ts';

export interface RoadmapSchema {
  roadmap: RoadmapTable;
  roadmapStep: RoadmapStepTable;
  roadmapRelease: RoadmapReleaseTable;
  roadmapRound: RoadmapRoundTable;
}

/** Names the chapter whose sections hold the prose of the steps; one for each study that has begun a roadmap. */
export interface RoadmapTable {
  studyId: string;
  documentId: string;
  userId: string;
  at: Time;
}

/** Stores the facts of a step. A removed step keeps its row, so that its section is never given again. */
export interface RoadmapStepTable {
  id: string;
  studyId: string;
  number: number;
  position: number;
  characteristic: string;
  fromLevel: string | null;
  toLevel: string | null;
  titleEn: string;
  titleZh: string;
  responsibleEn: string;
  responsibleZh: string;
  horizon: Horizon | null;
  /** Shape: ids of steps. */
  dependsOn: Json;
  /** Shape: `StatementLink[]` of `domain/statement-link`. */
  links: Json;
  userId: string;
  at: Time;
  removedAt: Time | null;
  version: Generated<number>;
}

/** Stores what was released to the cities: the steps with their facts and their text. */
export interface RoadmapReleaseTable {
  studyId: string;
  n: number;
  /** Shape: `ReleasedRoadmap` of `server/store/roadmap`. */
  content: Json;
  userId: string;
  at: Time;
}

/**
 * Stores what a city decided for itself in one round. Only the city's own people read it: it is in no archive,
 * no event and no search, and names no person.
 */
export interface RoadmapRoundTable {
  studyId: string;
  cityId: string;
  n: number;
  /** Shape: `OwnChoices` of `domain/roadmap` with the levels and the release on which the round rests. */
  content: Json;
  begunAt: Time;
  closedAt: Time | null;
}
