import {
  assignmentOf,
  isLate,
  progressOf,
  type Assignment,
  type AssignmentState,
  type Department,
  type Progress
} from '#rules/departments/department.ts';
import { activeQuestions, type Framework } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Grant } from '#base/permissions.ts';
import { coordinates, writesIn } from '#base/grant-duties.ts';
import { listAssignments, listDepartments } from './store/departments.ts';
import { findFrameworkOfCity, type AuthorizedAssessment } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';

/** Describes a question, or a characteristic as a whole, with its assignment. */
export interface AssignableItemSummary {
  readonly characteristic: string;
  readonly question: string | null;
  readonly code: string;
  readonly text: Bilingual;
  /** Holds its own assignment, or for a question without one that of its characteristic. */
  readonly assignment:
    | (Assignment & {
        readonly isOwn: boolean;
        readonly isLate: boolean;
        readonly may: readonly AssignmentState[];
      })
    | null;
}

export interface DepartmentSummary extends Department {
  readonly progress: Progress;
}

export interface DepartmentsView {
  readonly departments: readonly DepartmentSummary[];
  readonly items: readonly AssignableItemSummary[];
  readonly progress: Progress;
  /** Says whether the reader may set departments and assignments now. */
  readonly mayLead: boolean;
}

/**
 * Checks whether the person may set the mark. A person who only drafts can neither mark an answer as checked
 * nor take that back.
 */
export function mayMark(
  grants: readonly Grant[],
  cityId: string,
  { characteristic, state }: Pick<Assignment, 'characteristic' | 'state'>
): readonly AssignmentState[] {
  if (coordinates(grants, cityId)) return ['todo', 'drafted', 'checked'];
  return writesIn(grants, characteristic) && state !== 'checked' ? ['todo', 'drafted'] : [];
}

/** Lists each characteristic as a whole, and then its questions. */
export const itemsOf = ({ characteristics }: Framework): Omit<AssignableItemSummary, 'assignment'>[] =>
  characteristics.flatMap((one) => [
    { characteristic: one.id, question: null, code: String(one.number), text: one.name },
    ...activeQuestions(one).map(({ id, code, text }) => ({
      characteristic: one.id,
      question: id,
      code,
      text
    }))
  ]);

export async function viewOf(
  db: Db,
  { study, assessment, grants, abilities }: AuthorizedAssessment,
  today: string
): Promise<DepartmentsView> {
  const { cityId } = assessment;
  const framework = await findFrameworkOfCity(db, study.id, cityId);
  const items = framework ? itemsOf(framework) : [];
  const known = new Set(items.map(({ characteristic, question }) => question ?? characteristic));
  // Assignments of questions that are no longer part of the framework are left out.
  const assignments = (await listAssignments(db, study.id, cityId)).filter(({ characteristic, question }) =>
    known.has(question ?? characteristic)
  );
  const isOpen = abilities.has('departments.write');
  return {
    departments: (await listDepartments(db, study.id, cityId)).map((one) => ({
      ...one,
      progress: progressOf(
        assignments.filter(({ departmentId }) => departmentId === one.id),
        today
      )
    })),
    progress: progressOf(assignments, today),
    mayLead: isOpen && coordinates(grants, cityId),
    items: items.map((item) => {
      const held = assignmentOf(assignments, item);
      return {
        ...item,
        assignment: held
          ? {
              ...held,
              isOwn: held.question === item.question,
              isLate: isLate(held, today),
              may: isOpen ? mayMark(grants, cityId, held) : []
            }
          : null
      };
    })
  };
}
