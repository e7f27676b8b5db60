/**
 * A city's departments and what is assigned to them. Its staff see it, and nobody else; who speaks for the city and whoever of its staff
 * is not limited to some characteristics sets it, and says what is checked. Whoever writes an answer says how far it has come.
 */
import {
  assignmentOf,
  isDueDay,
  isLate,
  judgeDepartment,
  mostDepartments,
  progressOf,
  type Assignment,
  type AssignmentState,
  type Department,
  type Progress
} from '#domain/department.ts';
import { askedQuestions, type Framework } from '#domain/framework.ts';
import type { Bilingual } from '#domain/locale.ts';
import { coordinates, type Actor, type Grant } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { lockAssessment } from '../../store/assessments.ts';
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
import { decide, type DeskTools, type Sheet } from '../desk.ts';
import { writesIn } from '../evidence/evidence-door.ts';
import { actingIn } from '../way/assessment-step.ts';
import { asOfNow, enterAssessment, type EnteredAssessment } from '../way/way-door.ts';

/** A question, or a characteristic as a whole, with what holds for it. */
export interface PlaceLine {
  readonly characteristic: string;
  readonly question: string | null;
  readonly code: string;
  readonly text: Bilingual;
  /** Its own, or of a question that has none its characteristic's. */
  readonly assignment:
    | (Assignment & {
        readonly isOwn: boolean;
        readonly isLate: boolean;
        readonly may: readonly AssignmentState[];
      })
    | null;
}

export interface DepartmentLine extends Department {
  readonly progress: Progress;
}

export interface DepartmentsView {
  readonly departments: readonly DepartmentLine[];
  readonly places: readonly PlaceLine[];
  readonly progress: Progress;
  /** Sets departments and assignments now. */
  readonly mayLead: boolean;
}

export interface AssignWish {
  /** Null takes what is assigned away. */
  readonly departmentId: string | null;
  /** Ids of questions and of characteristics; those of other versions of the framework are refused. */
  readonly places: readonly string[];
  readonly dueOn: string | null;
}

export interface Departments {
  load(actor: Actor, slug: string, cityId: string): Promise<Result<DepartmentsView>>;
  add(actor: Actor, slug: string, cityId: string, name: Bilingual): Promise<Result<{ readonly id: string }>>;
  rename(
    actor: Actor,
    slug: string,
    cityId: string,
    seen: Pick<Department, 'id' | 'version'>,
    name: Bilingual
  ): Promise<Result<null>>;
  /** What was assigned to it is nobody's again. */
  remove(actor: Actor, slug: string, cityId: string, id: string): Promise<Result<null>>;
  assign(
    actor: Actor,
    slug: string,
    cityId: string,
    wish: AssignWish
  ): Promise<Result<{ readonly assigned: number }>>;
  mark(
    actor: Actor,
    slug: string,
    cityId: string,
    seen: Pick<Assignment, 'id' | 'version'>,
    state: AssignmentState
  ): Promise<Result<null>>;
}

/** Who learns of it: the city's staff. */
const needs = 'departments.read';

interface Desk extends EnteredAssessment {
  readonly sheet: Sheet;
  readonly acting: Actor;
}

export function openDepartments(tools: DeskTools): Departments {
  const { db } = tools.store;

  const inCity = <T>(
    actor: Actor,
    slug: string,
    cityId: string,
    by: 'staff' | 'lead',
    decision: (desk: Desk) => Promise<Result<T>>
  ): Promise<Result<T>> =>
    decide(tools, async (sheet) => {
      const now = await asOfNow(sheet.trx, actor);
      const before = await enterAssessment(sheet.trx, now, slug, cityId);
      if (!before.ok) return before;
      if (!before.value.abilities.has(needs)) return refuse('not-found');
      await lockAssessment(sheet.trx, before.value.study.id, cityId);
      const entered = await enterAssessment(sheet.trx, now, slug, cityId);
      if (!entered.ok) return entered;
      const { study, assessment, grants } = entered.value;
      if (by === 'lead' && !coordinates(grants, assessment.cityId)) return refuse('forbidden');
      const acting = actingIn(now, study, assessment, 'departments.write');
      return acting ? decision({ ...entered.value, sheet, acting }) : refuse('wrong-state');
    });

  const tell = (
    { sheet, study, acting, assessment }: Desk,
    kind: 'department.changed' | 'assignment.changed',
    payload: Readonly<Record<string, string | number>>
  ): Promise<void> => sheet.tell(study.id, acting, { kind, needs, cityId: assessment.cityId, payload });

  const departmentsIn = ({ sheet, study, assessment }: Desk): Promise<Department[]> =>
    listDepartments(sheet.trx, study.id, assessment.cityId);

  return {
    async load(actor, slug, cityId) {
      const entered = await enterAssessment(db, actor, slug, cityId);
      if (!entered.ok) return entered;
      return entered.value.abilities.has(needs)
        ? ok(await viewOf(db, entered.value, tools.now().toISOString().slice(0, 10)))
        : refuse('not-found');
    },

    add: (actor, slug, cityId, given) =>
      inCity(actor, slug, cityId, 'lead', async (desk) => {
        const {
          sheet: { trx, at },
          study,
          assessment
        } = desk;
        const name = judgeDepartment(given);
        if (!name.ok) return name;
        const known = await departmentsIn(desk);
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
        await tell(desk, 'department.changed', { departmentId: id, act: 'added' });
        return ok({ id });
      }),

    rename: (actor, slug, cityId, seen, given) =>
      inCity(actor, slug, cityId, 'lead', async (desk) => {
        const name = judgeDepartment(given);
        if (!name.ok) return name;
        const known = await departmentsIn(desk);
        if (!known.some(({ id }) => id === seen.id)) return refuse('not-found');
        if (known.some((one) => one.id !== seen.id && isSameName(one.name, name.value)))
          return refuse('conflict', { field: 'name' });
        if (!(await renameDepartment(desk.sheet.trx, seen, name.value))) return refuse('stale');
        await tell(desk, 'department.changed', { departmentId: seen.id, act: 'renamed' });
        return ok(null);
      }),

    remove: (actor, slug, cityId, id) =>
      inCity(actor, slug, cityId, 'lead', async (desk) => {
        if (!(await departmentsIn(desk)).some((one) => one.id === id)) return refuse('not-found');
        await deleteDepartment(desk.sheet.trx, id);
        await tell(desk, 'department.changed', { departmentId: id, act: 'removed' });
        return ok(null);
      }),

    assign: (actor, slug, cityId, { departmentId, places, dueOn }) =>
      inCity(actor, slug, cityId, 'lead', async (desk) => {
        const {
          sheet: { trx, at },
          study,
          assessment
        } = desk;
        if (!isDueDay(dueOn)) return refuse('invalid', { field: 'dueOn' });
        if (departmentId !== null && !(await departmentsIn(desk)).some(({ id }) => id === departmentId))
          return refuse('invalid', { field: 'department' });
        const framework = await findFrameworkOfCity(trx, study.id, assessment.cityId);
        const known = framework ? placesOf(framework) : [];
        const chosen = known.filter(({ characteristic, question }) =>
          places.includes(question ?? characteristic)
        );
        if (chosen.length === 0 || chosen.length < new Set(places).size)
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
              // Another department begins anew.
              state: held?.departmentId === departmentId ? held.state : 'todo',
              userId: actor.userId,
              at,
              version: 1
            });
          } else if (held) await deleteAssignment(trx, held.id);
        }
        await tell(desk, 'assignment.changed', {
          count: chosen.length,
          ...(departmentId === null ? {} : { departmentId })
        });
        return ok({ assigned: chosen.length });
      }),

    mark: (actor, slug, cityId, seen, state) =>
      inCity(actor, slug, cityId, 'staff', async (desk) => {
        const {
          sheet: { trx, at },
          study,
          assessment,
          grants
        } = desk;
        const held = (await listAssignments(trx, study.id, assessment.cityId)).find(
          ({ id }) => id === seen.id
        );
        if (!held) return refuse('not-found');
        if (!mayMark(grants, assessment.cityId, held).includes(state)) return refuse('forbidden');
        if (!(await moveAssignment(trx, seen, { state, userId: actor.userId, at }))) return refuse('stale');
        await tell(desk, 'assignment.changed', { count: 1, departmentId: held.departmentId, state });
        return ok(null);
      })
  };
}

/** In a language in which both have one. */
const isSameName = (one: Bilingual, other: Bilingual): boolean =>
  (one.en !== '' && one.en === other.en) || (one.zh !== '' && one.zh === other.zh);

/** Whoever only drafts does not say what is checked, nor take that back. */
function mayMark(
  grants: readonly Grant[],
  cityId: string,
  { characteristic, state }: Pick<Assignment, 'characteristic' | 'state'>
): readonly AssignmentState[] {
  if (coordinates(grants, cityId)) return ['todo', 'drafted', 'checked'];
  return writesIn(grants, characteristic) && state !== 'checked' ? ['todo', 'drafted'] : [];
}

/** Each characteristic as a whole, and then its questions. */
const placesOf = ({ characteristics }: Framework): Omit<PlaceLine, 'assignment'>[] =>
  characteristics.flatMap((one) => [
    { characteristic: one.id, question: null, code: String(one.number), text: one.name },
    ...askedQuestions(one).map(({ id, code, text }) => ({ characteristic: one.id, question: id, code, text }))
  ]);

async function viewOf(
  db: Db,
  { study, assessment, grants, abilities }: EnteredAssessment,
  today: string
): Promise<DepartmentsView> {
  const { cityId } = assessment;
  const framework = await findFrameworkOfCity(db, study.id, cityId);
  const places = framework ? placesOf(framework) : [];
  const known = new Set(places.map(({ characteristic, question }) => question ?? characteristic));
  // What is assigned of questions that are asked no more counts for nothing.
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
    places: places.map((place) => {
      const held = assignmentOf(assignments, place);
      return {
        ...place,
        assignment: held
          ? {
              ...held,
              isOwn: held.question === place.question,
              isLate: isLate(held, today),
              may: isOpen ? mayMark(grants, cityId, held) : []
            }
          : null
      };
    })
  };
}
