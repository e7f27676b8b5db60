import { z } from 'zod';
import { assessmentSteps, chapterSteps } from '#rules/workflow/workflow.ts';
import { assessmentStates, chapterStates } from '#base/states.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

export const assessment = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    state: z.enum(assessmentStates),
    stateSince: column.time,
    invitedAt: column.timeOrNull,
    startedAt: column.timeOrNull,
    submittedAt: column.timeOrNull,
    acceptedAt: column.timeOrNull,
    /** Holds the time by which the present state is to be left, and the zone in which that was set. */
    deadline: generated(column.timeOrNull),
    deadlineZone: generated(column.textOrNull),
    /** Null for the study's first. */
    frameworkVersion: generated(column.textOrNull),
    /** Names the version that the city answered before that; null where there was no other. */
    frameworkBefore: generated(column.textOrNull),
    answersProfile: generated(column.truth),
    version: generated(column.count)
  }
);

/**
 * Stores one structured record of a city's response, such as a service, as it was handed in; `fields` follows
 * the framework's record type.
 */
export const record = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    /** Empty where that is not known. */
    question: generated(column.text),
    recordType: column.text,
    position: column.count,
    fields: column.json,
    /** `{ [field]: string }` and `{ [field]: { en, zh } }`, of single fields. */
    sources: generated(column.json),
    notes: generated(column.json),
    source: column.text,
    version: generated(column.count)
  }
);

/** Stores one figure of a city, as printed, with its caution. */
export const indicator = table(
  { key: ['studyId', 'cityId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    cityId: column.text,
    id: column.text,
    position: column.count,
    /** Names the characteristic under which the figure is shown, or `general`. */
    section: column.text,
    labelEn: column.text,
    labelZh: column.text,
    value: column.number.nullable(),
    /** Holds the upper end of a range, where one is printed. */
    valueTo: column.number.nullable(),
    /** Holds the value where it is not a number, such as a date. */
    valueText: column.textOrNull,
    unit: column.text,
    currency: column.textOrNull,
    comparator: column.text,
    referenceYear: column.textOrNull,
    noteEn: column.text,
    noteZh: column.text,
    caveat: column.textOrNull,
    source: column.text
  }
);

const anyState = z.enum([...new Set([...assessmentStates, ...chapterStates])]);

/** Stores one step of an assessment (its document is the findings) or of a chapter. */
export const step = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    documentId: column.text,
    cityId: column.textOrNull,
    step: z.enum([...new Set([...assessmentSteps, ...chapterSteps])]),
    fromState: anyState,
    toState: anyState,
    reasonEn: column.text,
    reasonZh: column.text,
    /** Holds `Missing[]`: what was missing and waived with the reason. */
    waived: column.json,
    /** Names the version that the step froze. */
    versionId: column.textOrNull,
    /** Null where a deadline triggered the step. */
    userId: column.textOrNull,
    role: column.textOrNull,
    at: column.time,
    /** Holds the position of the person who submitted the city's answers, as they gave it. */
    post: generated(column.textOrNull)
  }
);

export type AssessmentTable = ColumnsOf<typeof assessment>;
export type RecordTable = ColumnsOf<typeof record>;
export type IndicatorTable = ColumnsOf<typeof indicator>;
export type StepTable = ColumnsOf<typeof step>;
