/**
 * Manages the roadmap of a study. The prose of its steps is in the sections of one chapter, which both sides
 * write at once; the facts of the steps are rows, and change while the chapter is open. Cities read what was
 * released.
 */
import { chapterIsOpen, type ChapterState } from '#domain/workflow.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import { movedPast } from '#domain/order.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
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
} from '#domain/roadmap.ts';
import { rubricOf, type Level, type Rubric } from '#domain/rubric.ts';
import type { LinkFacts, LinkName } from '#domain/statement-link.ts';
import { nodesHtml } from '#document/html.ts';
import type { Written } from '#document/texts.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
import type { Db } from '../../store/open.ts';
import {
  findRelease,
  insertStep,
  listSteps,
  listStepSections,
  placeSteps,
  stepColumns,
  updateStep,
  type Release,
  type ReleasedRoadmap,
  type ReleasedStep
} from '../../store/roadmap.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import type { Documents } from '../documents.ts';
import { releasedLevels } from '../panels/released-levels.ts';
import { authorizeInLockedStudy, authorizeStudy, type AuthorizedStudy } from '../study-access.ts';
import { listResting, type Resting } from '../supports/resting.ts';
import { beginRoadmap } from './begin.ts';
import { listLinkable, publicRights, withPublicLinks, type Linkable } from './linkable.ts';
import { releaseRoadmap } from './release.ts';
import { chapterOf, numberAfter, scaleOf } from './roadmap-facts.ts';

export interface StepSummary extends Step {
  readonly section: string;
  /** Lists the languages in which the text of the step holds anything. */
  readonly written: Written;
  /** Names what helps with the step, in the order of `links`; null where the study has it no more. */
  readonly linkNames: readonly LinkName[];
  /** Lists the challenges that the step answers, and what else cites it. */
  readonly resting: readonly Resting[];
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

export interface RoadmapService {
  /** Loads the roadmap as it is being written. */
  load(actor: Actor, studySlug: string): Promise<Result<RoadmapView>>;
  /** Names the sections of the roadmap's chapter, in order; empty for any other chapter, and for a city's people. */
  sections(
    actor: Actor,
    studySlug: string,
    chapterSlug: string
  ): Promise<Result<readonly { readonly id: string; readonly name: Bilingual }[]>>;
  /**
   * Lists the facts of the steps: as they are for those who read the roadmap while it is written, and as they
   * were released last for everyone else in the study.
   */
  steps(actor: Actor, studySlug: string): Promise<Result<StepList>>;
  /** Loads what was released last, for everyone in the study; null before the first release. */
  released(actor: Actor, studySlug: string): Promise<Result<ReleasedView | null>>;
  /**
   * Begins the roadmap from the rubric, or adds the steps that the rubric suggests and that were never begun.
   * What people wrote is not touched, and what they removed does not come back.
   */
  begin(actor: Actor, studySlug: string): Promise<Result<{ readonly added: number }>>;
  add(actor: Actor, studySlug: string, input: StepInput): Promise<Result<{ readonly id: string }>>;
  change(
    actor: Actor,
    studySlug: string,
    step: Pick<Step, 'id' | 'version'>,
    input: StepInput
  ): Promise<Result<null>>;
  /** Moves a step past its neighbour within the characteristic. `stale` where they are no neighbours any more. */
  move(
    actor: Actor,
    studySlug: string,
    move: { readonly id: string; readonly past: string }
  ): Promise<Result<null>>;
  /** Removes a step, and takes it out of what others depend on. Its text stays in the earlier versions. */
  remove(actor: Actor, studySlug: string, step: Pick<Step, 'id' | 'version'>): Promise<Result<null>>;
  /** Releases the roadmap as it is now to the cities. */
  release(actor: Actor, studySlug: string): Promise<Result<{ readonly n: number }>>;
}

export interface RoadmapTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'next' | 'content'>;
  readonly documents: Pick<Documents, 'written'>;
}

type Edit = CommandContext & AuthorizedStudy & { readonly acting: Actor };

export function openRoadmap(tools: RoadmapTools): RoadmapService {
  const { db } = tools.store;

  /** Runs a command on the facts of steps: the study is locked, and the chapter must be open. */
  const edit = <T>(
    actor: Actor,
    studySlug: string,
    decide: (command: Edit, steps: readonly Step[]) => Promise<Result<T>>
  ): Promise<Result<T>> =>
    runCommand(tools, async (context) => {
      const authorized = await authorizeInLockedStudy(context.trx, actor, studySlug, 'study.roadmap-edit');
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const chapter = await chapterOf(context.trx, study.id);
      if (!chapter || !chapterIsOpen(chapter.state)) return refuse('wrong-state');
      return decide({ ...context, ...authorized.value }, await listSteps(context.trx, study.id));
    });

  return {
    load: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.roadmap');
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const chapter = await chapterOf(db, study.id);
      const { characteristics, levels, rubric } = await scaleOf(db, study.id);
      const all = inOrder(await listSteps(db, study.id), characteristics);
      const linkable = await listLinkable(db, study.id, rightsOf(abilities));
      const written = chapter
        ? await tools.documents.written(
            actor,
            chapter.id,
            all.map(({ number }) => stepSection(number))
          )
        : ok(new Map<string, Written>());
      if (!written.ok) return written;
      const resting = await listResting(db, authorized.value, 'step');
      const enters = commonEntries(levels, all, await releasedLevels(db, study.id));
      const release = await findRelease(db, study.id);
      const isOpen = chapter === undefined || chapterIsOpen(chapter.state);
      return ok({
        mayEdit: abilities.has('study.roadmap-edit') && isOpen,
        mayRelease: abilities.has('study.edit') && chapter !== undefined && all.length > 0,
        chapter: chapter ? { slug: chapter.slug, state: chapter.state, documentId: chapter.id } : null,
        characteristics: characteristics.map(({ id, name }) => ({ id, name })),
        levels,
        steps: all.map((step) => ({
          ...step,
          section: stepSection(step.number),
          written: written.value.get(stepSection(step.number)) ?? { en: false, zh: false },
          linkNames: step.links.map(linkable.nameOf),
          resting: resting.get(step.id) ?? [],
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
      });
    },

    sections: async (actor, studySlug, chapterSlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const chapter = abilities.has('study.roadmap') ? await chapterOf(db, study.id) : undefined;
      if (chapter?.slug !== chapterSlug) return ok([]);
      return ok(
        (await listStepSections(db, { id: chapter.id, studyId: study.id })).map(({ section, step }) => ({
          id: section,
          name: step.title
        }))
      );
    },

    steps: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      if (abilities.has('study.roadmap')) {
        const { characteristics } = await scaleOf(db, study.id);
        return ok({ release: null, steps: inOrder(await listSteps(db, study.id), characteristics) });
      }
      const release = await findRelease(db, study.id);
      if (!release) return ok({ release: null, steps: [] });
      const linkable = await listLinkable(db, study.id, publicRights);
      return ok({
        release: release.n,
        steps: release.content.steps.map((step) => withPublicLinks(step, linkable))
      });
    },

    released: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const release = await findRelease(db, study.id);
      return ok(release ? shown(release, await listLinkable(db, study.id, publicRights)) : null);
    },

    begin: (actor, studySlug) => beginRoadmap(tools, actor, studySlug),

    add: (actor, studySlug, input) =>
      edit(actor, studySlug, async (command, steps) => {
        const { trx, study, at } = command;
        const checked = validateStep(null, input, await factsOf(trx, study.id, steps));
        if (!checked.ok) return checked;
        const number = numberAfter(await listSteps(trx, study.id, true));
        if (number > mostSteps) return refuse('too-many');
        const id = tools.newId();
        await insertStep(trx, {
          id,
          studyId: study.id,
          number,
          position: number,
          ...stepColumns(checked.value),
          userId: actor.userId,
          at,
          removedAt: null
        });
        await append(command, 'added', id, input.title);
        return ok({ id });
      }),

    change: (actor, studySlug, step, input) =>
      edit(actor, studySlug, async (command, steps) => {
        const { trx, study } = command;
        if (!steps.some(({ id }) => id === step.id)) return refuse('not-found');
        const checked = validateStep(step.id, input, await factsOf(trx, study.id, steps));
        if (!checked.ok) return checked;
        if (!(await updateStep(trx, study.id, step, stepColumns(checked.value)))) return refuse('stale');
        await append(command, 'changed', step.id, input.title);
        return ok(null);
      }),

    move: (actor, studySlug, { id, past }) =>
      edit(actor, studySlug, async (command, steps) => {
        const { trx, study } = command;
        const step = steps.find((one) => one.id === id);
        if (!step) return refuse('not-found');
        const own = steps.filter(({ characteristic }) => characteristic === step.characteristic);
        const order = movedPast(
          own.map((one) => one.id),
          id,
          past
        );
        if (!order.ok) return order;
        const others = steps.filter(({ characteristic }) => characteristic !== step.characteristic);
        await placeSteps(trx, study.id, [...others.map((one) => one.id), ...order.value]);
        await append(command, 'moved', id, step.title);
        return ok(null);
      }),

    remove: (actor, studySlug, { id, version }) =>
      edit(actor, studySlug, async (command, steps) => {
        const { trx, study, at } = command;
        const step = steps.find((one) => one.id === id);
        if (!step) return refuse('not-found');
        if (!(await updateStep(trx, study.id, { id, version }, { removedAt: at }))) return refuse('stale');
        for (const other of steps.filter(({ dependsOn }) => dependsOn.includes(id)))
          await updateStep(trx, study.id, other, {
            dependsOn: JSON.stringify(other.dependsOn.filter((one) => one !== id))
          });
        await append(command, 'removed', id, step.title);
        return ok(null);
      }),

    release: (actor, studySlug) => releaseRoadmap(tools, actor, studySlug)
  };
}

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

const rightsOf = (abilities: AuthorizedStudy['abilities']) => ({
  seesDrafts: abilities.has('study.themes'),
  seesSteps: abilities.has('study.roadmap')
});

async function factsOf(db: Db, studyId: StudyId, steps: readonly Step[]): Promise<StepFacts> {
  const { facts } = await listLinkable(db, studyId, { seesDrafts: true, seesSteps: true });
  return { ...(await scaleOf(db, studyId)), steps, linkable: facts };
}

const descriptorsOf = (
  rubric: Rubric | undefined,
  { characteristic, toLevel }: Pick<Step, 'characteristic' | 'toLevel'>
): readonly Bilingual[] =>
  rubric && toLevel !== null ? (rubricOf(rubric, characteristic)?.levels[toLevel] ?? []) : [];

const append = (
  { appendEvent, study, acting }: Edit,
  act: 'added' | 'changed' | 'moved' | 'removed',
  stepId: string,
  title: Bilingual
): Promise<void> =>
  appendEvent(study.id, acting, {
    kind: 'roadmap.step-changed',
    needs: 'study.roadmap',
    payload: { act, stepId, nameEn: title.en, nameZh: title.zh }
  });
