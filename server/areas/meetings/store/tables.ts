import { z } from 'zod';
import { nextStepKinds } from '#rules/meetings/next-step.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Stores a meeting of the group, an event outside, or a study visit. */
export const meeting = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    kind: z.enum(['meeting', 'dialogue', 'forum', 'visit']),
    titleEn: column.text,
    titleZh: column.text,
    placeEn: column.text,
    placeZh: column.text,
    fromOn: column.partialDateOrNull,
    toOn: column.partialDateOrNull,
    agendaEn: column.text,
    agendaZh: column.text,
    decisionsEn: column.text,
    decisionsZh: column.text,
    /** Holds `{ [sideId]: string }`: who came, per side. */
    attendance: column.json,
    /** Holds the `cityId[]` of a visit. */
    cities: column.json,
    /** Holds `nextStepId[]`: the next steps that it is to advance. */
    advances: column.json,
    learnedEn: column.text,
    learnedZh: column.text,
    userId: column.text,
    at: column.time,
    version: column.count
  }
);

export const nextStep = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    /** Names the meeting in which the next step was agreed, or is followed up. */
    meetingId: column.textOrNull,
    addressee: z.enum(['eu', 'cn', 'both', 'cities']),
    actionEn: column.text,
    actionZh: column.text,
    ownerBodyId: column.textOrNull,
    dueOn: column.partialDateOrNull,
    state: z.enum(['open', 'under-way', 'done', 'dropped']),
    reportEn: column.text,
    reportZh: column.text,
    kind: generated(z.enum(nextStepKinds).default('next-step')),
    /** Shape: ids of cities; empty where it is for all. */
    scopeCities: generated(column.json.default('[]')),
    /** Shape: ids of characteristics; empty where it is for all. */
    scopeCharacteristics: generated(column.json.default('[]')),
    /** Shape: `StatementLink[]` of `meetings/rules/statement-link`. */
    links: generated(column.json.default('[]')),
    userId: column.text,
    at: column.time,
    version: column.count
  }
);

/** Stores who leads the study's meeting just now, and the page on which they are. */
export const lead = table(
  { key: ['studyId'], copies: 'backup' },
  {
    studyId: column.text,
    userId: column.text,
    place: column.text,
    meetingId: column.textOrNull,
    since: column.time,
    at: column.time
  }
);

export type MeetingTable = ColumnsOf<typeof meeting>;
export type NextStepTable = ColumnsOf<typeof nextStep>;
export type LeadTable = ColumnsOf<typeof lead>;
