/** Defines the tables of assessments. */
import { z } from 'zod';
import {
  count,
  json,
  number,
  text,
  textOrNull,
  time,
  timeOrNull,
  truth,
  table,
  generated,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const assessment = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    state: z.enum([
      'collecting',
      'drafting',
      'internal-review',
      'consultation',
      'revision',
      'approval',
      'approved'
    ]),
    stateSince: time,
    invitedAt: timeOrNull,
    startedAt: timeOrNull,
    submittedAt: timeOrNull,
    acceptedAt: timeOrNull,
    /** Holds the time by which the present state is to be left, and the zone in which that was set. */
    deadline: generated(timeOrNull),
    deadlineZone: generated(textOrNull),
    /** Names the version of the framework that the city answers; null for the study's first. */
    frameworkVersion: generated(textOrNull),
    /** Names the version that the city answered before that; null where there was no other. */
    frameworkBefore: generated(textOrNull),
    /** Says whether the city answers the short profile of the framework too. */
    answersProfile: generated(truth),
    version: generated(count)
  }
);

/**
 * Stores one structured record of a city's response, such as a service, as it was handed in; `fields` follows
 * the framework's record type.
 */
export const record = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    /** Names the question that it answers; empty where that is not known. */
    question: generated(text),
    recordType: text,
    position: count,
    fields: json,
    /** `{ [field]: string }` and `{ [field]: { en, zh } }`, of single fields. */
    sources: generated(json),
    notes: generated(json),
    source: text,
    version: generated(count)
  }
);

/** Stores one figure of a city, as printed, with its caution. */
export const indicator = table(
  { key: ['studyId', 'cityId', 'id'], copies: 'archive' },
  {
    studyId: text,
    cityId: text,
    id: text,
    position: count,
    /** Names the characteristic under which the figure is shown, or `general`. */
    section: text,
    labelEn: text,
    labelZh: text,
    value: number.nullable(),
    /** Holds the upper end of a range, where one is printed. */
    valueTo: number.nullable(),
    /** Holds the value where it is not a number, such as a date. */
    valueText: textOrNull,
    unit: text,
    currency: textOrNull,
    comparator: text,
    referenceYear: textOrNull,
    noteEn: text,
    noteZh: text,
    caveat: textOrNull,
    source: text
  }
);

export type AssessmentTable = ColumnsOf<typeof assessment>;
export type RecordTable = ColumnsOf<typeof record>;
export type IndicatorTable = ColumnsOf<typeof indicator>;
