/**
 * Manages the roadmap of a study. The prose of its steps is in the sections of one chapter, which both sides
 * write at once; the facts of the steps are rows, and change while the chapter is open. Cities read what was
 * released.
 */
import { chapterIsOpen } from '#base/states.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { movedPast } from '#base/order.ts';
import {
  mostSteps,
  validateStep,
  type Step,
  type StepFacts,
  type StepInput
} from '#rules/roadmap/roadmap.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Command, Decision } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { insertStep, placeSteps, stepColumns, updateStep } from './store/roadmap.ts';
import { listSteps } from '#areas/documents';
import { studySubject } from '#areas/study';
import { beginRoadmap } from './begin.ts';
import { listLinkable, type LinkingTools } from '#areas/meetings';
import { releaseRoadmap } from './release.ts';
import { chapterOf, numberAfter, scaleOf } from './roadmap-facts.ts';
import { type RoadmapTools, load, sections, steps, released } from './roadmap-views.ts';

type StepTools = CommandDeps & LinkingTools;

const command = commandsOf<StepTools>();

interface StepDecision extends Decision<StepTools, typeof studySubject, undefined> {
  readonly steps: readonly Step[];
}

/** Makes a command on the facts of steps: the study is locked, and the chapter must be open. */
const edit = <Input extends readonly unknown[], T>(
  act: string,
  run: (decision: StepDecision, ...input: Input) => Promise<T>
): Command<StepTools, typeof studySubject, Input, T> =>
  command(
    { name: `roadmap.${act}`, subject: studySubject, needs: 'study.roadmap-edit', locks: ['study'] },
    async (decision, ...input: Input) => {
      const { trx, subject } = decision;
      const chapter = await chapterOf(trx, subject.study.id);
      if (!chapter || !chapterIsOpen(chapter.state)) throw refused('wrong-state');
      return run({ ...decision, steps: await listSteps(trx, subject.study.id) }, ...input);
    }
  );

const note = (
  { append }: StepDecision,
  act: 'added' | 'changed' | 'moved' | 'removed',
  stepId: string,
  title: Bilingual
): void =>
  append({
    kind: 'roadmap.step-changed',
    needs: 'study.roadmap',
    payload: { act, stepId, nameEn: title.en, nameZh: title.zh }
  });

export const addStep = edit('add-step', async (decision, input: StepInput) => {
  const { trx, at, deps, actor, steps, subject } = decision;
  const { study } = subject;
  const checked = take(validateStep(null, input, await factsOf(decision.deps, trx, study.id, steps)));
  const number = numberAfter(await listSteps(trx, study.id, true));
  if (number > mostSteps) throw refused('too-many');
  const id = deps.newId();
  await insertStep(trx, {
    id,
    studyId: study.id,
    number,
    position: number,
    ...stepColumns(checked),
    userId: actor.userId,
    at,
    removedAt: null
  });
  note(decision, 'added', id, input.title);
  return { id };
});

type SeenStep = Pick<Step, 'id' | 'version'>;

export const changeStep = edit('change-step', async (decision, step: SeenStep, input: StepInput) => {
  const { trx, steps, subject } = decision;
  const { study } = subject;
  if (!steps.some(({ id }) => id === step.id)) throw refused('not-found');
  const checked = take(validateStep(step.id, input, await factsOf(decision.deps, trx, study.id, steps)));
  if (!(await updateStep(trx, study.id, step, stepColumns(checked)))) throw refused('stale');
  note(decision, 'changed', step.id, input.title);
  return null;
});

/** Moves a step past its neighbour within the characteristic. `stale` where they are no neighbours any more. */
export const moveStep = edit(
  'move-step',
  async (decision, { id, past }: { readonly id: string; readonly past: string }) => {
    const { trx, steps, subject } = decision;
    const step = steps.find((one) => one.id === id);
    if (!step) throw refused('not-found');
    const own = steps.filter(({ characteristic }) => characteristic === step.characteristic);
    const order = take(
      movedPast(
        own.map((one) => one.id),
        id,
        past
      )
    );
    const others = steps.filter(({ characteristic }) => characteristic !== step.characteristic);
    await placeSteps(trx, subject.study.id, [...others.map((one) => one.id), ...order]);
    note(decision, 'moved', id, step.title);
    return null;
  }
);

/** The step is taken out of what others depend on as well. Its text stays in the earlier versions. */
export const removeStep = edit('remove-step', async (decision, { id, version }: SeenStep) => {
  const { trx, at, steps, subject } = decision;
  const { study } = subject;
  const step = steps.find((one) => one.id === id);
  if (!step) throw refused('not-found');
  if (!(await updateStep(trx, study.id, { id, version }, { removedAt: at }))) throw refused('stale');
  for (const other of steps.filter(({ dependsOn }) => dependsOn.includes(id)))
    await updateStep(trx, study.id, other, {
      dependsOn: JSON.stringify(other.dependsOn.filter((one) => one !== id))
    });
  note(decision, 'removed', id, step.title);
  return null;
});

export type RoadmapService = ReturnType<typeof createRoadmap>;

export const createRoadmap = (tools: RoadmapTools) =>
  bind(tools, {
    load,
    sections,
    steps,
    released,
    begin: beginRoadmap,
    add: addStep,
    change: changeStep,
    move: moveStep,
    remove: removeStep,
    release: releaseRoadmap
  });

async function factsOf(
  tools: LinkingTools,
  db: Db,
  studyId: StudyId,
  steps: readonly Step[]
): Promise<StepFacts> {
  const { facts } = await listLinkable(tools, db, studyId, { seesDrafts: true, seesSteps: true });
  return { ...(await scaleOf(db, studyId)), steps, linkable: facts };
}
