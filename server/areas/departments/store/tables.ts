import { z } from 'zod';
import { assignmentStates } from '#rules/departments/department.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const department = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    nameEn: column.text,
    nameZh: column.text,
    userId: column.text,
    at: column.time,
    version: column.count
  }
);

export const assignment = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    departmentId: column.text,
    characteristic: column.text,
    /** Empty for the whole characteristic. */
    question: column.text,
    dueOn: column.textOrNull,
    state: z.enum(assignmentStates),
    /** Names who assigned it, or last reported its state. */
    userId: column.text,
    at: column.time,
    version: column.count
  }
);

export type DepartmentTable = ColumnsOf<typeof department>;
export type AssignmentTable = ColumnsOf<typeof assignment>;
