/** Shows the roadmap: to those who write it as it is now, to readers as it was released. */
import { chapterIsOpen, type ChapterState } from '#base/states.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Abilities, StudyAbility } from '#base/abilities.ts';
import {
  commonEntries,
  inOrder,
  laterDependencies,
  stepSection,
  suggestedSteps,
  type Step
} from '#rules/roadmap/roadmap.ts';
import { rubricOf, type Level, type Rubric } from '#rules/framework/rubric.ts';
import type { Dependent } from '#rules/meetings/dependent.ts';
import type { LinkFacts, LinkName } from '#rules/meetings/statement-link.ts';
import { nodesHtml } from '#document/html.ts';
import type { Written } from '#document/texts.ts';
import { readsOf } from '#server/commands/read.ts';
import { take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { findRelease, type Release, type ReleasedRoadmap, type ReleasedStep } from './store/roadmap.ts';
import { listSteps, listStepSections, type Documents } from '#areas/documents';
import type { Db } from '#server/store/open.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { releasedLevels } from '#areas/panels';
import { studySubject, type AuthorizedStudy } from '#areas/study';
import { listLinkable, publicRights, type Linkable, type LinkingTools } from '#areas/meetings';
import { withPublicLinks } from './public-links.ts';
import { chapterOf, scaleOf } from './roadmap-facts.ts';

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
  /** Null before it was begun. */
  readonly chapter: {
    readonly slug: string;
    readonly state: ChapterState;
    readonly documentId: string;
  } | null;
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  /** From the lowest up. */
  readonly levels: readonly Level[];
  readonly steps: readonly StepSummary[];
  /** Counts the steps that the rubric suggests and that were never begun. */
  readonly suggested: number;
  readonly linkable: LinkFacts;
  readonly release: Pick<Release, 'n' | 'at'> | null;
}

export interface ShownStep extends Omit<ReleasedStep, 'text'> {
  /** HTML that is safe to show. */
  readonly html: Readonly<Record<Locale, string>>;
}

export interface ReleasedView extends Omit<ReleasedRoadmap, 'steps'> {
  readonly n: number;
  readonly at: string;
  readonly steps: readonly ShownStep[];
}

export interface StepList {
  /** Null for the steps as they are now, and where nothing was released. */
  readonly release: number | null;
  readonly steps: readonly Omit<Step, 'number' | 'position' | 'version'>[];
}

export interface RoadmapTools extends CommandDeps, LinkingTools {
  readonly workers: Pick<DocumentWorkers, 'next' | 'content'>;
  readonly documents: Pick<Documents, 'written'>;
  /** Maps steps to what rests on them; those that cite them hand it in. */
  readonly listDependents: (
    db: Db,
    authorized: AuthorizedStudy,
    kind: 'step'
  ) => Promise<ReadonlyMap<string, readonly Dependent[]>>;
}

const read = readsOf<RoadmapTools>();

/** Loads the roadmap as it is being written. */
export const load = read(
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
export const sections = read(
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
 * As they are for those who read the roadmap while it is written, and as they were released last for everyone else in
 * the study.
 */
export const steps = read(
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

/** What was released last, for everyone in the study; null before the first release. */
export const released = read(
  { name: 'roadmap.released', subject: studySubject },
  async ({ db, deps, subject: { study } }): Promise<ReleasedView | null> => {
    const release = await findRelease(db, study.id);
    return release ? shown(release, await listLinkable(deps, db, study.id, publicRights)) : null;
  }
);

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

const descriptorsOf = (
  rubric: Rubric | undefined,
  { characteristic, toLevel }: Pick<Step, 'characteristic' | 'toLevel'>
): readonly Bilingual[] =>
  rubric && toLevel !== null ? (rubricOf(rubric, characteristic)?.levels[toLevel] ?? []) : [];
