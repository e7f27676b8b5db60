import type { AssignmentState } from '#rules/departments/department.ts';
import { m } from '#lib/paraglide/messages.js';

const states: Readonly<Record<AssignmentState, () => string>> = {
  todo: m.departments_state_todo,
  drafted: m.departments_state_drafted,
  checked: m.departments_state_checked
};
export const assignmentLabel = (state: AssignmentState): string => states[state]();
