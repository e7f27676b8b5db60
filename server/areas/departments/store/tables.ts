/** Defines the tables of the departments of a city, and of what each of them answers by when. */
import { z } from 'zod';
import { assignmentStates } from '#rules/departments/department.ts';
import { count, text, textOrNull, time, table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const department = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    nameEn: text,
    nameZh: text,
    userId: text,
    at: time,
    version: count
  }
);

export const assignment = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    departmentId: text,
    characteristic: text,
    /** Names the question; empty for the whole characteristic. */
    question: text,
    dueOn: textOrNull,
    state: z.enum(assignmentStates),
    /** Names who assigned it, or last reported its state. */
    userId: text,
    at: time,
    version: count
  }
);

export type DepartmentTable = ColumnsOf<typeof department>;
export type AssignmentTable = ColumnsOf<typeof assignment>;
