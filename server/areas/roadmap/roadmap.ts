/**
 * Manages the roadmap of a study. The prose of its steps is in the sections of one chapter, which both sides
 * write at once; the facts of the steps are rows, and change while the chapter is open. Cities read what was
 * released.
 */
import { chapterIsOpen, type ChapterState } from '#base/states.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { movedPast } from '#base/order.ts';
import type { Abilities, StudyAbility } from '#base/abilities.ts';
import {
  commonEntries,
  inOrder,
  laterDependencies,
  mostSteps,
  stepSection,
  suggestedSteps,
  validateStep,
  type Step,
  type StepFacts,
  type StepInput
} from '#rules/roadmap/roadmap.ts';
import { rubricOf, type Level, type Rubric } from '#rules/framework/rubric.ts';
import type { LinkFacts, LinkName } from '#rules/meetings/statement-link.ts';
import { nodesHtml } from '#document/html.ts';
import type { Written } from '#document/texts.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf, type Command, type Decision } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import {
  findRelease,
  insertStep,
  placeSteps,
  stepColumns,
  updateStep,
  type Release,
  type ReleasedRoadmap,
  type ReleasedStep
} from './store/roadmap.ts';
import { listSteps, listStepSections, type Documents } from '#areas/documents';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { releasedLevels } from '#areas/panels';
import { studySubject } from '#areas/study';
import type { listDependents, Dependent } from '#areas/practices';
import { beginRoadmap } from './begin.ts';
import { listLinkable, publicRights, type Linkable, type LinkingTools } from '#areas/meetings';
import { withPublicLinks } from './public-links.ts';
import { releaseRoadmap } from './release.ts';
import { chapterOf, numberAfter, scaleOf } from './roadmap-facts.ts';

export interface StepSummary extends Step {
  readonly section: string;
  /** Lists the languages in which the text of the step holds anything. */
  readonly written: Written;
  /** Names what helps with the step, in the order of `links`; null where the study has it no more. */
  readonly linkNames: readonly LinkName[];
  /** Lists the challenges that the step answers, and what else cites it. */
  readonly dependents: readonly Dependent[];
  /** Lists the steps that must come first although they have a later horizon. */
  readonly laterDependencies: readonly string[];
  /** Counts the cities that enter here; null where they are too few to be told. */
  readonly enters: number | null;
  /** Holds the descriptors of the level to which the step leads. */
  readonly descriptors: readonly Bilingual[];
}

export interface RoadmapView {
  readonly mayEdit: boolean;
  readonly mayRelease: boolean;
  /** Holds the chapter of the roadmap; null before it was begun. */
  readonly chapter: {
    readonly slug: string;
    readonly state: ChapterState;
    readonly documentId: string;
  } | null;
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Lists the levels from the lowest up. */
  readonly levels: readonly Level[];
  readonly steps: readonly StepSummary[];
  /** Counts the steps that the rubric suggests and that were never begun. */
  readonly suggested: number;
  readonly linkable: LinkFacts;
  readonly release: Pick<Release, 'n' | 'at'> | null;
}

export interface ShownStep extends Omit<ReleasedStep, 'text'> {
  /** Holds the text as HTML that is safe to show. */
  readonly html: Readonly<Record<Locale, string>>;
}

export interface ReleasedView extends Omit<ReleasedRoadmap, 'steps'> {
  readonly n: number;
  readonly at: string;
  readonly steps: readonly ShownStep[];
}

export interface StepList {
  /** Numbers the release; null for the steps as they are now, and where nothing was released. */
  readonly release: number | null;
  readonly steps: readonly Omit<Step, 'number' | 'position' | 'version'>[];
}

export interface RoadmapTools extends CommandDeps, LinkingTools {
  readonly workers: Pick<DocumentWorkers, 'next' | 'content'>;
  readonly documents: Pick<Documents, 'written'>;
  /** Lists what rests on steps; those that cite them hand it in. */
  readonly listDependents: typeof listDependents;
}

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

/** Removes a step, and takes it out of what others depend on. Its text stays in the earlier versions. */
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

const read = readsOf<RoadmapTools>();

/** Loads the roadmap as it is being written. */
const load = read(
  { name: 'roadmap.load', subject: studySubject, needs: 'study.roadmap' },
  async ({ db, deps, actor, grants, abilities, subject: { study } }): Promise<RoadmapView> => {
    const chapter = await chapterOf(db, study.id);
    const { characteristics, levels, rubric } = await scaleOf(db, study.id);
    const all = inOrder(await listSteps(db, study.id), characteristics);
    const linkable = await listLinkable(deps, db, study.id, rightsOf(abilities));
    const sections = all.map(({ number }) => stepSection(number));
    const written: ReadonlyMap<string, Written> = chapter
      ? take(await deps.documents.written(actor, chapter.id, sections))
      : new Map();
    const dependents = await deps.listDependents(db, { study, grants, abilities }, 'step');
    const enters = commonEntries(levels, all, await releasedLevels(db, study.id));
    const release = await findRelease(db, study.id);
    const isOpen = chapter === undefined || chapterIsOpen(chapter.state);
    return {
      mayEdit: abilities.has('study.roadmap-edit') && isOpen,
      mayRelease: abilities.has('study.edit') && chapter !== undefined && all.length > 0,
      chapter: chapter ? { slug: chapter.slug, state: chapter.state, documentId: chapter.id } : null,
      characteristics: characteristics.map(({ id, name }) => ({ id, name })),
      levels,
      steps: all.map((step) => ({
        ...step,
        section: stepSection(step.number),
        written: written.get(stepSection(step.number)) ?? { en: false, zh: false },
        linkNames: step.links.map(linkable.nameOf),
        dependents: dependents.get(step.id) ?? [],
        laterDependencies: laterDependencies(step, all).map(({ id }) => id),
        enters: enters.get(step.id) ?? null,
        descriptors: descriptorsOf(rubric, step)
      })),
      suggested: rubric
        ? suggestedSteps(characteristics, rubric, await listSteps(db, study.id, true)).length
        : 0,
      // Readers who may change steps choose from it; nobody else needs it.
      linkable: abilities.has('study.roadmap-edit') ? linkable.facts : {},
      release: release ? { n: release.n, at: release.at } : null
    };
  }
);

type SectionList = readonly { readonly id: string; readonly name: Bilingual }[];

/** Names the sections of the roadmap's chapter, in order; empty for any other chapter, and for a city's people. */
const sections = read(
  { name: 'roadmap.sections', subject: studySubject },
  async ({ db, abilities, subject: { study } }, chapterSlug: string): Promise<SectionList> => {
    const chapter = abilities.has('study.roadmap') ? await chapterOf(db, study.id) : undefined;
    if (chapter?.slug !== chapterSlug) return [];
    return (await listStepSections(db, { id: chapter.id, studyId: study.id })).map(({ section, step }) => ({
      id: section,
      name: step.title
    }));
  }
);

/**
 * Lists the facts of the steps: as they are for those who read the roadmap while it is written, and as they
 * were released last for everyone else in the study.
 */
const steps = read(
  { name: 'roadmap.steps', subject: studySubject },
  async ({ db, deps, abilities, subject: { study } }): Promise<StepList> => {
    if (abilities.has('study.roadmap')) {
      const { characteristics } = await scaleOf(db, study.id);
      return { release: null, steps: inOrder(await listSteps(db, study.id), characteristics) };
    }
    const release = await findRelease(db, study.id);
    if (!release) return { release: null, steps: [] };
    const linkable = await listLinkable(deps, db, study.id, publicRights);
    return {
      release: release.n,
      steps: release.content.steps.map((step) => withPublicLinks(step, linkable))
    };
  }
);

/** Loads what was released last, for everyone in the study; null before the first release. */
const released = read(
  { name: 'roadmap.released', subject: studySubject },
  async ({ db, deps, subject: { study } }): Promise<ReleasedView | null> => {
    const release = await findRelease(db, study.id);
    return release ? shown(release, await listLinkable(deps, db, study.id, publicRights)) : null;
  }
);

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

/** Returns a release with its texts as HTML, and the links that everyone may follow now. */
export const shown = ({ n, at, content }: Release, linkable: Linkable): ReleasedView => ({
  ...content,
  n,
  at,
  steps: content.steps.map(({ text, ...step }) => ({
    ...withPublicLinks(step, linkable),
    html: {
      en: nodesHtml(text.en, { prefix: `r${step.number}-en` }),
      zh: nodesHtml(text.zh, { prefix: `r${step.number}-zh` })
    }
  }))
});

const rightsOf = (abilities: Abilities<StudyAbility>) => ({
  seesDrafts: abilities.has('study.themes'),
  seesSteps: abilities.has('study.roadmap')
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

const descriptorsOf = (
  rubric: Rubric | undefined,
  { characteristic, toLevel }: Pick<Step, 'characteristic' | 'toLevel'>
): readonly Bilingual[] =>
  rubric && toLevel !== null ? (rubricOf(rubric, characteristic)?.levels[toLevel] ?? []) : [];
