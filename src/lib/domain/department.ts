/** Which department of a city answers what, by when, and how far it has come: the city's own affair, of which nobody else learns. */
import type { Bilingual } from './locale.ts';
import { isPartialDate } from './partial-date.ts';
import { ok, refuse, type Result } from './refusal.ts';

export interface Department {
  readonly id: string;
  readonly name: Bilingual;
  readonly version: number;
}

export const assignmentStates = ['todo', 'drafted', 'checked'] as const;
export type AssignmentState = (typeof assignmentStates)[number];

/** A question, or a characteristic as a whole. */
export interface AssignableItem {
  readonly characteristic: string;
  /** Null for the whole characteristic. */
  readonly question: string | null;
}

export interface Assignment extends AssignableItem {
  readonly id: string;
  readonly departmentId: string;
  /** A day, as the city's calendar has it. */
  readonly dueOn: string | null;
  readonly state: AssignmentState;
  readonly version: number;
}

/** Of one city. */
export const mostDepartments = 200;
const longestName = 200;

/** In at least one language. */
export function validateDepartment({ en, zh }: Bilingual): Result<Bilingual> {
  const name = { en: en.trim(), zh: zh.trim() };
  if (name.en === '' && name.zh === '') return refuse('title-required', { field: 'name' });
  return Math.max(name.en.length, name.zh.length) > longestName
    ? refuse('invalid', { field: 'name' })
    : ok(name);
}

export const isDueDay = (dueOn: string | null): boolean =>
  dueOn === null || (dueOn.length === 10 && isPartialDate(dueOn));

/** What holds for a question: its own assignment, or else that of its characteristic. */
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

/** Days before its due day from which on an assignment is near. */
const nearDays = 7;

/** What whoever keeps the departments going should look at: late, or due within a week. */
export function countDue(assignments: readonly Pick<Assignment, 'dueOn' | 'state'>[], today: string): number {
  const until = new Date(Date.parse(`${today}T00:00:00.000Z`) + nearDays * 24 * 60 * 60 * 1000)
    .toISOString()
    .slice(0, 10);
  return assignments.filter(({ dueOn, state }) => dueOn !== null && state !== 'checked' && dueOn <= until)
    .length;
}
