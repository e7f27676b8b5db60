/** Defines the tables of meetings. */
import { z } from 'zod';
import { nextStepKinds } from '#rules/meetings/next-step.ts';
import {
  partialDateOrNull,
  count,
  json,
  text,
  textOrNull,
  time,
  table,
  generated,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

/** Stores a meeting of the group, an event outside, or a study visit. */
export const meeting = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    kind: z.enum(['meeting', 'dialogue', 'forum', 'visit']),
    titleEn: text,
    titleZh: text,
    placeEn: text,
    placeZh: text,
    fromOn: partialDateOrNull,
    toOn: partialDateOrNull,
    agendaEn: text,
    agendaZh: text,
    decisionsEn: text,
    decisionsZh: text,
    /** Holds `{ [sideId]: string }`: who came, per side. */
    attendance: json,
    /** Holds the `cityId[]` of a visit. */
    cities: json,
    /** Holds `nextStepId[]`: the next steps that it is to advance. */
    advances: json,
    learnedEn: text,
    learnedZh: text,
    userId: text,
    at: time,
    version: count
  }
);

export const nextStep = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    /** Names the meeting in which the next step was agreed, or is followed up. */
    meetingId: textOrNull,
    addressee: z.enum(['eu', 'cn', 'both', 'cities']),
    actionEn: text,
    actionZh: text,
    ownerBodyId: textOrNull,
    dueOn: partialDateOrNull,
    state: z.enum(['open', 'under-way', 'done', 'dropped']),
    reportEn: text,
    reportZh: text,
    kind: generated(z.enum(nextStepKinds).default('next-step')),
    /** Shape: ids of cities; empty where it is for all. */
    scopeCities: generated(json.default('[]')),
    /** Shape: ids of characteristics; empty where it is for all. */
    scopeCharacteristics: generated(json.default('[]')),
    /** Shape: `StatementLink[]` of `meetings/rules/statement-link`. */
    links: generated(json.default('[]')),
    userId: text,
    at: time,
    version: count
  }
);

/** Stores who leads the study's meeting just now, and the page on which they are. */
export const lead = table(
  { key: ['studyId'], copies: 'backup' },
  {
    studyId: text,
    userId: text,
    place: text,
    meetingId: textOrNull,
    since: time,
    at: time
  }
);

export type MeetingTable = ColumnsOf<typeof meeting>;
export type NextStepTable = ColumnsOf<typeof nextStep>;
export type LeadTable = ColumnsOf<typeof lead>;
