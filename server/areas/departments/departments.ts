/**
 * Manages a city's departments and what is assigned to them. Only the city's staff see it; the city's
 * representative and those of its staff who are not limited to some characteristics set it, and mark what is
 * checked. The writers of an answer mark how far it has come.
 */
import type { FactOf } from '#lib/events/kinds.ts';
import {
  isDueDay,
  validateDepartment,
  mostDepartments,
  type Assignment,
  type AssignmentState,
  type Department
} from '#rules/departments/department.ts';
import type { Bilingual } from '#base/locale.ts';
import { grantsIn } from '#base/permissions.ts';
import { coordinates } from '#base/grant-duties.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import {
  deleteAssignment,
  deleteDepartment,
  insertDepartment,
  listAssignments,
  listDepartments,
  moveAssignment,
  renameDepartment,
  replaceAssignment
} from './store/departments.ts';
import { findFrameworkOfCity, assessmentSeenWith, authorizedIn } from '#areas/assessments';
import { itemsOf, mayMark, viewOf } from './department-views.ts';

export interface AssignInput {
  /** Null removes the assignment. */
  readonly departmentId: string | null;
  /** Lists ids of questions and of characteristics; those of other versions of the framework are refused. */
  readonly items: readonly string[];
  readonly dueOn: string | null;
}

/** Names the ability that the events need: the city's staff have it. */
const needs = 'departments.read';

const command = commandsOf<CommandDeps>();
const read = readsOf<CommandDeps>();

/** Is found by the city's staff, who change its assignments in the states in which the answers are worked on. */
const byStaff = assessmentSeenWith(needs, () => 'wrong-state');

/** Is the same for those alone who coordinate the city's answers. */
const byLead: typeof byStaff = {
  ...byStaff,
  name: 'assessment, for those who coordinate its answers',
  abilities: (actor, loaded) => {
    const abilities = new Set(byStaff.abilities(actor, loaded));
    if (!coordinates(grantsIn(actor, loaded.study.id), loaded.assessment.cityId))
      abilities.delete('departments.write');
    return abilities;
  },
  whyNot: (actor, { study, assessment }) =>
    coordinates(grantsIn(actor, study.id), assessment.cityId) ? 'wrong-state' : 'forbidden'
};

type Deciding = Decision<CommandDeps, typeof byStaff, undefined>;

const announce = (
  { append, subject: { assessment } }: Deciding,
  fact: FactOf<'department.changed' | 'assignment.changed'>
): void => append({ ...fact, needs, cityId: assessment.cityId });

const departmentsIn = ({ trx, subject: { study, assessment } }: Deciding): Promise<Department[]> =>
  listDepartments(trx, study.id, assessment.cityId);

const load = read({ name: 'departments.load', subject: byStaff }, (reading) =>
  viewOf(reading.db, authorizedIn(reading), reading.deps.now().toISOString().slice(0, 10))
);

const add = command(
  {
    name: 'departments.add',
    subject: byLead,
    needs: 'departments.write',
    locks: ['assessment']
  },
  async (decision, given: Bilingual) => {
    const { trx, at, deps, actor, subject } = decision;
    const name = take(validateDepartment(given));
    const known = await departmentsIn(decision);
    if (known.length >= mostDepartments) throw refused('too-many');
    if (known.some((one) => isSameName(one.name, name))) throw refused('conflict', { field: 'name' });
    const id = deps.newId();
    await insertDepartment(trx, {
      id,
      studyId: subject.study.id,
      cityId: subject.assessment.cityId,
      nameEn: name.en,
      nameZh: name.zh,
      userId: actor.userId,
      at,
      version: 1
    });
    announce(decision, { kind: 'department.changed', payload: { departmentId: id, act: 'added' } });
    return { id };
  }
);

const rename = command(
  {
    name: 'departments.rename',
    subject: byLead,
    needs: 'departments.write',
    locks: ['assessment']
  },
  async (decision, seen: Pick<Department, 'id' | 'version'>, given: Bilingual) => {
    const name = take(validateDepartment(given));
    const known = await departmentsIn(decision);
    if (!known.some(({ id }) => id === seen.id)) throw refused('not-found');
    if (known.some((one) => one.id !== seen.id && isSameName(one.name, name)))
      throw refused('conflict', { field: 'name' });
    if (!(await renameDepartment(decision.trx, seen, name))) throw refused('stale');
    announce(decision, { kind: 'department.changed', payload: { departmentId: seen.id, act: 'renamed' } });
    return null;
  }
);

/** What was assigned to it becomes unassigned. */
const remove = command(
  {
    name: 'departments.remove',
    subject: byLead,
    needs: 'departments.write',
    locks: ['assessment']
  },
  async (decision, id: string) => {
    if (!(await departmentsIn(decision)).some((one) => one.id === id)) throw refused('not-found');
    await deleteDepartment(decision.trx, id);
    announce(decision, { kind: 'department.changed', payload: { departmentId: id, act: 'removed' } });
    return null;
  }
);

const assign = command(
  {
    name: 'departments.assign',
    subject: byLead,
    needs: 'departments.write',
    locks: ['assessment']
  },
  async (decision, { departmentId, items, dueOn }: AssignInput) => {
    const {
      trx,
      at,
      deps,
      actor,
      subject: { study, assessment }
    } = decision;
    if (!isDueDay(dueOn)) throw refused('invalid', { field: 'dueOn' });
    if (departmentId !== null && !(await departmentsIn(decision)).some(({ id }) => id === departmentId))
      throw refused('invalid', { field: 'department' });
    const framework = await findFrameworkOfCity(trx, study.id, assessment.cityId);
    const chosen = (framework ? itemsOf(framework) : []).filter(({ characteristic, question }) =>
      items.includes(question ?? characteristic)
    );
    if (chosen.length === 0 || chosen.length < new Set(items).size)
      throw refused('invalid', { field: 'place' });
    const before = await listAssignments(trx, study.id, assessment.cityId);
    for (const { characteristic, question } of chosen) {
      const held = before.find((one) => one.characteristic === characteristic && one.question === question);
      if (departmentId !== null) {
        await replaceAssignment(trx, {
          id: held?.id ?? deps.newId(),
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
    announce(decision, {
      kind: 'assignment.changed',
      payload: { count: chosen.length, ...(departmentId === null ? {} : { departmentId }) }
    });
    return { assigned: chosen.length };
  }
);

const mark = command(
  {
    name: 'departments.mark',
    subject: byStaff,
    needs: 'departments.write',
    locks: ['assessment']
  },
  async (decision, seen: Pick<Assignment, 'id' | 'version'>, state: AssignmentState) => {
    const {
      trx,
      at,
      actor,
      grants,
      subject: { study, assessment }
    } = decision;
    const held = (await listAssignments(trx, study.id, assessment.cityId)).find(({ id }) => id === seen.id);
    if (!held) throw refused('not-found');
    if (!mayMark(grants, assessment.cityId, held).includes(state)) throw refused('forbidden');
    if (!(await moveAssignment(trx, seen, { state, userId: actor.userId, at }))) throw refused('stale');
    announce(decision, {
      kind: 'assignment.changed',
      payload: { count: 1, departmentId: held.departmentId, state }
    });
    return null;
  }
);

export type Departments = ReturnType<typeof createDepartments>;

export const createDepartments = (tools: CommandDeps) =>
  bind(tools, { load, add, rename, remove, assign, mark });

/** Compares two names, in a language in which both have one. */
const isSameName = (one: Bilingual, other: Bilingual): boolean =>
  (one.en !== '' && one.en === other.en) || (one.zh !== '' && one.zh === other.zh);
