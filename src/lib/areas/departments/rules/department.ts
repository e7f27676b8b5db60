/**
 * Defines which department of a city answers what, by when, and how far it has come: internal to the city,
 * and visible to no one else.
 */
import type { Bilingual } from '#base/locale.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export interface Department {
  readonly id: string;
  readonly name: Bilingual;
  readonly version: number;
}

export const assignmentStates = ['todo', 'drafted', 'checked'] as const;
export type AssignmentState = (typeof assignmentStates)[number];

/** Identifies a question, or a characteristic as a whole. */
export interface AssignableItem {
  readonly characteristic: string;
  /** Null for the whole characteristic. */
  readonly question: string | null;
}

export interface Assignment extends AssignableItem {
  readonly id: string;
  readonly departmentId: string;
  /** Holds the due day in the city's local calendar. */
  readonly dueOn: string | null;
  readonly state: AssignmentState;
  readonly version: number;
}

/** Limits the departments of one city. */
export const mostDepartments = 200;
const longestName = 200;

/** The name is required in at least one language. */
export function validateDepartment({ en, zh }: Bilingual): Result<Bilingual> {
  const name = { en: en.trim(), zh: zh.trim() };
  if (name.en === '' && name.zh === '') return refuse('title-required', { field: 'name' });
  return Math.max(name.en.length, name.zh.length) > longestName
    ? refuse('invalid', { field: 'name' })
    : ok(name);
}

export const isDueDay = (dueOn: string | null): boolean =>
  dueOn === null || (dueOn.length === 10 && isPartialDate(dueOn));

/** Its own, or else that of its characteristic. */
export const assignmentOf = <A extends AssignableItem>(
  assignments: readonly A[],
  { characteristic, question }: AssignableItem
): A | undefined =>
  assignments.find((one) => one.question !== null && one.question === question) ??
  assignments.find((one) => one.question === null && one.characteristic === characteristic);

/** `today` is a day. */
export const isLate = ({ dueOn, state }: Pick<Assignment, 'dueOn' | 'state'>, today: string): boolean =>
  dueOn !== null && state !== 'checked' && dueOn < today;

export type Progress = Readonly<Record<AssignmentState | 'late', number>>;

export const progressOf = (
  assignments: readonly Pick<Assignment, 'dueOn' | 'state'>[],
  today: string
): Progress => ({
  todo: assignments.filter(({ state }) => state === 'todo').length,
  drafted: assignments.filter(({ state }) => state === 'drafted').length,
  checked: assignments.filter(({ state }) => state === 'checked').length,
  late: assignments.filter((one) => isLate(one, today)).length
});

/** Sets the number of days before its due day from which an assignment is near. */
const nearDays = 7;

/** Counts the assignments that the city's coordinator should look at: late, or due within a week. */
export function countDue(assignments: readonly Pick<Assignment, 'dueOn' | 'state'>[], today: string): number {
  const until = new Date(Date.parse(`${today}T00:00:00.000Z`) + nearDays * 24 * 60 * 60 * 1000)
    .toISOString()
    .slice(0, 10);
  return assignments.filter(({ dueOn, state }) => dueOn !== null && state !== 'checked' && dueOn <= until)
    .length;
}
