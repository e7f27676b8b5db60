/**
 * Serves the work plan: everyone in the study reads it, the secretariat edits it. Planned and actual dates
 * are changed separately.
 */
import type { Bilingual } from '#domain/locale.ts';
import { movedPast } from '#domain/order.ts';
import { isPartialDate } from '#domain/partial-date.ts';
import type { Actor } from '#domain/permissions.ts';
import {
  datesContradict,
  deliverableStates,
  isOverdue,
  parallelPhases,
  type Deliverable,
  type DeliverableState,
  type FoundingDecision,
  type Phase
} from '#domain/plan.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  insertDeliverable,
  listBodyNames,
  listDeliverables,
  deletePhase,
  insertPhase,
  listFoundingDecisions,
  listPhases,
  placePhases,
  updateDeliverable,
  updatePhase
} from '../store/plan.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import { authorizeInLockedStudy, authorizeStudy, authorizeStudyCommand } from './study-access.ts';

export interface PlanView {
  readonly decisions: readonly FoundingDecision[];
  readonly phases: readonly (Phase & { readonly parallel: readonly string[] })[];
  readonly deliverables: readonly (Deliverable & { readonly overdue: boolean })[];
  readonly bodies: readonly { readonly id: string; readonly name: Bilingual }[];
}

export type PhaseDates = Pick<Phase, 'plannedFrom' | 'plannedTo' | 'actualFrom' | 'actualTo'>;

export interface PhaseCommand extends PhaseDates {
  readonly name: Bilingual;
  readonly description: Bilingual;
}

export interface DeliverableCommand {
  readonly title: Bilingual;
  readonly ownerBodyId: string | null;
  readonly dueOn: string | null;
  readonly deliveredOn: string | null;
  readonly state: DeliverableState;
}

export interface Plan {
  load(actor: Actor, studySlug: string): Promise<Result<PlanView>>;
  datePhase(
    actor: Actor,
    studySlug: string,
    phase: { id: string; version: number },
    dates: PhaseDates
  ): Promise<Result<null>>;
  /** Adds a phase after the others. */
  addPhase(actor: Actor, studySlug: string, command: PhaseCommand): Promise<Result<null>>;
  rewordPhase(
    actor: Actor,
    studySlug: string,
    phase: { id: string; version: number },
    command: Pick<PhaseCommand, 'name' | 'description'>
  ): Promise<Result<null>>;
  /** Moves a phase past its neighbour. `stale` where they are no neighbours any more. */
  movePhase(
    actor: Actor,
    studySlug: string,
    move: { readonly id: string; readonly past: string }
  ): Promise<Result<null>>;
  removePhase(actor: Actor, studySlug: string, phase: { id: string; version: number }): Promise<Result<null>>;
  addDeliverable(actor: Actor, studySlug: string, command: DeliverableCommand): Promise<Result<null>>;
  changeDeliverable(
    actor: Actor,
    studySlug: string,
    deliverable: { id: string; version: number },
    command: DeliverableCommand
  ): Promise<Result<null>>;
}

export function openPlan(tools: CommandDeps): Plan {
  const { db } = tools.store;
  return {
    async load(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { id } = authorized.value.study;
      const today = tools.now().toISOString().slice(0, 10);
      const phases = await listPhases(db, id);
      const parallel = parallelPhases(phases);
      return ok({
        decisions: await listFoundingDecisions(db, id),
        phases: phases.map((phase) => ({ ...phase, parallel: parallel.get(phase.id) ?? [] })),
        deliverables: (await listDeliverables(db, id)).map((deliverable) => ({
          ...deliverable,
          overdue: isOverdue(deliverable, today)
        })),
        bodies: await listBodyNames(db, id)
      });
    },

    datePhase: (actor, studySlug, phase, dates) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.plan');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const fault = faultOfDates(dates);
        if (fault) return fault;
        if (!(await listPhases(trx, study.id)).some(({ id }) => id === phase.id)) return refuse('not-found');
        if (!(await updatePhase(trx, study.id, phase, dates))) return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'phase.changed',
          needs: 'study.see',
          payload: { phaseId: phase.id }
        });
        return ok(null);
      }),

    addPhase: (actor, studySlug, { name, description, ...dates }) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.plan');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const fault = faultOfWording({ name, description }) ?? faultOfDates(dates);
        if (fault) return fault;
        const phases = await listPhases(trx, study.id);
        if (phases.length >= mostPhases) return refuse('too-many');
        const id = tools.newId();
        const position = Math.max(-1, ...phases.map((phase) => phase.position)) + 1;
        await insertPhase(trx, {
          studyId: study.id,
          id,
          position,
          ...wordingColumns({ name, description }),
          plannedFrom: dates.plannedFrom,
          plannedTo: dates.plannedTo,
          actualFrom: dates.actualFrom,
          actualTo: dates.actualTo
        });
        const payload = { phaseId: id };
        await appendEvent(study.id, acting, { kind: 'phase.added', needs: 'study.see', payload });
        return ok(null);
      }),

    rewordPhase: (actor, studySlug, phase, command) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.plan');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const fault = faultOfWording(command);
        if (fault) return fault;
        if (!(await listPhases(trx, study.id)).some(({ id }) => id === phase.id)) return refuse('not-found');
        if (!(await updatePhase(trx, study.id, phase, wordingColumns(command)))) return refuse('stale');
        const payload = { phaseId: phase.id };
        await appendEvent(study.id, acting, { kind: 'phase.changed', needs: 'study.see', payload });
        return ok(null);
      }),

    movePhase: (actor, studySlug, { id, past }) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.plan');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const phases = await listPhases(trx, study.id);
        const order = movedPast(
          phases.map((phase) => phase.id),
          id,
          past
        );
        if (!order.ok) return order;
        await placePhases(trx, study.id, order.value);
        const payload = { phaseId: id, act: 'moved' };
        await appendEvent(study.id, acting, { kind: 'phase.changed', needs: 'study.see', payload });
        return ok(null);
      }),

    removePhase: (actor, studySlug, phase) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.plan');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const found = (await listPhases(trx, study.id)).find(({ id }) => id === phase.id);
        if (!found) return refuse('not-found');
        if (!(await deletePhase(trx, study.id, phase))) return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'phase.removed',
          needs: 'study.see',
          payload: { phaseId: phase.id, nameEn: found.name.en, nameZh: found.name.zh }
        });
        return ok(null);
      }),

    addDeliverable: (actor, studySlug, command) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.plan');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const bodies = await listBodyNames(trx, study.id);
        const fault = faultOf(command, bodies);
        if (fault) return refuse('invalid', { field: fault });
        const position =
          Math.max(
            -1,
            ...(await listDeliverables(trx, study.id)).map((deliverable) => deliverable.position)
          ) + 1;
        const id = tools.newId();
        await insertDeliverable(trx, { studyId: study.id, id, position, ...columnsOf(command) });
        await appendEvent(study.id, acting, {
          kind: 'deliverable.added',
          needs: 'study.see',
          payload: { deliverableId: id }
        });
        return ok(null);
      }),

    changeDeliverable: (actor, studySlug, deliverable, command) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.plan');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const fault = faultOf(command, await listBodyNames(trx, study.id));
        if (fault) return refuse('invalid', { field: fault });
        if (!(await listDeliverables(trx, study.id)).some(({ id }) => id === deliverable.id))
          return refuse('not-found');
        if (!(await updateDeliverable(trx, study.id, deliverable, columnsOf(command))))
          return refuse('stale');
        const payload = { deliverableId: deliverable.id, state: command.state };
        await appendEvent(study.id, acting, { kind: 'deliverable.changed', needs: 'study.see', payload });
        return ok(null);
      })
  };
}

const mostPhases = 50;

function faultOfDates(dates: PhaseDates): ReturnType<typeof refuse> | undefined {
  const wrong = Object.entries(dates).find(([, date]) => date !== null && !isPartialDate(date));
  if (wrong) return refuse('invalid', { field: wrong[0] });
  return datesContradict(dates) ? refuse('dates-contradict') : undefined;
}

function faultOfWording({
  name,
  description
}: Pick<PhaseCommand, 'name' | 'description'>): ReturnType<typeof refuse> | undefined {
  if (name.en.trim() === '' && name.zh.trim() === '') return refuse('invalid', { field: 'name' });
  if (name.en.length > 500 || name.zh.length > 500) return refuse('too-large');
  return description.en.length > 5_000 || description.zh.length > 5_000 ? refuse('too-large') : undefined;
}

const wordingColumns = ({ name, description }: Pick<PhaseCommand, 'name' | 'description'>) => ({
  nameEn: name.en,
  nameZh: name.zh,
  descriptionEn: description.en,
  descriptionZh: description.zh
});

function faultOf(command: DeliverableCommand, bodies: readonly { id: string }[]): string | undefined {
  if (command.title.en.trim() === '' && command.title.zh.trim() === '') return 'title';
  if (command.title.en.length > 500 || command.title.zh.length > 500) return 'title';
  if (command.ownerBodyId !== null && !bodies.some(({ id }) => id === command.ownerBodyId))
    return 'ownerBodyId';
  if (command.dueOn !== null && !isPartialDate(command.dueOn)) return 'dueOn';
  if (command.deliveredOn !== null && !isPartialDate(command.deliveredOn)) return 'deliveredOn';
  return deliverableStates.includes(command.state) ? undefined : 'state';
}

const columnsOf = ({ title, ...rest }: DeliverableCommand) => ({
  titleEn: title.en,
  titleZh: title.zh,
  ...rest
});
