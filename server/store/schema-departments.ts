/** Defines the tables of the departments of a city, and of what each of them answers by when. */
import type { AssignmentState } from '#domain/department.ts';
import type { Time } from './column-types.ts';

export interface DepartmentSchema {
  department: DepartmentTable;
  assignment: AssignmentTable;
}

export interface DepartmentTable {
  id: string;
  studyId: string;
  cityId: string;
  nameEn: string;
  nameZh: string;
  userId: string;
  at: Time;
  version: number;
}

export interface AssignmentTable {
  id: string;
  studyId: string;
  cityId: string;
  departmentId: string;
  characteristic: string;
  /** Names the question; empty for the whole characteristic. */
  question: string;
  dueOn: string | null;
  state: AssignmentState;
  /** Names who assigned it, or last reported its state. */
  userId: string;
  at: Time;
  version: number;
}
