/**
 * Serves the work plan: everyone in the study reads it, the secretariat edits it. Planned and actual dates
 * are changed separately.
 */
import type { Bilingual } from '#base/locale.ts';
import { movedPast } from '#base/order.ts';
import { isPartialDate } from '#base/partial-date.ts';
import {
  datesContradict,
  deliverableStates,
  isOverdue,
  parallelPhases,
  type Deliverable,
  type DeliverableState,
  type FoundingDecision,
  type Phase
} from '#rules/study/plan.ts';
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
} from './store/plan.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from './study-subject.ts';

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

interface VersionOf {
  readonly id: string;
  readonly version: number;
}

const command = commandsOf<CommandDeps>();
const read = readsOf<CommandDeps>();

const planned = { subject: studySubject, needs: 'study.plan' } as const;

const datePhase = command(
  { name: 'plan.date-phase', ...planned },
  async ({ trx, subject: { study }, append }, phase: VersionOf, dates: PhaseDates) => {
    validateDates(dates);
    if (!(await listPhases(trx, study.id)).some(({ id }) => id === phase.id)) throw refused('not-found');
    if (!(await updatePhase(trx, study.id, phase, dates))) throw refused('stale');
    append({ kind: 'phase.changed', needs: 'study.see', payload: { phaseId: phase.id } });
    return null;
  }
);

/** The phase comes after the others. */
const addPhase = command(
  { name: 'plan.add-phase', ...planned },
  async ({ trx, deps, subject: { study }, append }, { name, description, ...dates }: PhaseCommand) => {
    validateWording({ name, description });
    validateDates(dates);
    const phases = await listPhases(trx, study.id);
    if (phases.length >= mostPhases) throw refused('too-many');
    const id = deps.newId();
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
    append({ kind: 'phase.added', needs: 'study.see', payload: { phaseId: id } });
    return null;
  }
);

const rewordPhase = command(
  { name: 'plan.reword-phase', ...planned },
  async (
    { trx, subject: { study }, append },
    phase: VersionOf,
    wording: Pick<PhaseCommand, 'name' | 'description'>
  ) => {
    validateWording(wording);
    if (!(await listPhases(trx, study.id)).some(({ id }) => id === phase.id)) throw refused('not-found');
    if (!(await updatePhase(trx, study.id, phase, wordingColumns(wording)))) throw refused('stale');
    append({ kind: 'phase.changed', needs: 'study.see', payload: { phaseId: phase.id } });
    return null;
  }
);

/** Moves a phase past its neighbour. `stale` where they are no neighbours any more. */
const movePhase = command(
  { name: 'plan.move-phase', ...planned, locks: ['study'] },
  async (
    { trx, subject: { study }, append },
    { id, past }: { readonly id: string; readonly past: string }
  ) => {
    const phases = (await listPhases(trx, study.id)).map((phase) => phase.id);
    await placePhases(trx, study.id, take(movedPast(phases, id, past)));
    append({ kind: 'phase.changed', needs: 'study.see', payload: { phaseId: id, act: 'moved' } });
    return null;
  }
);

const removePhase = command(
  { name: 'plan.remove-phase', ...planned },
  async ({ trx, subject: { study }, append }, phase: VersionOf) => {
    const found = (await listPhases(trx, study.id)).find(({ id }) => id === phase.id);
    if (!found) throw refused('not-found');
    if (!(await deletePhase(trx, study.id, phase))) throw refused('stale');
    const payload = { phaseId: phase.id, nameEn: found.name.en, nameZh: found.name.zh };
    append({ kind: 'phase.removed', needs: 'study.see', payload });
    return null;
  }
);

const addDeliverable = command(
  { name: 'plan.add-deliverable', ...planned },
  async ({ trx, deps, subject: { study }, append }, deliverable: DeliverableCommand) => {
    validateDeliverable(deliverable, await listBodyNames(trx, study.id));
    const others = await listDeliverables(trx, study.id);
    const position = Math.max(-1, ...others.map((other) => other.position)) + 1;
    const id = deps.newId();
    await insertDeliverable(trx, { studyId: study.id, id, position, ...columnsOf(deliverable) });
    append({ kind: 'deliverable.added', needs: 'study.see', payload: { deliverableId: id } });
    return null;
  }
);

const changeDeliverable = command(
  { name: 'plan.change-deliverable', ...planned },
  async ({ trx, subject: { study }, append }, { id, version }: VersionOf, wanted: DeliverableCommand) => {
    validateDeliverable(wanted, await listBodyNames(trx, study.id));
    if (!(await listDeliverables(trx, study.id)).some((other) => other.id === id)) throw refused('not-found');
    if (!(await updateDeliverable(trx, study.id, { id, version }, columnsOf(wanted)))) throw refused('stale');
    const payload = { deliverableId: id, state: wanted.state };
    append({ kind: 'deliverable.changed', needs: 'study.see', payload });
    return null;
  }
);

const load = read(
  { name: 'plan.load', subject: studySubject },
  async ({ db, deps, subject: { study } }): Promise<PlanView> => {
    const today = deps.now().toISOString().slice(0, 10);
    const phases = await listPhases(db, study.id);
    const parallel = parallelPhases(phases);
    return {
      decisions: await listFoundingDecisions(db, study.id),
      phases: phases.map((phase) => ({ ...phase, parallel: parallel.get(phase.id) ?? [] })),
      deliverables: (await listDeliverables(db, study.id)).map((deliverable) => ({
        ...deliverable,
        overdue: isOverdue(deliverable, today)
      })),
      bodies: await listBodyNames(db, study.id)
    };
  }
);

export type Plan = ReturnType<typeof createPlan>;

export const createPlan = (deps: CommandDeps) =>
  bind(deps, {
    load,
    datePhase,
    addPhase,
    rewordPhase,
    movePhase,
    removePhase,
    addDeliverable,
    changeDeliverable
  });

const mostPhases = 50;

function validateDates(dates: PhaseDates): void {
  const wrong = Object.entries(dates).find(([, date]) => date !== null && !isPartialDate(date));
  if (wrong) throw refused('invalid', { field: wrong[0] });
  if (datesContradict(dates)) throw refused('dates-contradict');
}

function validateWording({ name, description }: Pick<PhaseCommand, 'name' | 'description'>): void {
  if (name.en.trim() === '' && name.zh.trim() === '') throw refused('invalid', { field: 'name' });
  if (name.en.length > 500 || name.zh.length > 500) throw refused('too-large');
  if (description.en.length > 5_000 || description.zh.length > 5_000) throw refused('too-large');
}

const wordingColumns = ({ name, description }: Pick<PhaseCommand, 'name' | 'description'>) => ({
  nameEn: name.en,
  nameZh: name.zh,
  descriptionEn: description.en,
  descriptionZh: description.zh
});

function validateDeliverable(deliverable: DeliverableCommand, bodies: readonly { id: string }[]): void {
  const field = faultOf(deliverable, bodies);
  if (field) throw refused('invalid', { field });
}

function faultOf(
  { title, ownerBodyId, dueOn, deliveredOn, state }: DeliverableCommand,
  bodies: readonly { id: string }[]
): string | undefined {
  if (title.en.trim() === '' && title.zh.trim() === '') return 'title';
  if (title.en.length > 500 || title.zh.length > 500) return 'title';
  if (ownerBodyId !== null && !bodies.some(({ id }) => id === ownerBodyId)) return 'ownerBodyId';
  if (dueOn !== null && !isPartialDate(dueOn)) return 'dueOn';
  if (deliveredOn !== null && !isPartialDate(deliveredOn)) return 'deliveredOn';
  return deliverableStates.includes(state) ? undefined : 'state';
}

const columnsOf = ({ title, ...rest }: DeliverableCommand) => ({
  titleEn: title.en,
  titleZh: title.zh,
  ...rest
});
