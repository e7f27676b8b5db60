/**
 * Manages a city's departments and what is assigned to them. Only the city's staff see it; the city's
 * representative and those of its staff who are not limited to some characteristics set it, and mark what is
 * checked. The writers of an answer mark how far it has come.
 */
import {
  assignmentOf,
  isDueDay,
  isLate,
  validateDepartment,
  mostDepartments,
  progressOf,
  type Assignment,
  type AssignmentState,
  type Department,
  type Progress
} from '#domain/department.ts';
import { activeQuestions, type Framework } from '#domain/framework.ts';
import type { Bilingual } from '#domain/locale.ts';
import { coordinates, writesIn, type Actor, type Grant } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  deleteAssignment,
  deleteDepartment,
  insertDepartment,
  listAssignments,
  listDepartments,
  moveAssignment,
  renameDepartment,
  replaceAssignment
} from '../../store/departments.ts';
import { findFrameworkOfCity } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../../commands/run-command.ts';
import { actingIn } from '../workflow/assessment-step.ts';
import {
  authorizeAssessment,
  authorizeInLockedAssessment,
  type AuthorizedAssessment
} from '../workflow/workflow-access.ts';

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

export interface AssignInput {
  /** Names the department; null removes the assignment. */
  readonly departmentId: string | null;
  /** Lists ids of questions and of characteristics; those of other versions of the framework are refused. */
  readonly items: readonly string[];
  readonly dueOn: string | null;
}

export interface Departments {
  load(actor: Actor, studySlug: string, cityId: string): Promise<Result<DepartmentsView>>;
  add(
    actor: Actor,
    studySlug: string,
    cityId: string,
    name: Bilingual
  ): Promise<Result<{ readonly id: string }>>;
  rename(
    actor: Actor,
    studySlug: string,
    cityId: string,
    seen: Pick<Department, 'id' | 'version'>,
    name: Bilingual
  ): Promise<Result<null>>;
  /** Removes a department; what was assigned to it becomes unassigned. */
  remove(actor: Actor, studySlug: string, cityId: string, id: string): Promise<Result<null>>;
  assign(
    actor: Actor,
    studySlug: string,
    cityId: string,
    input: AssignInput
  ): Promise<Result<{ readonly assigned: number }>>;
  mark(
    actor: Actor,
    studySlug: string,
    cityId: string,
    seen: Pick<Assignment, 'id' | 'version'>,
    state: AssignmentState
  ): Promise<Result<null>>;
}

/** Names the ability that the events need: the city's staff have it. */
const needs = 'departments.read';

interface DepartmentsCommand extends AuthorizedAssessment {
  readonly context: CommandContext;
  readonly acting: Actor;
}

export function openDepartments(tools: CommandDeps): Departments {
  const { db } = tools.store;

  const inCity = <T>(
    actor: Actor,
    studySlug: string,
    cityId: string,
    by: 'staff' | 'lead',
    decision: (command: DepartmentsCommand) => Promise<Result<T>>
  ): Promise<Result<T>> =>
    runCommand(tools, async (context) => {
      const authorized = await authorizeInLockedAssessment(context.trx, actor, studySlug, cityId, needs);
      if (!authorized.ok) return authorized;
      const { study, assessment, grants, now } = authorized.value;
      if (by === 'lead' && !coordinates(grants, assessment.cityId)) return refuse('forbidden');
      const acting = actingIn(now, study, assessment, 'departments.write');
      return acting ? decision({ ...authorized.value, context, acting }) : refuse('wrong-state');
    });

  const appendEvent = (
    { context, study, acting, assessment }: DepartmentsCommand,
    kind: 'department.changed' | 'assignment.changed',
    payload: Readonly<Record<string, string | number>>
  ): Promise<void> =>
    context.appendEvent(study.id, acting, { kind, needs, cityId: assessment.cityId, payload });

  const departmentsIn = ({ context, study, assessment }: DepartmentsCommand): Promise<Department[]> =>
    listDepartments(context.trx, study.id, assessment.cityId);

  return {
    async load(actor, studySlug, cityId) {
      const authorized = await authorizeAssessment(db, actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      return authorized.value.abilities.has(needs)
        ? ok(await viewOf(db, authorized.value, tools.now().toISOString().slice(0, 10)))
        : refuse('not-found');
    },

    add: (actor, studySlug, cityId, given) =>
      inCity(actor, studySlug, cityId, 'lead', async (command) => {
        const {
          context: { trx, at },
          study,
          assessment
        } = command;
        const name = validateDepartment(given);
        if (!name.ok) return name;
        const known = await departmentsIn(command);
        if (known.length >= mostDepartments) return refuse('too-many');
        if (known.some((one) => isSameName(one.name, name.value)))
          return refuse('conflict', { field: 'name' });
        const id = tools.newId();
        await insertDepartment(trx, {
          id,
          studyId: study.id,
          cityId: assessment.cityId,
          nameEn: name.value.en,
          nameZh: name.value.zh,
          userId: actor.userId,
          at,
          version: 1
        });
        await appendEvent(command, 'department.changed', { departmentId: id, act: 'added' });
        return ok({ id });
      }),

    rename: (actor, studySlug, cityId, seen, given) =>
      inCity(actor, studySlug, cityId, 'lead', async (command) => {
        const name = validateDepartment(given);
        if (!name.ok) return name;
        const known = await departmentsIn(command);
        if (!known.some(({ id }) => id === seen.id)) return refuse('not-found');
        if (known.some((one) => one.id !== seen.id && isSameName(one.name, name.value)))
          return refuse('conflict', { field: 'name' });
        if (!(await renameDepartment(command.context.trx, seen, name.value))) return refuse('stale');
        await appendEvent(command, 'department.changed', { departmentId: seen.id, act: 'renamed' });
        return ok(null);
      }),

    remove: (actor, studySlug, cityId, id) =>
      inCity(actor, studySlug, cityId, 'lead', async (command) => {
        if (!(await departmentsIn(command)).some((one) => one.id === id)) return refuse('not-found');
        await deleteDepartment(command.context.trx, id);
        await appendEvent(command, 'department.changed', { departmentId: id, act: 'removed' });
        return ok(null);
      }),

    assign: (actor, studySlug, cityId, { departmentId, items, dueOn }) =>
      inCity(actor, studySlug, cityId, 'lead', async (command) => {
        const {
          context: { trx, at },
          study,
          assessment
        } = command;
        if (!isDueDay(dueOn)) return refuse('invalid', { field: 'dueOn' });
        if (departmentId !== null && !(await departmentsIn(command)).some(({ id }) => id === departmentId))
          return refuse('invalid', { field: 'department' });
        const framework = await findFrameworkOfCity(trx, study.id, assessment.cityId);
        const known = framework ? itemsOf(framework) : [];
        const chosen = known.filter(({ characteristic, question }) =>
          items.includes(question ?? characteristic)
        );
        if (chosen.length === 0 || chosen.length < new Set(items).size)
          return refuse('invalid', { field: 'place' });
        const before = await listAssignments(trx, study.id, assessment.cityId);
        for (const { characteristic, question } of chosen) {
          const held = before.find(
            (one) => one.characteristic === characteristic && one.question === question
          );
          if (departmentId !== null) {
            await replaceAssignment(trx, {
              id: held?.id ?? tools.newId(),
              studyId: study.id,
              cityId: assessment.cityId,
              departmentId,
              characteristic,
              question: question ?? '',
              dueOn,
              // An assignment to another department starts again as `todo`.
              state: held?.departmentId === departmentId ? held.state : 'todo',
              userId: actor.userId,
              at,
              version: 1
            });
          } else if (held) await deleteAssignment(trx, held.id);
        }
        await appendEvent(command, 'assignment.changed', {
          count: chosen.length,
          ...(departmentId === null ? {} : { departmentId })
        });
        return ok({ assigned: chosen.length });
      }),

    mark: (actor, studySlug, cityId, seen, state) =>
      inCity(actor, studySlug, cityId, 'staff', async (command) => {
        const {
          context: { trx, at },
          study,
          assessment,
          grants
        } = command;
        const held = (await listAssignments(trx, study.id, assessment.cityId)).find(
          ({ id }) => id === seen.id
        );
        if (!held) return refuse('not-found');
        if (!mayMark(grants, assessment.cityId, held).includes(state)) return refuse('forbidden');
        if (!(await moveAssignment(trx, seen, { state, userId: actor.userId, at }))) return refuse('stale');
        await appendEvent(command, 'assignment.changed', {
          count: 1,
          departmentId: held.departmentId,
          state
        });
        return ok(null);
      })
  };
}

/** Compares two names, in a language in which both have one. */
const isSameName = (one: Bilingual, other: Bilingual): boolean =>
  (one.en !== '' && one.en === other.en) || (one.zh !== '' && one.zh === other.zh);

/**
 * Checks whether the person may set the mark. A person who only drafts can neither mark an answer as checked
 * nor take that back.
 */
function mayMark(
  grants: readonly Grant[],
  cityId: string,
  { characteristic, state }: Pick<Assignment, 'characteristic' | 'state'>
): readonly AssignmentState[] {
  if (coordinates(grants, cityId)) return ['todo', 'drafted', 'checked'];
  return writesIn(grants, characteristic) && state !== 'checked' ? ['todo', 'drafted'] : [];
}

/** Lists each characteristic as a whole, and then its questions. */
const itemsOf = ({ characteristics }: Framework): Omit<AssignableItemSummary, 'assignment'>[] =>
  characteristics.flatMap((one) => [
    { characteristic: one.id, question: null, code: String(one.number), text: one.name },
    ...activeQuestions(one).map(({ id, code, text }) => ({
      characteristic: one.id,
      question: id,
      code,
      text
    }))
  ]);

async function viewOf(
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
